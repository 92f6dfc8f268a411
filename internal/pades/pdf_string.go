package pades

// text reads a literal string (ISO 32000-1 section 7.3.4.2); p.at is on its opening parenthesis.
func (p *parser) text() (object, error) {
	p.at++
	var out []byte
	for open := 1; p.at < len(p.in); {
		c := p.in[p.at]
		p.at++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return str(out), nil
			}
		case '\r': // an end of line counts as a line feed
			p.literal("\n")
			c = '\n'
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, errSyntax
}

func (p *parser) escape(out []byte) []byte {
	if p.at >= len(p.in) {
		return out
	}
	c := p.in[p.at]
	p.at++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		p.literal("\n")
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for range 2 {
		if c = p.peek(); c < '0' || c > '7' {
			break
		}
		v = v*8 + int(c-'0')
		p.at++
	}
	return append(out, byte(v&0xFF))
}
