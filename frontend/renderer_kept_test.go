package frontend_test

import (
	"bytes"
	"fmt"
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func TestAKeptPageIsAlwaysWhatRenderingGives(t *testing.T) {
	r, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	page := screen.RecipientDelivery{Share: screen.Share{PublicID: "p1", Title: "Plans"}, Next: screen.NextPay}
	renamed := page
	renamed.Share.Title = "Coupes"
	longer := page
	longer.Share.Files = []frontend.File{{ID: "f1", Name: "plans.pdf", Size: 1}}
	for name, step := range map[string]struct {
		lang frontend.Lang
		key  string
		page frontend.Page
	}{
		"the page itself":             {frontend.French, "k", page},
		"in the other language":       {frontend.English, "k", page},
		"another title, the same key": {frontend.French, "k", renamed},
		"one more file, the same key": {frontend.French, "k", longer},
		"another kind, the same key":  {frontend.French, "k", screen.RecipientSealing{Share: page.Share}},
		"the same page, another key":  {frontend.French, "other", page},
	} {
		var want bytes.Buffer
		if err := r.Render(&want, step.lang, step.page); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := r.RenderKept(step.lang, step.key, step.page)
			if err != nil || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s: %v, %d bytes instead of %d", name, err, len(got), want.Len())
			}
		}
	}
}

func TestKeptPagesAreReplacedWithoutEnd(t *testing.T) {
	r, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		title := fmt.Sprintf("Plans %d.", i%1500)
		got, err := r.RenderKept(frontend.French, fmt.Sprint(i%1500), screen.RecipientSealing{Share: screen.Share{Title: title}})
		if err != nil || !bytes.Contains(got, []byte(title)) {
			t.Fatalf("page %d: %v", i, err)
		}
	}
}
