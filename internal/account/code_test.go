package account_test

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
)

// The vectors of RFC 6238, appendix B, for SHA-1, of which six digits are the last six of the eight printed there.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		step, ok, err := account.VerifyCode(secret, code, time.Unix(at, 0))
		if err != nil || !ok || step.Unix() != at/30*30 {
			t.Errorf("%s at %d: %v %v %v", code, at, step, ok, err)
		}
	}
}

func TestClocksMayDifferByOneStep(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	const made = 1234567890 // "005924" is good from this instant for 30 seconds
	for late, want := range map[int64]bool{-31: false, -30: true, -1: true, 0: true, 29: true, 30: true, 59: true, 60: false} {
		step, ok, err := account.VerifyCode(secret, "005924", time.Unix(made+late, 0))
		if err != nil || ok != want || ok && step.Unix() != made {
			t.Errorf("%d seconds late: %v %v %v", late, step, ok, err)
		}
	}
	if _, _, err := account.VerifyCode("not base32!", "005924", noon); err == nil {
		t.Error("a broken secret makes codes")
	}
}

func TestNewCodeSecrets(t *testing.T) {
	secret, err := account.NewCodeSecret(rand.Reader)
	if err != nil || len(secret) != 32 {
		t.Fatalf("%q %v", secret, err)
	}
	if got, want := account.CodeURI(secret, "ada+x@example.org"), "otpauth://totp/Quittance:ada+x@example.org?issuer=Quittance&secret="+secret; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := account.NewCodeSecret(strings.NewReader("short")); err == nil {
		t.Error("a secret without entropy")
	}
	for typed, want := range map[string]bool{"123456": true, "12345": false, "1234567": false, "12345a": false, "१२३४५६": false, "": false} {
		if account.IsCode(typed) != want {
			t.Errorf("%q", typed)
		}
	}
}

func TestRecoveryCodesAreReadAsTheyAreTyped(t *testing.T) {
	texts, hashes, err := account.NewRecoveryCodes("m1", rand.Reader)
	if err != nil || len(texts) != account.RecoveryCodes || len(hashes) != len(texts) {
		t.Fatal(texts, err)
	}
	seen := map[account.Hash]bool{}
	for i, text := range texts {
		if len(text) != 19 || seen[hashes[i]] {
			t.Errorf("%q, again: %v", text, seen[hashes[i]])
		}
		seen[hashes[i]] = true
		for _, typed := range []string{text, strings.ToUpper(text), strings.ReplaceAll(text, "-", ""), strings.ReplaceAll(text, "-", "  "), strings.ReplaceAll(text, "0", "O"), strings.ReplaceAll(text, "1", "l")} {
			if got, err := account.HashRecoveryCode("m1", typed); err != nil || got != hashes[i] {
				t.Errorf("%q is not %q: %v", typed, text, err)
			}
		}
		if got, err := account.HashRecoveryCode("m2", text); err != nil || got == hashes[i] {
			t.Errorf("the code of a member is another's: %v", err)
		}
	}
	for _, bad := range []string{"", "123456", texts[0][1:], texts[0] + "0", strings.Replace(texts[0], "-", "u", 1), strings.Repeat("-", 100)} {
		if _, err := account.HashRecoveryCode("m1", bad); !errors.Is(err, account.ErrToken) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, _, err := account.NewRecoveryCodes("m1", strings.NewReader("short")); err == nil {
		t.Error("codes without entropy")
	}
}
