package main

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quittance/cmd/internal/trust"
	"quittance/internal/certificate"
)

type verifyCommand struct {
	Certificate string   `arg:"" help:"The PDF." type:"path"`
	File        []string `help:"A deliverable to compare with the certificate." type:"path"`
	Trust       []string `help:"Root certificate of seals (PEM)." type:"path"`
	TimeTrust   []string `help:"Root certificate of a time-stamping authority (PEM)." type:"path"`
	LogKey      []string `help:"Key of the log: the key itself, or a file that holds it."`
	JSON        bool     `help:"Print the report as JSON."`
	Language    string   `help:"Language of the sentences." enum:"fr,en" default:"en"`
	Folder      string   `help:"Where pinned keys are kept." type:"path"`
}

// Run judges a certificate with no network, no database and no server: exit 0 valid, 1 invalid, 2 could not be judged.
func (v *verifyCommand) Run(w *world) error {
	const notJudged = exit(2)
	report, err := v.judge()
	if err != nil {
		say(w.err, "quittance: %v\n", err)
		return notJudged
	}
	if err := v.print(w, report); err != nil {
		return err
	}
	if code := report.ExitCode(); code != 0 {
		return exit(code)
	}
	return nil
}

func (v *verifyCommand) judge() (certificate.Report, error) {
	t, err := trust.Joined(v.Folder, map[string][]string{trust.SealSuffix: v.Trust, trust.TimeSuffix: v.TimeTrust}, v.LogKey)
	if err != nil {
		return certificate.Report{}, err
	}
	pdf, err := trust.ReadBounded(v.Certificate, certificate.MaxPDF)
	if err != nil {
		return certificate.Report{}, err
	}
	o := certificate.Options{LogKeys: t.LogKeys, Files: map[string]certificate.FileFacts{}, Now: time.Now(), Language: v.Language, Within: time.Minute}
	if !t.Seals.Equal(x509.NewCertPool()) {
		o.Roots = t.Seals
	}
	if !t.Times.Equal(x509.NewCertPool()) {
		o.TimeRoots = t.Times
	}
	for _, path := range v.File {
		facts, err := measure(path)
		if err != nil {
			return certificate.Report{}, err
		}
		o.Files[filepath.Base(path)] = facts
	}
	return certificate.Verify(pdf, o), nil
}

func (v *verifyCommand) print(w *world, r certificate.Report) error {
	if v.JSON {
		e := json.NewEncoder(w.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(r)
	}
	say(w.out, "%s", r.Verdict)
	if r.Certificate != "" {
		say(w.out, "  %s of %s, certificate %s, level %s", r.Kind, r.Delivery, r.Certificate, r.Level)
	}
	if len(r.Sandbox) > 0 {
		say(w.out, "\n\nSANDBOX: made in a trial with stand-ins (%s). It proves nothing.", strings.Join(r.Sandbox, ", "))
	}
	say(w.out, "\n\n")
	for _, c := range r.Checks {
		say(w.out, "  %-10s %-8s %s\n", c.Name, c.Result, c.Detail)
	}
	return nil
}

// measure is certificate.Measure of a file.
func measure(path string) (facts certificate.FileFacts, err error) {
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return facts, fmt.Errorf("open deliverable: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return certificate.Measure(f)
}
