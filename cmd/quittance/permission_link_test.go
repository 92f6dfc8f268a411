package main

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"quittance/frontend"
	"quittance/internal/web"
)

// TestNobodyIsShownWhatIsRefused reads every page as everybody who may see it: no link and no form of it leads where
// they may not go.
func TestNobodyIsShownWhatIsRefused(t *testing.T) {
	h := openHouse(t)
	h.furnish(t)
	followed := 0
	for _, a := range h.actors {
		if a.key != "" {
			continue
		}
		for _, rule := range h.server.site.Rules() {
			if rule.Method != http.MethodGet || isOnRecord(rule.Path) || !a.may(rule) || strings.Contains(rule.Path, ":token") {
				continue
			}
			parcels := []*parcel{h.sent, h.unlocked}
			if !strings.Contains(rule.Path, ":id") {
				parcels = parcels[:1]
			}
			for _, of := range parcels {
				where := h.path(t, rule, of)
				page := h.ask(t, rule, where, a, of)
				if !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") || page.status != http.StatusOK {
					continue
				}
				for _, next := range leads(t, page.body, where) {
					to, known := h.ruleOf(next)
					if !known {
						t.Errorf("%s, as %s: %s %s leads nowhere", where, a.name, next.method, next.path)
					} else if followed++; !a.may(to) && !isDoor(to.Path) {
						t.Errorf("%s, as %s: shows %s %s, which they may not", where, a.name, next.method, next.path)
					}
				}
			}
		}
	}
	if followed < 1000 {
		t.Errorf("only %d links and forms were looked at", followed)
	}
}

// lead is where a link or a form leads.
type lead struct{ method, path string }

// isDoor reports the pages that are for who is not in yet: a visitor is led to them.
func isDoor(path string) bool { return path == frontend.PathDeliveries }

// leads finds the links and forms of a page to this server.
func leads(t *testing.T, page []byte, where string) (all []lead) {
	t.Helper()
	base := must[*url.URL](t)(url.Parse(where))
	doc := must[*html.Node](t)(html.Parse(bytes.NewReader(page)))
	add := func(method, to string) {
		at, err := base.Parse(to)
		if err != nil || at.Host != "" || at.Scheme != "" || strings.HasPrefix(at.Path, "/assets/") {
			return
		}
		all = append(all, lead{method, at.Path})
	}
	for n := range doc.Descendants() {
		at := map[string]string{}
		for _, attr := range n.Attr {
			at[attr.Key] = attr.Val
		}
		switch {
		case n.Data == "a" && at["href"] != "":
			add(http.MethodGet, at["href"])
		case n.Data == "form":
			method := strings.ToUpper(at["method"])
			if method == "" {
				method = http.MethodGet
			}
			add(method, at["action"])
		case n.Data == "button" && at["formaction"] != "":
			add(http.MethodPost, at["formaction"])
		}
	}
	return all
}

// ruleOf is the route that answers.
func (h *house) ruleOf(l lead) (web.Rule, bool) {
	c := h.server.site.Echo().AcquireContext()
	defer h.server.site.Echo().ReleaseContext(c)
	h.server.site.Echo().Router().Find(l.method, l.path, c)
	for _, rule := range h.server.site.Rules() {
		if rule.Method == l.method && rule.Path == c.Path() {
			return rule, true
		}
	}
	return web.Rule{}, false
}
