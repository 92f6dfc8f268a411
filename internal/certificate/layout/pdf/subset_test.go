package pdf_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"quittance/internal/certificate/layout/pdf"
)

var programs = map[string][]byte{"Regular": goregular.TTF, "Medium": gomedium.TTF, "Mono": gomono.TTF, "DejaVu": dejavusans.TTF}

func read(t testing.TB, name string, blanks map[rune]int) *pdf.Font {
	t.Helper()
	f, err := pdf.ReadFont(name, programs[name], blanks)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEveryGlyphKeepsItsShapeInASubset(t *testing.T) {
	for name, program := range programs {
		t.Run(name, func(t *testing.T) {
			f := read(t, name, nil)
			var shown []rune
			for r := rune(0xFFFD); r >= 0x20; r-- { // another order than the program's
				if _, ok := f.Advance(r); ok {
					shown = append(shown, r)
				}
			}
			small, err := pdf.Subset(f, shown)
			if err != nil {
				t.Fatal(err)
			}
			checkSums(t, small)
			if small, err = pdf.Alone(small); err != nil {
				t.Fatal(err)
			}
			old, now := parse(t, program), parse(t, small)
			var a, b sfnt.Buffer
			em := fixed.Int26_6(old.UnitsPerEm()) << 6
			for i, r := range shown {
				number, err := old.GlyphIndex(&a, r)
				if err != nil {
					t.Fatal(err)
				}
				want, err := old.LoadGlyph(&a, number, em, nil)
				if err != nil {
					t.Fatalf("%U: %v", r, err)
				}
				got, err := now.LoadGlyph(&b, sfnt.GlyphIndex(i+1), em, nil)
				if err != nil {
					t.Fatalf("%U in the subset: %v", r, err)
				}
				if !slices.Equal(want, got) {
					t.Errorf("%U has another shape", r)
				}
			}
		})
	}
}

func parse(t *testing.T, program []byte) *sfnt.Font {
	t.Helper()
	f, err := sfnt.Parse(program)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func checkSums(t *testing.T, program []byte) {
	t.Helper()
	var sum uint32
	for i := 0; i < len(program); i += 4 {
		sum += binary.BigEndian.Uint32(program[i:])
	}
	if sum != 0xB1B0AFBA {
		t.Errorf("checksum %x", sum)
	}
}

func TestASubsetHoldsWhatIsShownAndNothingElse(t *testing.T) {
	f := read(t, "Regular", map[rune]int{'\u202f': 200})
	small, err := pdf.Subset(f, []rune("Écrit 1\u202f250\u00a0€")[:11])
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > 4000 {
		t.Errorf("%d bytes", len(small))
	}
	again, err := pdf.Subset(f, []rune("Écrit 1\u202f250\u00a0€")[:11])
	if err != nil || !slices.Equal(small, again) {
		t.Error("another subset the second time", err)
	}
	if advance, ok := f.Advance('\u202f'); advance != 200 || !ok {
		t.Error("the blank is", advance)
	}
	if _, err := pdf.Subset(f, []rune{'中'}); err == nil {
		t.Error("showed what the font lacks")
	}
}

func FuzzReadFont(f *testing.F) {
	for _, program := range programs {
		f.Add(program[:2000], uint32(40), byte(1))
	}
	f.Fuzz(func(_ *testing.T, program []byte, at uint32, value byte) {
		damaged := slices.Clone(goregular.TTF)
		copy(damaged[int(at)%len(damaged):], program)
		damaged[int(at)%len(damaged)] = value
		font, err := pdf.ReadFont("Damaged", damaged, nil)
		if err != nil {
			return
		}
		var shown []rune
		for r := rune(0x20); r < 0x180; r++ {
			if _, ok := font.Advance(r); ok {
				shown = append(shown, r)
			}
		}
		_, _ = pdf.Subset(font, shown) // may fail, must not panic
	})
}
