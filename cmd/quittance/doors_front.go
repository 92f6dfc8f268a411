package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/rate"
	"quittance/internal/tariff"
	"quittance/internal/web/demo"
)

// openDemo registers the demonstration, where everything outside is played by this process.
func (s *server) openDemo() {
	if s.sandbox == nil {
		return
	}
	s.demo = demo.Register(s.site, demo.Deps{
		Commands: s.commands(), Digest: inHex(s.digest()), Key: s.root.Derive("demo"),
		Inbox: func(ctx context.Context, to string, most int) ([]demo.Message, error) {
			found, err := s.sandbox.box.Inbox(ctx, to, most)
			out := make([]demo.Message, len(found))
			for i, m := range found {
				out[i] = demo.Message(m)
			}
			return out, err
		},
	})
}

// front is what the front page says of this installation.
func (s *server) front() screen.Front {
	f := screen.Front{Bucket: bucketHost(s.config.StorageURL), Region: region(s.config.StorageURL), Demo: s.demo != nil}
	if s.config.DemoURL != nil {
		f.DemoAt = s.config.DemoURL.String()
	}
	return f
}

// cost is what the front page says of fees: by the rates of the day, of a payment with a European card.
func (s *server) cost(ctx context.Context) (screen.Cost, error) {
	if s.stripe == nil {
		return screen.Cost{}, nil
	}
	table, err := rate.Table(ctx, s.db)
	if err != nil {
		return screen.Cost{}, err
	}
	const currency, example = "EUR", 100_000
	day := s.now().Format(time.DateOnly)
	platform, takes := table.At(tariff.Platform, "", currency, day)
	estimate, err := table.Estimate(tariff.Sale{Amount: example, Currency: currency, Day: day, Method: tariff.CardEEA, Platform: takes})
	if err != nil {
		return screen.Cost{}, fmt.Errorf("estimate fees: %w", err)
	}
	if !estimate.Complete() || estimate.Net <= 0 {
		return screen.Cost{}, nil
	}
	card := estimate.Parts[0].Row
	since, err := time.Parse(time.DateOnly, estimate.Latest())
	if err != nil {
		return screen.Cost{}, fmt.Errorf("read tariff: %w", err)
	}
	return screen.Cost{
		BasisPoints: card.BasisPoints, Fixed: card.Fixed, PlatformPoints: platform.BasisPoints, PlatformFixed: platform.Fixed,
		Price: frontend.Money{Amount: example, Currency: currency}, Received: frontend.Money{Amount: estimate.Net, Currency: currency}, Since: since,
	}, nil
}

// region is the one the operator named for the bucket; "" for a folder of this machine.
func region(storageURL string) string {
	u, err := url.Parse(storageURL)
	if err != nil || u.Scheme != "s3" {
		return ""
	}
	return u.Query().Get("region")
}
