package frontend_test

import (
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func newRenderer(t *testing.T) *frontend.Renderer {
	t.Helper()
	r, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryTemplateAndSentenceIsPresentAndUsed(t *testing.T) { newRenderer(t) }
