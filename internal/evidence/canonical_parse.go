package evidence

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errTooLarge    = errors.New("input is too large")
	errTooDeep     = errors.New("nested too deeply")
	errTrailing    = errors.New("data after the value")
	errSyntax      = errors.New("not JSON")
	errDuplicate   = errors.New("duplicate member name")
	errNotUTF8     = errors.New("string is not UTF-8")
	errSurrogate   = errors.New("lone surrogate")
	errReplaced    = errors.New("string was not UTF-8 before it was encoded")
	errNumberRange = errors.New("number is outside of double precision")
	errNumberExact = errors.New("integer has no exact double")
)

// parser reads RFC 8259 and appends the canonical form as it goes.
type parser struct {
	in                []byte
	at                int
	refuseReplacement bool

	members []member // of the objects being read, the innermost last
	scratch []byte   // an object's members as they were read, while they are put in order
}

func (p *parser) peek() byte {
	if p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

func (p *parser) space() {
	for p.at < len(p.in) {
		switch p.in[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) value(dst []byte, depth int) ([]byte, error) {
	switch c := p.peek(); {
	case c == '{':
		return p.object(dst, depth+1)
	case c == '[':
		return p.array(dst, depth+1)
	case c == '"':
		s, err := p.text()
		if err != nil {
			return nil, err
		}
		return appendString(dst, s), nil
	case c == '-' || '0' <= c && c <= '9':
		return p.number(dst)
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(p.in[p.at:], []byte(word)) {
			p.at += len(word)
			return append(dst, word...), nil
		}
	}
	return nil, errSyntax
}

func (p *parser) array(dst []byte, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, errTooDeep
	}
	p.at++
	dst = append(dst, '[')
	p.space()
	if p.take(']') {
		return append(dst, ']'), nil
	}
	for {
		var err error
		p.space()
		if dst, err = p.value(dst, depth); err != nil {
			return nil, err
		}
		p.space()
		switch {
		case p.take(','):
			dst = append(dst, ',')
		case p.take(']'):
			return append(dst, ']'), nil
		default:
			return nil, errSyntax
		}
	}
}

// member is one `"name":value`, canonical, where it stands in the output.
type member struct {
	name     string
	from, to int
}

// object appends the members as they are read; what was written in order, as canonical input is, is not moved again.
func (p *parser) object(dst []byte, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, errTooDeep
	}
	p.at++
	dst = append(dst, '{')
	p.space()
	if p.take('}') {
		return append(dst, '}'), nil
	}
	outer, ordered := len(p.members), true
	for {
		p.space()
		if p.peek() != '"' {
			return nil, errSyntax
		}
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		p.space()
		if !p.take(':') {
			return nil, errSyntax
		}
		p.space()
		from := len(dst)
		dst = append(appendString(dst, name), ':')
		if dst, err = p.value(dst, depth); err != nil {
			return nil, err
		}
		if n := len(p.members); n > outer && compareUTF16(p.members[n-1].name, name) >= 0 {
			ordered = false
		}
		p.members = append(p.members, member{name, from, len(dst)})
		p.space()
		if p.take(',') {
			dst = append(dst, ',')
			continue
		}
		if !p.take('}') {
			return nil, errSyntax
		}
		if !ordered {
			if err := p.order(dst, p.members[outer:]); err != nil {
				return nil, err
			}
		}
		p.members = p.members[:outer]
		return append(dst, '}'), nil
	}
}

// order rewrites in place, sorted by name, the members that dst ends with.
func (p *parser) order(dst []byte, members []member) error {
	start := members[0].from
	p.scratch = append(p.scratch[:0], dst[start:]...)
	slices.SortFunc(members, func(a, b member) int { return compareUTF16(a.name, b.name) })
	out := dst[:start]
	for i, m := range members {
		if i > 0 {
			if members[i-1].name == m.name {
				return errDuplicate
			}
			out = append(out, ',')
		}
		out = append(out, p.scratch[m.from-start:m.to-start]...)
	}
	return nil
}

// compareUTF16 orders by UTF-16 code units (RFC 8785 section 3.2.3). It differs from byte order only where a
// character beyond the basic plane meets one from U+E000 to U+FFFF.
func compareUTF16(a, b string) int {
	for len(a) > 0 && len(b) > 0 {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if ra != rb {
			if ra > 0xFFFF {
				ra, _ = utf16.EncodeRune(ra)
			}
			if rb > 0xFFFF {
				rb, _ = utf16.EncodeRune(rb)
			}
			if ra != rb {
				return cmp.Compare(ra, rb)
			}
			return strings.Compare(a[:na], b[:nb]) // same high surrogate: byte order is the order of the low one
		}
		a, b = a[na:], b[nb:]
	}
	return cmp.Compare(len(a), len(b))
}

func (p *parser) number(dst []byte) ([]byte, error) {
	start := p.at
	p.take('-')
	if !p.take('0') && !p.digits() {
		return nil, errSyntax
	}
	if p.take('.') && !p.digits() {
		return nil, errSyntax
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if !p.take('+') {
			p.take('-')
		}
		if !p.digits() {
			return nil, errSyntax
		}
	}
	if p.at-start > maxNumber {
		return nil, errNumberRange
	}
	return appendNumber(dst, string(p.in[start:p.at]))
}

func (p *parser) digits() bool {
	start := p.at
	for '0' <= p.peek() && p.peek() <= '9' {
		p.at++
	}
	return p.at > start
}
