package pdf

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// subset is what one document uses of a font. Characters are numbered in the order they first occur; 0 stays the
// glyph for what is missing, and is blank.
type subset struct {
	font   *Font
	number int // of the font in the document
	near   [0x180]uint16
	far    map[rune]uint16
	used   []rune // by code less one
}

// subset returns the document's one of a font.
func (d *Document) subset(f *Font) *subset {
	for _, s := range d.fonts {
		if s.font == f {
			return s
		}
	}
	s := &subset{font: f, number: len(d.fonts) + 1, far: map[rune]uint16{}}
	d.fonts = append(d.fonts, s)
	return s
}

// code is a character's number in the subset.
func (s *subset) code(r rune) (code uint16, ok bool) {
	near := 0 <= r && int(r) < len(s.near)
	if near {
		code = s.near[r]
	} else {
		code = s.far[r]
	}
	if code != 0 {
		return code, true
	}
	if _, ok := s.font.Advance(r); !ok {
		return 0, false
	}
	s.used = append(s.used, r)
	code = uint16(len(s.used)) //nolint:gosec // G115: a font has fewer than 65,535 characters
	if near {
		s.near[r] = code
	} else {
		s.far[r] = code
	}
	return code, true
}

// program writes a font with the used glyphs alone, by code, then the parts that they are composed of.
func (s *subset) program() ([]byte, error) {
	o := &s.font.outlines
	numbers, advances := []int{blank}, []int{0}
	codes := map[int]int{}
	for _, r := range s.used {
		g := s.font.glyph(r)
		codes[g.number] = len(numbers)
		numbers = append(numbers, g.number)
		advances = append(advances, g.advance*s.font.em/1000)
	}
	part := func(number int) int {
		if _, there := codes[number]; !there {
			codes[number] = len(numbers)
			numbers = append(numbers, number)
		}
		return codes[number]
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(numbers); i++ { // numbers grow
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // G115: less than the program it comes from
		if numbers[i] == blank {
			hmtx = append(appendWord(hmtx, advances[i]), 0, 0)
			continue
		}
		advance, bearing, err := o.metrics(numbers[i])
		if err != nil {
			return nil, err
		}
		hmtx = append(appendWord(hmtx, advance), bearing[:]...)
		shape, err := o.shape(numbers[i])
		if err != nil {
			return nil, err
		}
		if glyf, err = bare(glyf, shape, part); err != nil {
			return nil, err
		}
		if len(glyf)%2 != 0 {
			glyf = append(glyf, 0)
		}
	}
	if len(numbers) > 0xFFFF {
		return nil, errProgram
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // G115: as above
	return assemble(map[string][]byte{
		"glyf": glyf, "loca": loca, "hmtx": hmtx,
		"head": with(s.font.head, 8, 0, 10, 0, 50, 1),
		"hhea": with(s.font.hhea, 34, len(numbers)),
		// No instructions: one zone, and nothing that they would need.
		"maxp": with(s.font.maxp, 4, len(numbers), 14, 1, 16, 0, 18, 0, 20, 0, 22, 0, 24, 0, 26, 0),
	}), nil
}

// with copies a table with other words at some offsets.
func with(table []byte, changes ...int) []byte {
	out := bytes.Clone(table)
	for i := 0; i < len(changes); i += 2 {
		binary.BigEndian.PutUint16(out[changes[i]:], uint16(changes[i+1])) //nolint:gosec // G115: all are below 65,536
	}
	return out
}

// assemble writes tables as a program, with their checksums (ISO/IEC 14496-22 section 4.5).
func assemble(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	power, exponent := 1, 0
	for power*2 <= len(names) {
		power, exponent = power*2, exponent+1
	}
	b := []byte{0, 1, 0, 0}
	for _, n := range []int{len(names), 16 * power, exponent, 16 * (len(names) - power)} {
		b = appendWord(b, n)
	}
	at, head := 12+16*len(names), 0
	for _, name := range names {
		if name == "head" {
			head = at
		}
		b = append(b, name...)
		for _, n := range []uint32{checksum(tables[name]), uint32(at), uint32(len(tables[name]))} { //nolint:gosec // G115: less than the program it comes from
			b = binary.BigEndian.AppendUint32(b, n)
		}
		at += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		b = append(b, tables[name]...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	binary.BigEndian.PutUint32(b[head+8:], 0xB1B0AFBA-checksum(b))
	return b
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
