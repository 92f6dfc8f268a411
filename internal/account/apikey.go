package account

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"time"

	"quittance/internal/problem"
)

// Scope is what an API key may do.
type Scope string

// The scopes.
const (
	ReadDeliveries  Scope = "deliveries:read"
	WriteDeliveries Scope = "deliveries:write" // upload, draft, send, withdraw
	WriteMoney      Scope = "money:write"      // refund
)

// Scopes lists all of them.
func Scopes() []Scope { return []Scope{ReadDeliveries, WriteDeliveries, WriteMoney} }

// APIKey is a stored key: its hash, and enough of its text to recognise it in a list.
type APIKey struct {
	ID         string
	Workspace  string
	Member     string // who made it; it can do no more than that member's role
	Name       string
	Hint       string // the first characters, "qk_ab12…"
	Hash       Hash
	Scopes     []Scope
	CreatedAt  time.Time
	LastUsedAt time.Time
	RevokedAt  time.Time
}

// Check tells whether the key is good and has the scope.
func (k *APIKey) Check(s Scope) error {
	if !k.RevokedAt.IsZero() {
		return ErrAPIKey
	}
	if !slices.Contains(k.Scopes, s) {
		return ErrScopeMissing.With("scope", string(s))
	}
	return nil
}

const apiKeyPrefix = "qk_"

// NewAPIKey makes the text of a key, shown once, and what is stored of it. The text is "qk_" and the base64url of
// 32 random bytes and their CRC-32, so that scanners find it in places where it should not be and a truncated one is
// told from a wrong one without asking the database.
func NewAPIKey(entropy io.Reader) (text, hint string, hash Hash, err error) {
	raw := make([]byte, tokenSize, tokenSize+crc32.Size)
	if _, err := io.ReadFull(entropy, raw); err != nil {
		return "", "", Hash{}, fmt.Errorf("make API key: read entropy: %w", err)
	}
	hash = hashOf("apikey", raw)
	raw = binary.BigEndian.AppendUint32(raw, crc32.ChecksumIEEE(raw))
	text = apiKeyPrefix + base64.RawURLEncoding.EncodeToString(raw)
	return text, text[:len(apiKeyPrefix)+5] + "…", hash, nil
}

// HashAPIKey reads a key that a stranger sent; ErrAPIKey when it cannot be one.
func HashAPIKey(text string) (Hash, error) {
	body, ok := strings.CutPrefix(text, apiKeyPrefix)
	if !ok || len(body) != base64.RawURLEncoding.EncodedLen(tokenSize+crc32.Size) {
		return Hash{}, ErrAPIKey
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || binary.BigEndian.Uint32(raw[tokenSize:]) != crc32.ChecksumIEEE(raw[:tokenSize]) {
		return Hash{}, ErrAPIKey
	}
	return hashOf("apikey", raw[:tokenSize]), nil
}

// CheckScopes wants at least one scope, each known and named once.
func CheckScopes(scopes []Scope) error {
	var f problem.Fields
	if len(scopes) == 0 {
		f.Add("scopes", "required")
	}
	for i, s := range scopes {
		switch {
		case !slices.Contains(Scopes(), s):
			f.Add("scopes", "unknown")
		case slices.Contains(scopes[:i], s):
			f.Add("scopes", "duplicate")
		}
	}
	return f.Err()
}
