package pades

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

const maxDepth = 32

var errSyntax = errors.New("not the PDF syntax this program writes")

// parser reads objects from a PDF file; every position is an offset in the file.
type parser struct {
	in []byte
	at int
	// spans, when set, receives where the value of each member of the outermost dictionary stands, as [from, to).
	spans map[name][2]int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isRegular(c byte) bool {
	return !isSpace(c) && bytes.IndexByte([]byte("()<>[]{}/%"), c) < 0
}

func (p *parser) space() {
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case isSpace(c):
			p.at++
		case c == '%':
			for p.at < len(p.in) && p.in[p.at] != '\n' && p.in[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

func (p *parser) peek() byte {
	if p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

// literal takes exactly text at the current position.
func (p *parser) literal(text string) bool {
	if !bytes.HasPrefix(p.in[p.at:], []byte(text)) {
		return false
	}
	p.at += len(text)
	return true
}

// keyword skips space, then takes word if nothing regular follows it.
func (p *parser) keyword(word string) bool {
	p.space()
	start := p.at
	if p.literal(word) && (p.at == len(p.in) || !isRegular(p.in[p.at])) {
		return true
	}
	p.at = start
	return false
}

// whole reads an unsigned integer of at most ten digits.
func (p *parser) whole() (int, bool) {
	p.space()
	start := p.at
	for '0' <= p.peek() && p.peek() <= '9' {
		p.at++
	}
	if p.at == start || p.at-start > 10 {
		return 0, false
	}
	n, err := strconv.Atoi(string(p.in[start:p.at]))
	return n, err == nil
}

func (p *parser) object(depth int) (object, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	p.space()
	switch c := p.peek(); {
	case c == '/':
		return p.name()
	case c == '(':
		return p.text()
	case c == '[':
		return p.array(depth)
	case c == '<' && p.at+1 < len(p.in) && p.in[p.at+1] == '<':
		return p.dict(depth)
	case c == '<':
		return p.hex()
	case c == '+' || c == '-' || c == '.' || '0' <= c && c <= '9':
		return p.numberOrRef()
	case p.keyword("true"):
		return true, nil
	case p.keyword("false"):
		return false, nil
	case p.keyword("null"):
		return nil, nil
	}
	return nil, errSyntax
}

func (p *parser) name() (object, error) {
	p.at++
	var out []byte
	for p.at < len(p.in) && isRegular(p.in[p.at]) {
		c := p.in[p.at]
		if c == '#' {
			if p.at+2 >= len(p.in) {
				return nil, errSyntax
			}
			v, err := strconv.ParseUint(string(p.in[p.at+1:p.at+3]), 16, 8)
			if err != nil || v == 0 {
				return nil, errSyntax
			}
			c = byte(v)
			p.at += 2
		}
		out = append(out, c)
		p.at++
	}
	return name(out), nil
}

func (p *parser) array(depth int) (object, error) {
	p.at++
	out := array{}
	for {
		p.space()
		if p.literal("]") {
			return out, nil
		}
		o, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
}

func (p *parser) dict(depth int) (object, error) {
	p.at += 2
	out := dict{}
	for {
		p.space()
		if p.literal(">>") {
			return out, nil
		}
		if p.peek() != '/' {
			return nil, errSyntax
		}
		k, err := p.name()
		if err != nil {
			return nil, err
		}
		key, _ := k.(name)
		if _, twice := out[key]; twice {
			return nil, errors.New("a dictionary names a member twice")
		}
		p.space()
		from := p.at
		if out[key], err = p.object(depth + 1); err != nil {
			return nil, err
		}
		if p.spans != nil && depth == 0 {
			p.spans[key] = [2]int{from, p.at}
		}
	}
}

func (p *parser) numberOrRef() (object, error) {
	start := p.at
	if c := p.peek(); c == '+' || c == '-' {
		p.at++
	}
	digits, dots := 0, 0
	for ; p.at < len(p.in) && isRegular(p.in[p.at]); p.at++ {
		switch c := p.in[p.at]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '.':
			dots++
		default:
			return nil, errSyntax
		}
	}
	if digits == 0 || dots > 1 || p.at-start > 32 {
		return nil, errSyntax
	}
	n := number(p.in[start:p.at])
	num, isInt := asInt(n)
	if !isInt || num > math.MaxInt32 {
		return n, nil
	}
	end := p.at
	if gen, isInt := p.whole(); isInt && p.keyword("R") {
		return ref{num, gen}, nil
	}
	p.at = end
	return n, nil
}

func (p *parser) hex() (object, error) {
	p.at++
	var out []byte
	var half, have = byte(0), false
	for ; p.at < len(p.in); p.at++ {
		c := p.in[p.at]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		case isSpace(c):
			continue
		case c == '>':
			p.at++
			if have {
				out = append(out, half<<4)
			}
			return str(out), nil
		default:
			return nil, errSyntax
		}
		if have {
			out = append(out, half<<4|c)
		}
		half, have = c, !have
	}
	return nil, errSyntax
}
