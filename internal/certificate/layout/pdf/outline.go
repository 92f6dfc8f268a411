package pdf

import "encoding/binary"

// outlines are the shapes of a program's glyphs.
type outlines struct {
	glyf, loca, hmtx []byte
	long             bool // loca has entries of four bytes
	measured         int  // glyphs with an advance of their own; the others have that of the last
	count            int
}

// metrics returns a glyph's advance and left side bearing, the latter as written.
func (o *outlines) metrics(number int) (advance int, bearing [2]byte, err error) {
	at, side := 4*number, 4*number+2
	if number >= o.measured {
		at, side = 4*(o.measured-1), 4*o.measured+2*(number-o.measured)
	}
	if number < 0 || number >= o.count || at < 0 || side+2 > len(o.hmtx) {
		return 0, bearing, errProgram
	}
	return word(o.hmtx, at), [2]byte(o.hmtx[side:]), nil
}

// shape returns a glyph's outline as it is written; nothing for a glyph without one.
func (o *outlines) shape(number int) ([]byte, error) {
	var from, to uint64
	switch {
	case number < 0 || number >= o.count:
		return nil, errProgram
	case o.long && 4*number+8 <= len(o.loca):
		from, to = uint64(binary.BigEndian.Uint32(o.loca[4*number:])), uint64(binary.BigEndian.Uint32(o.loca[4*number+4:]))
	case !o.long && 2*number+4 <= len(o.loca):
		from, to = 2*uint64(word(o.loca, 2*number)), 2*uint64(word(o.loca, 2*number+2)) //nolint:gosec // G115: a word has sixteen bits
	default:
		return nil, errProgram
	}
	if from > to || to > uint64(len(o.glyf)) || to > from && to-from < 10 {
		return nil, errProgram
	}
	return o.glyf[from:to], nil
}

// bare appends a glyph's outline without its instructions, which draw for coarse screens. Parts gives the number
// that a part of a composed glyph has in the new program.
func bare(b, shape []byte, part func(number int) int) ([]byte, error) {
	if len(shape) == 0 {
		return b, nil
	}
	contours := signed(shape, 0)
	if contours < 0 {
		return bareComposed(b, shape, part)
	}
	at := 10 + 2*contours
	if at+2 > len(shape) || at+2+word(shape, at) > len(shape) {
		return nil, errProgram
	}
	b = append(append(b, shape[:at]...), 0, 0)
	return append(b, shape[at+2+word(shape, at):]...), nil
}

// The flags of a part of a composed glyph.
const (
	wideArguments   = 1 << 0
	oneScale        = 1 << 3
	moreParts       = 1 << 5
	twoScales       = 1 << 6
	fourScales      = 1 << 7
	hasInstructions = 1 << 8
)

func bareComposed(b, shape []byte, part func(number int) int) ([]byte, error) {
	b = append(b, shape[:10]...)
	for at, more := 10, true; more; {
		if at+4 > len(shape) {
			return nil, errProgram
		}
		flags, size := word(shape, at), 6
		if flags&wideArguments != 0 {
			size = 8
		}
		switch {
		case flags&oneScale != 0:
			size += 2
		case flags&twoScales != 0:
			size += 4
		case flags&fourScales != 0:
			size += 8
		}
		if at+size > len(shape) {
			return nil, errProgram
		}
		b = appendWord(b, flags&^hasInstructions)
		b = appendWord(b, part(word(shape, at+2)))
		b = append(b, shape[at+4:at+size]...)
		at += size
		more = flags&moreParts != 0
	}
	return b, nil
}

// appendWord writes the lower sixteen bits of n.
func appendWord(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(b, uint16(n&0xFFFF))
}
