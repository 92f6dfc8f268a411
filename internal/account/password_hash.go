package account

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
)

// argon is the cost of a password hash (RFC 9106). It may rise: older hashes then ask to be made again.
type argon struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// today's cost is what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane.
var today = argon{memory: 19 * 1024, passes: 2, lanes: 1}

// Bounds on what a stored string may make us spend.
const (
	phc       = "$argon2id$v=%d$m=%d,t=%d,p=%d" // the PHC string format, before salt and hash
	maxMemory = 256 * 1024
	maxPasses = 16
	maxLanes  = 8
	saltSize  = 16
	hashSize  = 32
)

var errHash = errors.New("not an argon2id hash this program reads")

// HashPassword returns the PHC string of a password ("$argon2id$v=19$m=…,t=…,p=…$salt$hash"). It does not judge the
// password; too long a one is refused.
func HashPassword(password string, entropy io.Reader) (string, error) {
	if len(password) > 4*MaxPassword {
		return "", fmt.Errorf("hash password: longer than %d bytes", 4*MaxPassword)
	}
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(entropy, salt); err != nil {
		return "", fmt.Errorf("hash password: read entropy: %w", err)
	}
	sum := today.hash(password, salt, hashSize)
	enc := base64.RawStdEncoding
	return fmt.Sprintf(phc+"$%s$%s", argon2.Version, today.memory, today.passes, today.lanes, enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// VerifyPassword tells whether the password belongs to the hash, in a time that depends on the hash only, and
// whether the hash should be made again at today's cost. An empty hash belongs to nobody and takes as long as a
// real one, so that nobody learns which addresses are known. The error says that the hash is broken.
func VerifyPassword(hash, password string) (ok, weak bool, err error) {
	if len(password) > 4*MaxPassword {
		return false, false, nil
	}
	if hash == "" {
		today.hash(password, make([]byte, saltSize), hashSize)
		return false, false, nil
	}
	cost, salt, want, err := parseHash(hash)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(cost.hash(password, salt, len(want)), want) == 1
	return ok, ok && cost != today, nil
}

func (a argon) hash(password string, salt []byte, size int) []byte {
	return argon2.IDKey(normalPassword(password), salt, a.passes, a.memory, a.lanes, uint32(size)) //nolint:gosec // G115: at most 64
}

func parseHash(hash string) (cost argon, salt, sum []byte, err error) {
	var version int
	var salt64, sum64 string
	if len(hash) > 256 {
		return argon{}, nil, nil, fmt.Errorf("read password hash: %w", errHash)
	}
	head, tail, ok := cutLast(hash, 2)
	if !ok {
		return argon{}, nil, nil, fmt.Errorf("read password hash: %w", errHash)
	}
	salt64, sum64 = tail[0], tail[1]
	_, err = fmt.Sscanf(head, phc, &version, &cost.memory, &cost.passes, &cost.lanes)
	if err != nil || head != fmt.Sprintf(phc, version, cost.memory, cost.passes, cost.lanes) {
		return argon{}, nil, nil, fmt.Errorf("read password hash: %w", errHash)
	}
	salt, err1 := base64.RawStdEncoding.Strict().DecodeString(salt64)
	sum, err2 := base64.RawStdEncoding.Strict().DecodeString(sum64)
	inBounds := version == argon2.Version && cost.memory >= 8 && cost.memory <= maxMemory && cost.passes >= 1 && cost.passes <= maxPasses &&
		cost.lanes >= 1 && cost.lanes <= maxLanes && len(salt) >= 8 && len(salt) <= 64 && len(sum) >= 16 && len(sum) <= 64
	if err1 != nil || err2 != nil || !inBounds {
		return argon{}, nil, nil, fmt.Errorf("read password hash: %w", errHash)
	}
	return cost, salt, sum, nil
}

// cutLast cuts the last n fields between dollars off.
func cutLast(s string, n int) (head string, tail []string, ok bool) {
	tail = make([]string, n)
	for n--; n >= 0; n-- {
		i := len(s) - 1
		for i >= 0 && s[i] != '$' {
			i--
		}
		if i < 0 {
			return "", nil, false
		}
		s, tail[n] = s[:i], s[i+1:]
	}
	return s, tail, true
}
