package account

import (
	"fmt"
	"io"
	"strings"
)

// RecoveryCodes is how many a member has: each replaces the telephone once.
const RecoveryCodes = 10

const (
	recoverySize     = 10                                 // bytes: 80 bits need no slow hash
	recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's base32: nothing that reads like something else
)

// NewRecoveryCodes makes the codes of a member, in four groups of four, and the hashes to store. The texts are shown
// once and never stored.
func NewRecoveryCodes(member string, entropy io.Reader) (texts []string, hashes []Hash, err error) {
	for range RecoveryCodes {
		raw := make([]byte, recoverySize)
		if _, err := io.ReadFull(entropy, raw); err != nil {
			return nil, nil, fmt.Errorf("make recovery code: read entropy: %w", err)
		}
		var text strings.Builder
		bits, have := uint(0), 0
		for _, b := range raw {
			bits, have = bits<<8|uint(b), have+8
			for have >= 5 {
				have -= 5
				text.WriteByte(recoveryAlphabet[bits>>have&31])
			}
		}
		s := text.String()
		texts = append(texts, s[:4]+"-"+s[4:8]+"-"+s[8:12]+"-"+s[12:])
		hashes = append(hashes, hashOf("recovery-code", []byte(member+"\x00"+s)))
	}
	return texts, hashes, nil
}

// HashRecoveryCode reads a code as people type it; ErrToken when it cannot be one. Letters that read like digits count
// as these, and what stands between the groups counts for nothing.
func HashRecoveryCode(member, typed string) (Hash, error) {
	if len(typed) > 64 {
		return Hash{}, ErrToken
	}
	plain := strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(typed))
	if len(plain) != recoverySize*8/5 || strings.Trim(plain, recoveryAlphabet) != "" {
		return Hash{}, ErrToken
	}
	return hashOf("recovery-code", []byte(member+"\x00"+plain)), nil
}
