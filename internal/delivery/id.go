package delivery

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

// crockford is the alphabet of ULIDs (https://github.com/ulid/spec), in lower case.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// NewID makes a lower-case ULID: 48 bits of milliseconds, then 80 bits of entropy, 26 characters. It serves for
// deliveries, recipients, dues, payments and whatever else needs a name. Entropy that fails stops the program:
// names that can be guessed or met twice are worse than none.
func NewID(at Instant, entropy io.Reader) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at/1000)<<16) //nolint:gosec // G115: instants are after 1970
	if _, err := io.ReadFull(entropy, b[6:]); err != nil {
		panic(fmt.Sprintf("read entropy for an id: %v", err))
	}
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var out [26]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = crockford[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
