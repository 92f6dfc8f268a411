package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// The ways in which the outside world goes wrong. The first five concern the API of a stand-in, the others its
// webhooks.
const (
	FaultDown      = "down"      // connections are closed without an answer, nothing is done
	FaultLost      = "lost"      // the request is carried out, its answer never arrives
	FaultSlow      = "slow"      // the request is carried out, its answer arrives after DelayMS
	FaultGarbage   = "garbage"   // 200 with something that is not an answer; nothing is done
	FaultRefuse    = "refuse"    // the service says it is overloaded: HTTP 503, SMTP 451
	FaultHold      = "hold"      // webhooks wait until the fault is lifted
	FaultDuplicate = "duplicate" // every webhook is sent twice
	FaultReorder   = "reorder"   // webhooks arrive in another order
)

// Fault is one thing going wrong. Times counts the requests it still hits; 0 means until lifted.
type Fault struct {
	Mode    string `json:"mode"`
	Times   int    `json:"times,omitempty"`
	DelayMS int    `json:"delay_ms,omitempty"`
}

// faults are the faults of each stand-in, by name.
type faults map[string][]Fault

func (f faults) on(standIn, mode string) bool {
	for _, fault := range f[standIn] {
		if fault.Mode == mode {
			return true
		}
	}
	return false
}

func readFaults(x *tx) (faults, error) {
	text, err := x.setting("faults")
	if err != nil || text == "" {
		return faults{}, err
	}
	f := faults{}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return nil, fmt.Errorf("decode faults: %w", err)
	}
	return f, nil
}

func writeFaults(x *tx, f faults) error {
	text, err := encode(f)
	if err != nil {
		return err
	}
	return x.setSetting("faults", string(text))
}

// takeFault returns the fault that hits the next request of a stand-in, if any, and counts it.
func (s *Sandbox) takeFault(ctx context.Context, standIn string) (Fault, error) {
	var hit Fault
	err := s.store.update(ctx, func(x *tx) error {
		f, err := readFaults(x)
		if err != nil {
			return err
		}
		for i, fault := range f[standIn] {
			switch fault.Mode {
			case FaultHold, FaultDuplicate, FaultReorder:
				continue
			}
			hit = fault
			if fault.Times == 0 {
				return nil
			}
			if f[standIn][i].Times--; f[standIn][i].Times == 0 {
				f[standIn] = append(f[standIn][:i], f[standIn][i+1:]...)
			}
			return writeFaults(x, f)
		}
		return nil
	})
	return hit, err
}

// faulty puts the faults of a stand-in around its API.
func (s *Sandbox) faulty(standIn string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault, err := s.takeFault(r.Context(), standIn)
		if err != nil {
			http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
			return
		}
		switch fault.Mode {
		case FaultDown:
			panic(http.ErrAbortHandler)
		case FaultLost:
			next.ServeHTTP(&answer{}, r)
			panic(http.ErrAbortHandler)
		case FaultSlow:
			var kept answer
			next.ServeHTTP(&kept, r)
			timer := time.NewTimer(time.Duration(fault.DelayMS) * time.Millisecond)
			defer timer.Stop()
			select {
			case <-r.Context().Done():
				panic(http.ErrAbortHandler)
			case <-timer.C:
				kept.copyTo(w)
			}
		case FaultGarbage:
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html><body>\x00\xff upstream says hello")) // a fault on purpose
		case FaultRefuse:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "overloaded", http.StatusServiceUnavailable)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// answer keeps what a handler wrote.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

func (a *answer) copyTo(w http.ResponseWriter) {
	for name, values := range a.Header() {
		w.Header()[name] = values
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(a.body.Bytes()) // the client is gone: nobody to tell
}
