package evidence

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a JSON string; p.at is on its opening quote.
func (p *parser) text() (string, error) {
	p.at++
	rest := p.in[p.at:]
	// Most strings have no escape: they are taken as they are.
	if end := bytes.IndexAny(rest, "\"\\"); end >= 0 && rest[end] == '"' {
		return p.plain(rest[:end])
	}
	var out []byte
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			if !utf8.Valid(out) {
				return "", errNotUTF8
			}
			return string(out), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case c < 0x20:
			return "", errSyntax
		default:
			out = append(out, c)
			p.at++
		}
	}
	return "", errSyntax
}

func (p *parser) plain(s []byte) (string, error) {
	for _, c := range s {
		if c < 0x20 {
			return "", errSyntax
		}
	}
	if !utf8.Valid(s) {
		return "", errNotUTF8
	}
	p.at += len(s) + 1
	return string(s), nil
}

func (p *parser) escape() (rune, error) {
	if p.at+1 >= len(p.in) {
		return 0, errSyntax
	}
	c := p.in[p.at+1]
	p.at += 2
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return p.codePoint()
	}
	return 0, errSyntax
}

// codePoint reads the four digits after \u, and the second half of a surrogate pair.
func (p *parser) codePoint() (rune, error) {
	r, ok := p.hex4()
	if !ok {
		return 0, errSyntax
	}
	if r == utf8.RuneError && p.refuseReplacement {
		return 0, errReplaced
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if !p.take('\\') || !p.take('u') {
		return 0, errSurrogate
	}
	low, ok := p.hex4()
	if !ok {
		return 0, errSyntax
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, errSurrogate
	}
	return r, nil
}

func (p *parser) hex4() (rune, bool) {
	if p.at+4 > len(p.in) {
		return 0, false
	}
	var r rune
	for _, c := range p.in[p.at : p.at+4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.at += 4
	return r, true
}
