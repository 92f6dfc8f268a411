package sandbox

import (
	"net/http"
	"slices"
)

// faultsView is what is made to go wrong.
type faultsView struct {
	Waiting  int
	StandIns []faultView
}

type faultView struct {
	Name  string
	Modes []modeView
}

type modeView struct {
	Mode, Label string
	On          bool
}

// modeLabels are the faults in the order and words in which they are shown.
var modeLabels = []modeView{
	{Mode: FaultDown, Label: "en panne"},
	{Mode: FaultRefuse, Label: "surchargé"},
	{Mode: FaultSlow, Label: "lent (10 s)"},
	{Mode: FaultGarbage, Label: "répond n’importe quoi"},
	{Mode: FaultLost, Label: "réponses perdues"},
	{Mode: FaultHold, Label: "notifications retenues"},
	{Mode: FaultDuplicate, Label: "notifications en double"},
	{Mode: FaultReorder, Label: "notifications en désordre"},
}

func (s *Sandbox) routeFaults(mux *http.ServeMux) {
	mux.HandleFunc("GET /sandbox/style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, templateFiles, "template/style.css")
	})
	mux.HandleFunc("GET /sandbox/faults", s.showFaults)
	mux.HandleFunc("GET /sandbox/faults.json", func(w http.ResponseWriter, r *http.Request) {
		var f faults
		err := s.store.update(r.Context(), func(x *tx) (err error) { f, err = readFaults(x); return err })
		s.answer(w, f, err)
	})
	mux.HandleFunc("POST /sandbox/faults.json", s.setFaults)
	mux.HandleFunc("POST /sandbox/faults", s.toggleFaults)
}

// answer is a JSON answer, or the plain admission that the state cannot be read.
func (s *Sandbox) answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "sandbox state unreadable"})
		return
	}
	writeJSON(w, http.StatusOK, v)
}

func (s *Sandbox) showFaults(w http.ResponseWriter, r *http.Request) {
	var view faultsView
	err := s.store.update(r.Context(), func(x *tx) error {
		f, err := readFaults(x)
		if err != nil {
			return err
		}
		for _, in := range s.standIns {
			one := faultView{Name: in.name()}
			for _, m := range modeLabels {
				m.On = f.on(in.name(), m.Mode)
				one.Modes = append(one.Modes, m)
			}
			view.StandIns = append(view.StandIns, one)
		}
		return x.t.QueryRowContext(x.ctx, `SELECT count(*) FROM outbox`).Scan(&view.Waiting)
	})
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	s.show(w, http.StatusOK, "fault.html", page{Title: "Pannes", Body: view})
}

// setFaults is POST /sandbox/faults.json {"stripe":[{"mode":"down","times":2}],…}: the stand-ins named get exactly
// these faults, the others keep theirs.
func (s *Sandbox) setFaults(w http.ResponseWriter, r *http.Request) {
	given := faults{}
	if err := readInput(r, &given); err != nil || !s.knowsFaults(given) {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": `want {"<stand-in>":[{"mode":"<fault>","times":0,"delay_ms":0}]}`})
		return
	}
	var all faults
	err := s.store.update(r.Context(), func(x *tx) (err error) {
		if all, err = readFaults(x); err != nil {
			return err
		}
		for name, list := range given {
			all[name] = list
		}
		return writeFaults(x, all)
	})
	s.nudge()
	s.answer(w, all, err)
}

func (s *Sandbox) knowsFaults(f faults) bool {
	for name, list := range f {
		if !slices.ContainsFunc(s.standIns, func(in standIn) bool { return in.name() == name }) {
			return false
		}
		for _, fault := range list {
			known := slices.ContainsFunc(modeLabels, func(m modeView) bool { return m.Mode == fault.Mode })
			if !known || fault.Times < 0 || fault.DelayMS < 0 {
				return false
			}
		}
	}
	return true
}

// toggleFaults is the form of the page: one stand-in, the boxes that are ticked.
func (s *Sandbox) toggleFaults(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("stand_in")
	f := faults{name: {}}
	for _, mode := range r.Form["mode"] {
		f[name] = append(f[name], Fault{Mode: mode, DelayMS: 10_000})
	}
	if !s.knowsFaults(f) {
		http.Error(w, "panne inconnue", http.StatusBadRequest)
		return
	}
	err := s.store.update(r.Context(), func(x *tx) error {
		all, err := readFaults(x)
		if err != nil {
			return err
		}
		all[name] = f[name]
		return writeFaults(x, all)
	})
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	s.nudge()
	http.Redirect(w, r, "/sandbox/faults", http.StatusSeeOther)
}
