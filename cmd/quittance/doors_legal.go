package main

import (
	"fmt"
	"net/url"
	"strings"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/config"
	"quittance/internal/web/legal"
)

// terms are the operator's, by language.
func terms(c *config.Config) (map[frontend.Lang]string, error) {
	french, english, err := c.Terms()
	if err != nil {
		return nil, fmt.Errorf("read terms: %w", err)
	}
	out := map[frontend.Lang]string{}
	for lang, text := range map[frontend.Lang]string{frontend.French: french, frontend.English: english} {
		if text != "" {
			out[lang] = text
		}
	}
	return out, nil
}

// openLegal registers the pages about the installation itself.
func (s *server) openLegal(terms map[frontend.Lang]string) {
	c := s.config
	legal.Register(s.site, legal.Deps{
		Publisher: screen.Publisher{
			Name: strings.TrimSpace(c.LegalName), Address: c.LegalAddress, SIREN: strings.ReplaceAll(c.LegalSIREN, " ", ""), Phone: c.LegalPhone,
			Email: c.LegalEmail, Director: c.LegalDirector, Host: c.LegalHost,
		},
		Terms: terms, Bucket: bucketHost(c.StorageURL), Region: region(c.StorageURL), Processors: processors(c), OutsideIsPlay: c.UseSandbox(),
	})
}

// processors are the providers that are configured, by the name their customers know or the host they are asked at.
func processors(c *config.Config) []screen.Processor {
	var out []screen.Processor
	add := func(task, name string) {
		if name != "" {
			out = append(out, screen.Processor{Task: task, Name: name})
		}
	}
	if c.StripeAPIKey != "" {
		add("payments", "Stripe")
	}
	if c.VonageAPIKey != "" {
		add("messages", "Vonage")
	}
	add("mail", hostOf(c.SMTPURL))
	for _, authority := range c.TSAURLs {
		add("timestamps", hostOf(authority))
	}
	return out
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// bucketHost is where the bucket is; "" for a folder of this machine.
func bucketHost(storageURL string) string {
	u, err := url.Parse(storageURL)
	if err != nil || u.Scheme != "s3" {
		return ""
	}
	endpoint := u.Query().Get("endpoint")
	if endpoint == "" {
		return "Amazon S3"
	}
	if host := hostOf(endpoint); host != "" {
		return host
	}
	return endpoint
}
