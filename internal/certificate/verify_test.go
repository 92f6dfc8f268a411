package certificate_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"quittance/internal/certificate"
	"quittance/internal/evidence"
	"quittance/internal/pades"
)

func result(t *testing.T, r certificate.Report, name string) certificate.Result {
	t.Helper()
	c, ok := r.Check(name)
	if !ok {
		t.Fatalf("no check %s in %+v", name, r)
	}
	return c.Result
}

func TestEverySampleMakesAValidCertificate(t *testing.T) {
	w := newWorld(t)
	for name, build := range samples {
		t.Run(name, func(t *testing.T) {
			m := build(t)
			pdf := w.make(t, w.input(t, m))
			r := certificate.Verify(pdf, w.trust())
			if r.Verdict != certificate.Valid || r.Level != "B-T" || r.ExitCode() != 0 {
				t.Fatalf("%+v", r)
			}
			for _, c := range r.Checks {
				if c.Result != certificate.Pass || c.Detail == "" || strings.Contains(c.Detail, "%!") {
					t.Errorf("%+v", c)
				}
			}
			if r.Kind != string(m.Kind) || r.Certificate != m.Number || r.Delivery != string(m.Delivery.ID) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestReportIsTheJSONOfTheContract(t *testing.T) {
	w := newWorld(t)
	o := w.trust()
	o.Files = map[string]certificate.FileFacts{"plan.pdf": {SHA256: evidence.Hash{1}, Size: 3}}
	for language, want := range map[string]string{"en": "The file is none of the deliverables.", "fr": "Le fichier n’est aucun des livrables."} {
		o.Language = language
		text, err := json.Marshal(certificate.Verify(w.make(t, w.input(t, samples["simple"](t))), o))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Verdict, Level, Kind, Certificate, Delivery string
			Checks                                      []struct{ Name, Result, Detail string }
		}
		strict := json.NewDecoder(bytes.NewReader(text))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&got); err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, c := range got.Checks {
			names = append(names, c.Name)
		}
		if strings.Join(names, " ") != "integrity seal trust time evidence text chain inclusion file:plan.pdf" {
			t.Error(names)
		}
		if last := got.Checks[len(got.Checks)-1]; got.Verdict != "invalid" || last.Result != "fail" || last.Detail != want {
			t.Errorf("%s: %s", language, text)
		}
	}
}

func TestDeliverablesAreComparedByContent(t *testing.T) {
	w := newWorld(t)
	o := w.trust()
	name := "Notes de calcul.xlsx"
	o.Files = map[string]certificate.FileFacts{"renamed by the client.xlsx": {SHA256: sha256.Sum256([]byte(name)), Size: 845120}}
	r := certificate.Verify(w.make(t, w.input(t, samples["simple"](t))), o)
	if c, _ := r.Check("file:renamed by the client.xlsx"); c.Result != certificate.Pass || !strings.Contains(c.Detail, name) || r.Verdict != certificate.Valid {
		t.Fatalf("%+v", r)
	}
}

// Of two clocks that disagree the trusted one counts, and the reader is told.
func TestATimeThatIsYetToComeIsSaid(t *testing.T) {
	w := newWorld(t)
	pdf := w.make(t, w.input(t, samples["simple"](t)))
	for name, tt := range map[string]struct {
		now  time.Time
		said string // at the end
	}{
		"a clock that is a month behind":   {november.AddDate(0, -1, 0), "one of the two is wrong."},
		"a clock that differs by a little": {november.Add(-20 * time.Minute), "trusted here."},
		"a clock that is later":            {november.AddDate(1, 0, 0), "trusted here."},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.trust()
			o.Now, o.Language = tt.now, "en"
			r := certificate.Verify(pdf, o)
			if c, _ := r.Check(certificate.CheckTime); r.Verdict != certificate.Valid || c.Result != certificate.Pass || !strings.HasSuffix(c.Detail, tt.said) {
				t.Errorf("%s: %+v", r.Verdict, c)
			}
		})
	}
}

func TestWithoutAnAuthorityTheLevelIsBBAndThePageSaysSo(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, samples["simple"](t))
	in.Token, in.Authorities = nil, nil
	s := check[certificate.Sealed](t)(certificate.Make(context.Background(), in))
	r := certificate.Verify(s.PDF, w.trust())
	if s.Level != pades.LevelB || r.Level != "B-B" || r.Verdict != certificate.Valid || result(t, r, "time") != certificate.Unknown {
		t.Fatalf("%s %+v", s.Level, r)
	}
	file := save(t, t.TempDir(), "c.pdf", s.PDF)
	if text := run(t, "pdftotext", "-layout", file, "-"); !strings.Contains(text, "Aucune autorité d’horodatage n’a horodaté cette preuve") {
		t.Fatal(text)
	}
}

