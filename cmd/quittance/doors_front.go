package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/tariff"
	"quittance/internal/web/demo"
)

// openDemo registers the demonstration, where everything outside is played by this process.
func (s *server) openDemo() {
	if s.sandbox == nil {
		return
	}
	s.demo = demo.Register(s.site, demo.Deps{
		Desk: s.desk(), Digest: inHex(s.digest()), Key: s.root.Derive("demo"),
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
func (s *server) front() (screen.Front, error) {
	f := screen.Front{Region: region(s.config.StorageURL), Demo: s.demo != nil}
	if s.config.DemoURL != nil {
		f.DemoAt = s.config.DemoURL.String()
	}
	if s.stripe == nil {
		return f, nil
	}
	table, err := tariff.Published()
	if err != nil {
		return f, fmt.Errorf("read tariff: %w", err)
	}
	const currency, example = "EUR", 100_000
	day := s.now().Format(time.DateOnly)
	estimate, err := table.Estimate(tariff.Sale{Amount: example, Currency: currency, Day: day, Method: tariff.CardEEA})
	if err != nil {
		return f, fmt.Errorf("estimate fees: %w", err)
	}
	if !estimate.Complete() {
		return f, nil
	}
	row := estimate.Parts[0].Row
	since, err := time.Parse(time.DateOnly, row.Since)
	if err != nil {
		return f, fmt.Errorf("read tariff: %w", err)
	}
	const millionths = 10_000 // in a cent
	f.Cost = screen.Cost{
		BasisPoints: row.BasisPoints, Fixed: frontend.Money{Amount: row.Fixed / millionths, Currency: currency},
		Price: frontend.Money{Amount: example, Currency: currency}, Received: frontend.Money{Amount: estimate.Net, Currency: currency}, Since: since,
	}
	return f, nil
}

// region is the one the operator named for the bucket; "" for a folder of this machine.
func region(storageURL string) string {
	u, err := url.Parse(storageURL)
	if err != nil || u.Scheme != "s3" {
		return ""
	}
	return u.Query().Get("region")
}
