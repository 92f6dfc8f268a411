package frontend_test

import (
	"io"
	"testing"

	"quittance/frontend"
	"quittance/frontend/sample"
	"quittance/frontend/screen"
)

func BenchmarkNewRenderer(b *testing.B) {
	for b.Loop() {
		if _, err := screen.NewRenderer(frontend.UnbuiltAssets()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecipientFirstPage(b *testing.B) {
	r, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		b.Fatal(err)
	}
	for _, face := range sample.All() {
		if face.Name != "recipient-pay" {
			continue
		}
		for b.Loop() {
			if err := r.Render(io.Discard, frontend.French, face.Page); err != nil {
				b.Fatal(err)
			}
		}
	}
}