type silent struct{ err error }

func (s silent) Stamp(context.Context, [32]byte) ([]byte, *pades.Token, error) {
	return nil, nil, s.err
}

func TestTheFirstAuthorityThatAnswersCorrectlyWins(t *testing.T) {
	w := newWorld(t)
	down := errors.New("down")
	token, err := certificate.Stamp(context.Background(), []byte("x"), []certificate.Stamper{silent{down}, silent{}, w.authority, silent{down}})
	if err != nil || len(token) == 0 {
		t.Fatal(err)
	}
	token, err = certificate.Stamp(context.Background(), []byte("x"), []certificate.Stamper{silent{down}})
	if token != nil || !errors.Is(err, down) {
		t.Fatal(token, err)
	}
	if token, err = certificate.Stamp(context.Background(), []byte("x"), nil); token != nil || err != nil {
		t.Fatal(token, err)
	}
}

func TestWhatIsMissingIsNeverCalledValid(t *testing.T) {
	w := newWorld(t)
	other := newWorld(t)
	pdf := w.make(t, w.input(t, samples["simple"](t)))
	for name, c := range map[string]struct {
		change  func(*certificate.Options)
		verdict certificate.Verdict
		check   string
		result  certificate.Result
	}{
		"no root given":                 {func(o *certificate.Options) { o.Roots = nil }, certificate.Indeterminate, "trust", certificate.Unknown},
		"another root":                  {func(o *certificate.Options) { o.Roots = pool(other.ca.Certificate) }, certificate.Invalid, "trust", certificate.Fail},
		"another log key":               {func(o *certificate.Options) { o.LogKeys = []string{other.log.Public} }, certificate.Invalid, "inclusion", certificate.Fail},
		"the right log key among two":   {func(o *certificate.Options) { o.LogKeys = []string{other.log.Public, w.log.Public} }, certificate.Valid, "inclusion", certificate.Pass},
		"a log key that is none":        {func(o *certificate.Options) { o.LogKeys = []string{"x"} }, certificate.Invalid, "inclusion", certificate.Fail},
		"no log key":                    {func(o *certificate.Options) { o.LogKeys = nil }, certificate.Valid, "inclusion", certificate.Unknown},
		"nobody vouches for the time":   {func(o *certificate.Options) { o.TimeRoots = nil }, certificate.Valid, "time", certificate.Unknown},
		"no time to compare the text":   {func(o *certificate.Options) { o.Within = 1 }, certificate.Indeterminate, "text", certificate.Unknown},
		"after the seal's own lifetime": {func(o *certificate.Options) { o.TimeRoots, o.Now = nil, november.AddDate(8, 0, 0) }, certificate.Indeterminate, "trust", certificate.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.trust()
			c.change(&o)
			r := certificate.Verify(pdf, o)
			if r.Verdict != c.verdict || result(t, r, c.check) != c.result {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestOtherFilesAreNotCertificates(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, samples["simple"](t))
	unsealed, err := certificate.Page(in.Evidence, in.Proof, in.Token)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"nothing": nil, "a text": []byte("hello"), "pages without a seal": unsealed, "a file too large": make([]byte, certificate.MaxPDF+1),
	} {
		r := certificate.Verify(file, w.trust())
		if r.Verdict != certificate.Indeterminate || r.ExitCode() != 2 || len(r.Checks) != 8 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestAnyChangedByteIsNoticed(t *testing.T) {
	w := newWorld(t)
	pdf := w.make(t, w.input(t, samples["simple"](t)))
	seal := bytes.Index(pdf, []byte("/ByteRange[0 "))
	positions := []int{}
	for i := 0; i < len(pdf); i += 499 {
		positions = append(positions, i)
	}
	for i := seal - 100; i < seal+900; i += 13 {
		positions = append(positions, i)
	}
	for i := len(pdf) - 400; i < len(pdf); i += 7 {
		positions = append(positions, i)
	}
	for _, i := range positions {
		broken := bytes.Clone(pdf)
		broken[i] ^= 0x21
		if r := certificate.Verify(broken, w.trust()); r.Verdict == certificate.Valid {
			t.Fatalf("byte %d of %d, %q for %q: not noticed", i, len(pdf), broken[i], pdf[i])
		}
	}
}
