package passcode

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Binding is what a code stands for: all files of the release, the title and the price that were shown.
type Binding struct {
	Manifest string `json:"manifest"` // hex of the manifest hash
	Title    string `json:"title"`    // hex SHA-256 of the title: the title itself is personal
	Amount   int64  `json:"amount"`   // minor units; 0 where there is nothing to pay
	Currency string `json:"currency"`
}

// Bind makes the binding of what a page shows.
func Bind(manifest, title string, amount int64, currency string) Binding {
	sum := sha256.Sum256([]byte(title))
	return Binding{Manifest: manifest, Title: hex.EncodeToString(sum[:]), Amount: amount, Currency: currency}
}

// Short is the part of the manifest hash that an SMS quotes: its first eight characters.
func (b Binding) Short() string { return b.Manifest[:min(8, len(b.Manifest))] }

// bytes is the binding for hashing: no two bindings give the same.
func (b Binding) bytes() []byte {
	out := sized(nil, b.Manifest)
	out = sized(out, b.Title)
	out = binary.BigEndian.AppendUint64(out, uint64(b.Amount)) //nolint:gosec // G115: a bijection is all that is wanted
	return sized(out, b.Currency)
}

func sized(to []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint64(to, uint64(len(s))), s...)
}

// PhoneKey names a telephone number (E.164) in limits and rows without showing it: hex HMAC-SHA256 under the key.
func PhoneKey(key []byte, phone string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("quittance/phone/v1\x00"))
	mac.Write([]byte(phone))
	return hex.EncodeToString(mac.Sum(nil))
}
