package pades

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// The objects of a PDF (ISO 32000-1 section 7.3). Null is nil, a boolean is bool.
type (
	object any
	number string // as written
	name   string // decoded, without its slash
	str    string // decoded bytes
	array  []object
	dict   map[name]object
	ref    struct{ num, gen int }
	stream struct {
		dict dict
		raw  []byte // as stored, filters not undone
	}
)

func integer(n int) number { return number(strconv.Itoa(n)) }

// asInt reads a non-negative integer.
func asInt(o object) (int, bool) {
	n, isNumber := o.(number)
	if !isNumber {
		return 0, false
	}
	i, err := strconv.Atoi(string(n))
	return i, err == nil && i >= 0
}

// text encodes s for people, in UTF-16 with a byte order mark (ISO 32000-1 section 7.9.2.2) unless it is ASCII.
func text(s string) str {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] >= 0x20 && s[i] < 0x7f
	}
	if ascii {
		return str(s)
	}
	out := []byte{0xFE, 0xFF}
	for _, r := range s {
		out = appendUTF16(out, r)
	}
	return str(out)
}

func appendUTF16(out []byte, r rune) []byte {
	if r > 0xFFFF {
		r -= 0x10000
		hi, lo := 0xD800+r>>10, 0xDC00+r&0x3FF
		return append(out, byte(hi>>8&0xFF), byte(hi&0xFF), byte(lo>>8&0xFF), byte(lo&0xFF))
	}
	return append(out, byte(r>>8&0xFF), byte(r&0xFF))
}

// writeObject writes o in the one spelling this package uses: members sorted, no needless space.
func writeObject(b *bytes.Buffer, o object) error {
	switch v := o.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case number:
		b.WriteString(string(v))
	case name:
		writeName(b, v)
	case str:
		writeString(b, v)
	case ref:
		fmt.Fprintf(b, "%d %d R", v.num, v.gen)
	case array:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			if err := writeObject(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case dict:
		return writeDict(b, v)
	case *stream:
		if err := writeDict(b, v.dict); err != nil {
			return err
		}
		b.WriteString("\nstream\n")
		b.Write(v.raw)
		b.WriteString("\nendstream")
	default:
		return fmt.Errorf("write PDF object: unknown kind %T", o)
	}
	return nil
}

func writeDict(b *bytes.Buffer, d dict) error {
	b.WriteString("<<")
	for _, key := range slices.Sorted(maps.Keys(d)) {
		writeName(b, key)
		b.WriteByte(' ')
		if err := writeObject(b, d[key]); err != nil {
			return err
		}
		b.WriteByte('\n')
	}
	b.WriteString(">>")
	return nil
}

func writeName(b *bytes.Buffer, n name) {
	b.WriteByte('/')
	for i := range len(n) {
		if c := n[i]; isRegular(c) && c != '#' && c > 0x20 && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(b, "#%02X", c)
		}
	}
}

func writeString(b *bytes.Buffer, s str) {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			fmt.Fprintf(b, "<%x>", string(s))
			return
		}
	}
	b.WriteByte('(')
	for i := range len(s) {
		if s[i] == '(' || s[i] == ')' || s[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	b.WriteByte(')')
}

// sameObject compares without following references.
func sameObject(a, b object) bool {
	var x, y bytes.Buffer
	if writeObject(&x, a) != nil || writeObject(&y, b) != nil {
		return false
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}
