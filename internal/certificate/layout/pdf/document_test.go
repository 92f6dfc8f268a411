package pdf_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quittance/internal/certificate/layout/pdf"
)

func info() pdf.Info {
	return pdf.Info{Title: "Œuvre (n° 1)", Language: "fr", Producer: "Quittance", At: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Width: 595280, Height: 841890}
}

func draw(t testing.TB, lines ...string) []byte {
	t.Helper()
	d := pdf.New(info())
	regular, mono := read(t, "Regular", map[rune]int{'\u202f': 200}), read(t, "Mono", nil)
	for range 2 {
		p := d.AddPage()
		p.Box(10_000, 20_500, 100_000, 600, pdf.Colour{208, 213, 218})
		for i, line := range lines {
			p.Text(pdf.Place{X: 56_000, Y: 800_125 - 14_000*pdf.Length(i), Size: 9_200}, []pdf.Run{{Font: regular, Text: line}, {Font: mono, Text: `()\`}})
		}
		p.Text(pdf.Place{X: 56_000, Y: 300_000, Size: 92_000, Cos: 848, Sin: 530, Colour: pdf.Colour{255, 0, 0}}, []pdf.Run{{Font: regular, Text: "SANDBOX"}})
	}
	out, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func judge(t *testing.T, data []byte, program string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for i := range args {
		args[i] = strings.Replace(args[i], "FILE", file, 1)
	}
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func TestForeignReadersFindTheTextInOurFile(t *testing.T) {
	// Every character gets a number of its own, so that each byte that must be escaped in a string occurs.
	lines := []string{"Forêt de Lœuvre à 1\u202f250\u00a0€ « ça » — "}
	for r := rune(0x21); r < 0x17F; r++ {
		if r < 0x7F || r > 0xA0 && r != 0xAD {
			lines[len(lines)-1] += string(r)
		}
		if r%32 == 0 {
			lines = append(lines, "")
		}
	}
	data := draw(t, lines...)
	if out := judge(t, data, "qpdf", "--check", "FILE"); strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	text := judge(t, data, "pdftotext", "-raw", "FILE", "-")
	spaces := strings.NewReplacer("\u202f", " ", "\u00a0", " ") // this reader tells no space from another
	text = spaces.Replace(text)
	for _, line := range lines {
		line = spaces.Replace(line)
		if !strings.Contains(text, line+`()\`) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(judge(t, data, "pdffonts", "FILE")), "\n")[2:] {
		if !strings.Contains(line, "Identity-H       yes yes yes") {
			t.Error(line)
		}
	}
	if about := judge(t, data, "pdfinfo", "FILE"); !strings.Contains(about, "Œuvre (n° 1)") || !strings.Contains(about, "595.28 x 841.89") {
		t.Error(about)
	}
}

func TestTheFileIsAFunctionOfTheCalls(t *testing.T) {
	if !bytes.Equal(draw(t, "Été"), draw(t, "Été")) {
		t.Error("two files")
	}
	if bytes.Equal(draw(t, "Été"), draw(t, "Étê")) {
		t.Error("one file for two texts")
	}
}

func TestATextThatItsFontLacksIsAnError(t *testing.T) {
	d := pdf.New(info())
	d.AddPage().Text(pdf.Place{Size: 9_000}, []pdf.Run{{Font: read(t, "Regular", nil), Text: "中"}})
	if _, err := d.Bytes(); err == nil || !strings.Contains(err.Error(), "U+4E2D") {
		t.Error(err)
	}
}
