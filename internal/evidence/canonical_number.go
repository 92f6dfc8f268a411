package evidence

import (
	"math"
	"strconv"
	"strings"
)

// maxExactInteger is 2^53 - 1: every integer up to it is exact as a double.
const maxExactInteger = 1<<53 - 1

// appendNumber writes a JSON number literal as ECMAScript's Number::toString does (RFC 8785 section 3.2.2.3).
func appendNumber(dst []byte, literal string) ([]byte, error) {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, errNumberRange
	}
	if f == 0 && strings.ContainsAny(mantissa(literal), "123456789") {
		return nil, errNumberRange
	}
	start := len(dst)
	dst = appendFloat(dst, f)
	// An integer that a double changes would be read as one value and hashed as another.
	if math.Abs(f) > maxExactInteger && !strings.ContainsAny(literal, ".eE") && string(dst[start:]) != literal {
		return nil, errNumberExact
	}
	return dst, nil
}

func mantissa(literal string) string {
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		return literal[:i]
	}
	return literal
}

// appendFloat formats f (finite) by ECMA-262 section 6.1.6.1.20 with radix 10.
func appendFloat(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0') // also for minus zero
	}
	if f < 0 {
		dst = append(dst, '-')
		f = -f
	}
	// "d.ddde±xx", the shortest digits that read back as f.
	text := strconv.FormatFloat(f, 'e', -1, 64)
	lead, exponent, _ := strings.Cut(text, "e")
	digits := strings.Replace(lead, ".", "", 1)
	x, _ := strconv.Atoi(exponent) // FormatFloat wrote it
	n, k := x+1, len(digits)       // the value is 0.digits * 10^n
	switch {
	case k <= n && n <= 21:
		dst = append(dst, digits...)
		return append(dst, strings.Repeat("0", n-k)...)
	case 0 < n && n <= 21:
		dst = append(dst, digits[:n]...)
		dst = append(dst, '.')
		return append(dst, digits[n:]...)
	case -6 < n && n <= 0:
		dst = append(dst, "0."...)
		dst = append(dst, strings.Repeat("0", -n)...)
		return append(dst, digits...)
	}
	dst = append(dst, digits[0])
	if k > 1 {
		dst = append(dst, '.')
		dst = append(dst, digits[1:]...)
	}
	dst = append(dst, 'e')
	if x > 0 {
		dst = append(dst, '+')
	}
	return strconv.AppendInt(dst, int64(x), 10)
}
