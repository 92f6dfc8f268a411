package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/image/font/sfnt"
)

// Font is a TrueType program (ISO/IEC 14496-22). It is only read: any number of documents may share it.
type Font struct {
	name                         string
	em, ascent, descent, capital int // of the design; all but em in thousandths of it
	box                          [4]int
	head, hhea, maxp             []byte
	outlines                     outlines
	near                         [0x180]glyph // the most frequent characters
	far                          map[rune]glyph
}

// glyph is a character's shape: its number in the program, or blank; and how far it moves the pen, in thousandths.
type glyph struct {
	number  int
	advance int
	there   bool
}

const blank = -1

var errProgram = errors.New("font program is damaged, or of another kind than glyf outlines")

// ReadFont reads a program once for a process. Blanks are characters that only move the pen, with their advances in
// thousandths; they win over what the program has.
func ReadFont(name string, program []byte, blanks map[rune]int) (*Font, error) {
	tables, err := directory(program)
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", name, err)
	}
	f := &Font{name: name, head: tables["head"], hhea: tables["hhea"], maxp: tables["maxp"], far: map[rune]glyph{}}
	if len(f.head) < 54 || len(f.hhea) < 36 || len(f.maxp) < 32 {
		return nil, fmt.Errorf("read font %s: %w", name, errProgram)
	}
	if f.em = word(f.head, 18); f.em == 0 {
		return nil, fmt.Errorf("read font %s: %w", name, errProgram)
	}
	f.ascent, f.descent = f.scale(signed(f.hhea, 4)), f.scale(signed(f.hhea, 6))
	for i := range f.box {
		f.box[i] = f.scale(signed(f.head, 36+2*i))
	}
	f.capital = f.ascent
	if os2 := tables["OS/2"]; len(os2) >= 90 && word(os2, 0) >= 2 {
		f.capital = f.scale(signed(os2, 88))
	}
	f.outlines = outlines{
		glyf: tables["glyf"], loca: tables["loca"], hmtx: tables["hmtx"],
		long: word(f.head, 50) == 1, measured: word(f.hhea, 34), count: word(f.maxp, 4),
	}
	if err := f.readCharacters(program, blanks); err != nil {
		return nil, fmt.Errorf("read font %s: %w", name, err)
	}
	return f, nil
}

func (f *Font) readCharacters(program []byte, blanks map[rune]int) error {
	parsed, err := sfnt.Parse(program)
	if err != nil {
		return fmt.Errorf("%w: %w", errProgram, err)
	}
	var buf sfnt.Buffer
	for r := rune(0x20); r < 0xFFFE; r++ {
		number, err := parsed.GlyphIndex(&buf, r)
		if err != nil || number == 0 {
			continue
		}
		advance, _, err := f.outlines.metrics(int(number))
		if err != nil {
			return err
		}
		f.set(r, glyph{int(number), f.scale(advance), true})
	}
	for r, advance := range blanks {
		f.set(r, glyph{blank, advance, true})
	}
	return nil
}

func (f *Font) set(r rune, g glyph) {
	if int(r) < len(f.near) {
		f.near[r] = g
	} else {
		f.far[r] = g
	}
}

// scale rounds a measure of the design to thousandths of its size.
func (f *Font) scale(v int) int {
	if v < 0 {
		return -f.scale(-v)
	}
	return (v*1000 + f.em/2) / f.em
}

// Advance is how far a character moves the pen, in thousandths of the size; ok is whether the font has it.
func (f *Font) Advance(r rune) (advance int, ok bool) {
	g := f.glyph(r)
	return g.advance, g.there
}

func (f *Font) glyph(r rune) glyph {
	if 0 <= r && int(r) < len(f.near) {
		return f.near[r]
	}
	return f.far[r]
}

// missingError is a text in a font that lacks one of its characters.
type missingError struct {
	font string
	r    rune
}

func (e *missingError) Error() string { return fmt.Sprintf("font %s has no U+%04X", e.font, e.r) }

// directory finds the tables of a program.
func directory(program []byte) (map[string][]byte, error) {
	if len(program) < 12 || binary.BigEndian.Uint32(program) != 0x00010000 || len(program) < 12+16*word(program, 4) {
		return nil, errProgram
	}
	tables := map[string][]byte{}
	for i := range word(program, 4) {
		record := program[12+16*i:][:16]
		from, size := uint64(binary.BigEndian.Uint32(record[8:])), uint64(binary.BigEndian.Uint32(record[12:]))
		if from+size > uint64(len(program)) {
			return nil, errProgram
		}
		tables[string(record[:4])] = program[from : from+size : from+size]
	}
	return tables, nil
}

func word(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }

// signed reads a number of sixteen bits in two's complement.
func signed(b []byte, at int) int {
	n := word(b, at)
	if n >= 1<<15 {
		n -= 1 << 16
	}
	return n
}
