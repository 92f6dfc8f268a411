// Package ulid names things: 26 lower-case characters that sort in the order in which they were made, and that nobody
// guesses (https://github.com/ulid/spec).
package ulid

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"
)

// crockford is the alphabet, in lower case.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// bits of one letter, and how many letters the milliseconds take.
const (
	bits    = 5
	letters = 10
)

// New makes one: 48 bits of milliseconds, then 80 bits of entropy. Entropy that fails stops the program: names that can be
// guessed or met twice are worse than none.
func New(at time.Time, entropy io.Reader) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16) // instants are after 1970
	if _, err := io.ReadFull(entropy, b[6:]); err != nil {
		panic(fmt.Sprintf("read entropy for an id: %v", err))
	}
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var out [26]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = crockford[lo&31]
		lo = lo>>bits | hi<<(64-bits)
		hi >>= bits
	}
	return string(out[:])
}

// MadeAt reads when one was made, to the millisecond; false for what is none.
func MadeAt(id string) (time.Time, bool) {
	if len(id) < letters {
		return time.Time{}, false
	}
	var milliseconds int64
	for _, c := range id[:letters] {
		n := strings.IndexRune(crockford, c)
		if n < 0 {
			return time.Time{}, false
		}
		milliseconds = milliseconds<<bits | int64(n)
	}
	return time.UnixMilli(milliseconds), true
}
