package frontend_test

import (
	"io"
	"testing"

	"quittance/frontend"
)

func BenchmarkNewRenderer(b *testing.B) {
	for b.Loop() {
		if _, err := frontend.NewRenderer(frontend.UnbuiltAssets()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecipientFirstPage(b *testing.B) {
	r, err := frontend.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		b.Fatal(err)
	}
	for _, sample := range frontend.Samples() {
		if sample.Name != "recipient-pay" {
			continue
		}
		for b.Loop() {
			if err := r.Render(io.Discard, frontend.French, sample.Page); err != nil {
				b.Fatal(err)
			}
		}
	}
}
