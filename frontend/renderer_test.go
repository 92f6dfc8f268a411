package frontend_test

import (
	"testing"

	"quittance/frontend"
)

func newRenderer(t *testing.T) *frontend.Renderer {
	t.Helper()
	r, err := frontend.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryTemplateAndSentenceIsPresentAndUsed(t *testing.T) { newRenderer(t) }
