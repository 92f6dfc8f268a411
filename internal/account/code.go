package account

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// What authenticator apps take without being asked: six digits of HMAC-SHA-1 each 30 seconds (RFC 6238), from a secret
// of 160 bits (RFC 4226, section 4).
const (
	codePeriod = 30 * time.Second
	codeDigits = 6
	secretSize = 20
)

// NewCodeSecret makes the secret that a member's app and we share, in base32 as apps take it.
func NewCodeSecret(entropy io.Reader) (string, error) {
	raw := make([]byte, secretSize)
	if _, err := io.ReadFull(entropy, raw); err != nil {
		return "", fmt.Errorf("make code secret: read entropy: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), nil
}

// CodeURI is what an authenticator app reads from the QR code.
func CodeURI(secret, email string) string {
	const issuer = "Quittance"
	query := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+email) + "?" + query.Encode()
}

// VerifyCode tells whether the code is the secret's at the instant, one step early or late for clocks that differ (RFC
// 6238, section 5.2), and the beginning of its step: the caller accepts no step twice, nor one before the last. It
// takes as long for every code.
func VerifyCode(secret, code string, at time.Time) (step time.Time, ok bool, err error) {
	now := at.Unix() / int64(codePeriod/time.Second)
	for n := now - 1; n <= now+1; n++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(max(n, 0)), hotp.ValidateOpts{Digits: codeDigits, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return time.Time{}, false, fmt.Errorf("make code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = time.Unix(n*int64(codePeriod/time.Second), 0).UTC(), true
		}
	}
	return step, ok, nil
}

// IsCode reports whether what somebody typed can be a code of an app at all; without spaces, six digits.
func IsCode(typed string) bool {
	if len(typed) != codeDigits {
		return false
	}
	for _, c := range []byte(typed) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
