package frontend_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"quittance/frontend"
	"quittance/frontend/sample"
	"quittance/frontend/screen"
)

func render(t *testing.T, r *frontend.Renderer, lang frontend.Lang, page frontend.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Render(&b, lang, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEverySampleInEveryLanguageIsASoundPage(t *testing.T) {
	r := newRenderer(t)
	for _, lang := range frontend.Langs() {
		for _, face := range sample.All() {
			t.Run(string(lang)+" "+face.Name, func(t *testing.T) {
				text := render(t, r, lang, face.In(lang))
				for _, trace := range []string{"<no value>", "ZgotmplZ", "%!", "problem.", "[object"} {
					if strings.Contains(text, trace) {
						t.Errorf("the page shows %q", trace)
					}
				}
				root, err := html.Parse(strings.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				checkDocument(t, root)
			})
		}
	}
}

// checkDocument wants unique ids, links and labels that lead somewhere, one first heading, and nothing that the
// content security policy would refuse.
func checkDocument(t *testing.T, root *html.Node) {
	t.Helper()
	ids, first := map[string]int{}, 0
	for n := range root.Descendants() {
		if id := attribute(n, "id"); id != "" {
			ids[id]++
		}
		if n.Type == html.ElementNode && n.Data == "h1" {
			first++
		}
	}
	if first != 1 {
		t.Errorf("there are %d first headings", first)
	}
	for id, count := range ids {
		if count > 1 {
			t.Errorf("the id %q is given %d times", id, count)
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if to, found := strings.CutPrefix(attribute(n, "href"), "#"); found && ids[to] == 0 {
			t.Errorf("a link leads to #%s, which is not there", to)
		}
		for _, reference := range strings.Fields(attribute(n, "for") + " " + attribute(n, "aria-describedby") + " " + attribute(n, "aria-labelledby")) {
			if ids[reference] == 0 {
				t.Errorf("<%s> refers to %q, which is not there", n.Data, reference)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has an inline %s, which the content security policy refuses", n.Data, a.Key)
			}
		}
		if n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" {
			t.Errorf("an inline <%s> is refused by the content security policy", n.Data)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestWhatWasTypedIsShownAgainAndNeverAsMarkup(t *testing.T) {
	typed := `"><script>alert(1)</script>`
	form := screen.DeliveryForm{
		Title: frontend.Field{Value: typed, Error: "required"}, Message: frontend.Field{Value: typed},
		Recipients: []screen.RecipientForm{{Name: frontend.Field{Value: typed}}},
	}
	text := render(t, newRenderer(t), frontend.French, screen.DeliveryEditor{Form: form})
	if strings.Contains(text, "<script>alert") {
		t.Error("typed markup became markup")
	}
	if strings.Count(text, "alert(1)") != 3 {
		t.Errorf("what was typed is shown %d times, not 3", strings.Count(text, "alert(1)"))
	}
}

func TestAPasswordOrCodeIsNeverSentBack(t *testing.T) {
	secret := frontend.Field{Value: "correct horse battery"}
	r := newRenderer(t)
	for _, page := range []frontend.Page{
		screen.SignUp{Form: screen.SignUpForm{Password: secret}},
		screen.SignIn{Form: screen.SignInForm{Password: secret}},
		screen.ResetPassword{Form: screen.ResetForm{Password: secret}},
		screen.RecipientSign{CodeSent: true, Form: screen.SignForm{Code: secret}},
	} {
		if strings.Contains(render(t, r, frontend.French, page), secret.Value) {
			t.Errorf("%T shows the secret", page)
		}
	}
}

func TestTheRecipientSeesOnlyTheMaskedNumber(t *testing.T) {
	r := newRenderer(t)
	for _, face := range sample.All() {
		if strings.HasPrefix(face.Page.Template(), "recipient/") && strings.Contains(render(t, r, frontend.French, face.Page), "612345678") {
			t.Errorf("%s shows a whole number", face.Name)
		}
	}
}

func TestTheFirstViewOfARecipientIsSmall(t *testing.T) {
	const budget = 50_000
	assets, err := frontend.LoadAssets()
	if errors.Is(err, frontend.ErrAssetsNotBuilt) {
		t.Skip("the assets are not built")
	}
	if err != nil {
		t.Fatal(err)
	}
	shared := assets.WireSize("app.css", "recipient.js", "icon.svg")
	r := newRenderer(t)
	for _, face := range sample.All() {
		if !strings.HasPrefix(face.Page.Template(), "recipient/") {
			continue
		}
		// The assets are compressed when built; the page itself is counted as it is.
		if total := len(render(t, r, frontend.French, face.Page)) + shared; total > budget {
			t.Errorf("%s weighs %d bytes", face.Name, total)
		} else {
			t.Logf("%s weighs %d bytes", face.Name, total)
		}
	}
}

func TestHashingIsLoadedOnThePageOfVerificationAlone(t *testing.T) {
	r := newRenderer(t)
	for _, face := range sample.All() {
		asks := face.Name == "verify" || face.Name == "verify-nothing"
		if strings.Contains(render(t, r, frontend.French, face.Page), `src="/assets/verify.js"`) != asks {
			t.Errorf("%s loads the script of verification, or lacks it", face.Name)
		}
	}
	const budget = 150_000
	assets, err := frontend.LoadAssets()
	if errors.Is(err, frontend.ErrAssetsNotBuilt) {
		t.Skip("the assets are not built")
	}
	if err != nil {
		t.Fatal(err)
	}
	page := render(t, r, frontend.French, screen.Verify{})
	if total := len(page) + assets.WireSize("app.css", "icon.svg", "verify.js", "sha256_worker.js"); total > budget {
		t.Errorf("the page of verification weighs %d bytes", total)
	}
}
