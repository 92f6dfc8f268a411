package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Short is the short token of a link, for whatever people read: what stands in /s/{token}. Whoever keeps it keeps its hash alone.
type Short [16]byte

// crockford holds the letters of Crockford's base 32 in lower case: none is mistaken for another, and no telephone cuts a link
// before one.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ShortToken makes the token of the link with the id (jti). It is a function of the id, so that a message that is sent again
// holds the same one, and nothing to those who lack the key: 128 bits that nobody guesses, however often they try.
func ShortToken(key []byte, id string) Short {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("quittance/short-link\x00" + id)) // a hash never fails
	return Short(mac.Sum(nil)[:len(Short{})])
}

// String is the token as it stands in an address.
func (s Short) String() string { return crockford.EncodeToString(s[:]) }

// ParseShort reads a token from an address, as it was sent or as somebody typed it: Crockford's base 32 reads capitals as
// well, and the letters that it leaves out as the figures they look like. ErrInvalid.
func ParseShort(text string) (Short, error) {
	text = strings.Map(typed, text)
	raw, err := crockford.DecodeString(text)
	if err != nil || len(raw) != len(Short{}) || Short(raw).String() != text {
		return Short{}, ErrInvalid
	}
	return Short(raw), nil
}

// typed is the letter of a token that is meant by one in an address.
func typed(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	switch r {
	case 'o':
		return '0'
	case 'i', 'l':
		return '1'
	}
	return r
}
