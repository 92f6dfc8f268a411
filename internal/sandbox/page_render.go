package sandbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

//go:embed template
var templateFiles embed.FS

// views are the pages, each parsed with the frame around it. A template that does not parse stops the program at
// start, and a test parses them all.
var views = parseViews()

func parseViews() map[string]*template.Template {
	entries, err := templateFiles.ReadDir("template")
	if err != nil {
		panic(fmt.Errorf("read embedded sandbox pages: %w", err))
	}
	parsed := map[string]*template.Template{}
	for _, entry := range entries {
		name := entry.Name()
		if name == "frame.html" || !strings.HasSuffix(name, ".html") {
			continue
		}
		parsed[name] = template.Must(template.New("frame.html").Funcs(template.FuncMap{
			"money": showMoney, "price": showPrice, "when": showTime,
		}).ParseFS(templateFiles, "template/frame.html", "template/"+name))
	}
	return parsed
}

// page is what the frame needs; Body is the view's own struct.
type page struct {
	Title string
	Open  bool // shown to a payer: without the operator's navigation
	Body  any
	// English is the language of a payer's page; the operator's are French.
	English bool
	// Now and Ahead are filled by show: a moved clock is said on every page.
	Now   string
	Ahead string
	// FormTargets are origins to which a form of the page may lead by redirect.
	FormTargets []string
}

// show renders template/{view} inside the frame.
func (s *Sandbox) show(w http.ResponseWriter, status int, view string, p page) {
	if s.cfg.Ahead > 0 {
		p.Now, p.Ahead = showTime(s.now().Unix()), showAhead(s.cfg.Ahead)
	}
	var b bytes.Buffer
	if err := views[view].Execute(&b, p); err != nil {
		http.Error(w, "sandbox page failed", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "+
		"frame-ancestors 'none'; form-action 'self' "+strings.Join(p.FormTargets, " "))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader is gone: nobody to tell
}

// writeJSON answers with a JSON document.
func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		http.Error(w, "sandbox answer failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // the reader is gone: nobody to tell
}

// wantsJSON reports whether a request comes from a program rather than from a form.
func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// readInput decodes a JSON body, when there is one, into v.
func readInput(r *http.Request, v any) error {
	if !wantsJSON(r) || r.ContentLength == 0 {
		return nil
	}
	if err := json.NewDecoder(r.Body).Decode(v); err != nil {
		return fmt.Errorf("decode request: %w", err)
	}
	return nil
}

// showMoney writes an amount as people in France read it. Currencies without minor units are few and known.
func showMoney(amount int64, currency string) string {
	c := strings.ToUpper(currency)
	unit := c
	if c == "EUR" {
		unit = "€"
	}
	switch c {
	case "JPY", "KRW", "XOF", "XAF", "XPF", "CLP", "VND":
		return fmt.Sprintf("%d %s", amount, unit)
	}
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	whole := fmt.Sprint(amount / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u202f" + whole[i:]
	}
	return fmt.Sprintf("%s%s,%02d\u00a0%s", sign, whole, amount%100, unit)
}

// showPrice writes an amount as an English payer reads it: €1,250.00.
func showPrice(amount int64, currency string) string {
	shown, unit, _ := strings.Cut(showMoney(amount, currency), "\u00a0")
	if unit != "€" {
		return currency + "\u00a0" + shown
	}
	return "€" + strings.NewReplacer("\u202f", ",", ",", ".").Replace(shown)
}

// showAhead writes by how much a clock is ahead: whole days where there are any, then hours and minutes.
func showAhead(d time.Duration) string {
	const day = 24 * time.Hour
	var parts []string
	add := func(n time.Duration, one, many string) {
		if n == 1 {
			parts = append(parts, "1\u00a0"+one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d\u00a0%s", n, many))
		}
	}
	add(d/day, "jour", "jours")
	add(d%day/time.Hour, "heure", "heures")
	add(d%time.Hour/time.Minute, "minute", "minutes")
	if len(parts) == 0 {
		return d.String()
	}
	return strings.Join(parts, " ")
}

// showTime writes an instant given in Unix seconds.
func showTime(seconds int64) string {
	return time.Unix(seconds, 0).UTC().Format("02/01/2006 15:04:05 UTC")
}
