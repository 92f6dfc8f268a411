package passcode

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
)

const (
	digits  = 6
	codes   = 1_000_000
	ceiling = math.MaxUint64 - math.MaxUint64%codes // numbers below it fall on every code equally often
)

// Code returns the six digits of the passcode: HMAC-SHA256 of its id and binding under the key, reduced without
// bias. The same arguments always give the same code. It is a secret: it goes to the phone and nowhere else.
func Code(key []byte, id string, b Binding) string {
	for round := byte(0); ; round++ {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte("quittance/passcode/v1\x00"))
		mac.Write(sized(nil, id))
		mac.Write(b.bytes())
		mac.Write([]byte{round})
		if n, ok := reduce(mac.Sum(nil)); ok {
			return fmt.Sprintf("%0*d", digits, n)
		}
	}
}

// Code returns the digits of a passcode under the key.
func (p *Passcode) Code(key []byte) string { return Code(key, p.ID, p.Binding) }

// reduce takes the first eight bytes that fall below the ceiling. All four missing it has odds of one in 10^54.
func reduce(sum []byte) (uint64, bool) {
	for ; len(sum) >= 8; sum = sum[8:] {
		if n := binary.BigEndian.Uint64(sum); n < ceiling {
			return n % codes, true
		}
	}
	return 0, false
}
