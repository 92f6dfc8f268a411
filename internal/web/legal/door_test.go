package legal_test

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/web"
	"quittance/internal/web/legal"
)

func page(t *testing.T, deps legal.Deps, path, language string) string {
	t.Helper()
	renderer, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{
		Renderer: renderer, Assets: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"},
		HasTerms: len(deps.Terms) > 0, Now: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	legal.Register(s, deps)
	r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatal(path, w.Code)
	}
	// Spaces and apostrophes of French typography, made plain.
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(html.UnescapeString(w.Body.String()))
}

func TestLegalPages(t *testing.T) {
	filled := legal.Deps{
		Publisher: screen.Publisher{Name: "Atelier <Moreau>", Address: "14 rue de la Charité\n69002 Lyon", SIREN: "732829320", Phone: "+33472001020",
			Email: "contact@moreau.example", Director: "Camille Moreau", Host: "Hébergeur SAS"},
		Terms:  map[frontend.Lang]string{frontend.French: "Article 1\nObjet <b>gras</b>.\n\n\n\nArticle 2"},
		Bucket: "s3.fr-par.scw.cloud", Region: "fr-par", Processors: []screen.Processor{{Task: "payments", Name: "Stripe"}},
	}
	for name, tt := range map[string]struct {
		deps           legal.Deps
		path, language string
		has, hasNot    []string
	}{
		"the notice names the publisher": {filled, "/mentions-legales", "fr", []string{"Atelier <Moreau>", "Éditeur", "14 rue de la Charité<br>69002 Lyon",
			"732 829 320", "Camille Moreau", "Hébergeur SAS", `href="mailto:contact@moreau.example"`, `href="/conditions"`}, []string{"pas encore rempli"}},
		"an empty notice says so":              {legal.Deps{}, "/mentions-legales", "fr", []string{"L'exploitant de ce serveur n'a pas encore rempli cette page."}, []string{"Éditeur", `href="/conditions"`}},
		"an empty notice says so, in English":  {legal.Deps{}, "/mentions-legales", "en", []string{"has not filled in this page"}, nil},
		"privacy names what is configured":     {filled, "/confidentialite", "fr", []string{"s3.fr-par.scw.cloud", "région fr-par", "<h3>Stripe</h3>", "contact@moreau.example", "dix ans"}, []string{"SMS : votre numéro", "simulés"}},
		"privacy where nothing is real":        {legal.Deps{OutsideIsPlay: true}, "/confidentialite", "en", []string{"on the server itself", "nothing leaves it", "has not filled in"}, []string{"region"}},
		"privacy where there is no provider":   {legal.Deps{}, "/confidentialite", "en", []string{"no provider is configured"}, nil},
		"terms are text, never markup":         {filled, "/conditions", "fr", []string{"Article 1<br>Objet", "<p>Article 2</p>"}, []string{"que en anglais"}},
		"terms of another language are marked": {filled, "/conditions", "en", []string{`lang="fr">`, "These terms exist in French only.", "<p>Article 2</p>"}, nil},
		"no terms":                             {legal.Deps{}, "/conditions", "en", []string{"has not filled in this page"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := page(t, tt.deps, tt.path, tt.language)
			for _, want := range append(tt.has, `href="/mentions-legales"`, `href="/confidentialite"`) {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing", want)
				}
			}
			for _, not := range tt.hasNot {
				if strings.Contains(got, not) {
					t.Errorf("%q is said", not)
				}
			}
		})
	}
}
