package link_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"quittance/internal/link"
)

var (
	now    = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	seed1  = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	seed2  = ed25519.NewKeyFromSeed([]byte("fedcba9876543210fedcba9876543210"))
	sample = link.Link{Delivery: "d1", Recipient: "r1", ID: "j1", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
)

func keys(t testing.TB, id string, private ed25519.PrivateKey, earlier map[string]ed25519.PublicKey) *link.Keys {
	t.Helper()
	k, err := link.NewKeys("instance", id, private, earlier)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sign(t testing.TB, k *link.Keys) string {
	t.Helper()
	s, err := k.Sign(sample)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParse(t *testing.T) {
	k := keys(t, "k1", seed1, nil)
	token := sign(t, k)
	parts := strings.Split(token, ".")
	forge := func(method jwt.SigningMethod, key any, kid string, c jwt.MapClaims) string {
		tok := jwt.NewWithClaims(method, c)
		tok.Header["kid"] = kid
		s, err := tok.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	good := jwt.MapClaims{"iss": "instance", "sub": "d1", "rid": "r1", "jti": "j1", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	without := func(name string) jwt.MapClaims {
		c := jwt.MapClaims{}
		for k, v := range good {
			if k != name {
				c[k] = v
			}
		}
		return c
	}
	tests := map[string]struct {
		token string
		at    time.Time
		want  error
	}{
		"its own token is accepted":                    {token: token, at: now},
		"one second before the end it still works":     {token: token, at: now.Add(time.Hour - time.Second)},
		"at the end it has expired":                    {token: token, at: now.Add(time.Hour), want: link.ErrExpired},
		"a token from the future is refused":           {token: token, at: now.Add(-time.Hour), want: link.ErrInvalid},
		"an altered payload is refused":                {token: parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"d2"}`)) + "." + parts[2], at: now, want: link.ErrInvalid},
		"a cut signature is refused":                   {token: token[:len(token)-4], at: now, want: link.ErrInvalid},
		"algorithm none is refused":                    {token: forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "k1", good), at: now, want: link.ErrInvalid},
		"HMAC with the public key is refused":          {token: forge(jwt.SigningMethodHS256, []byte(seed1.Public().(ed25519.PublicKey)), "k1", good), at: now, want: link.ErrInvalid},
		"another key under our key id is refused":      {token: forge(jwt.SigningMethodEdDSA, seed2, "k1", good), at: now, want: link.ErrInvalid},
		"an unknown key id is refused":                 {token: forge(jwt.SigningMethodEdDSA, seed1, "k9", good), at: now, want: link.ErrInvalid},
		"a token without an end is refused":            {token: forge(jwt.SigningMethodEdDSA, seed1, "k1", without("exp")), at: now, want: link.ErrInvalid},
		"a token without a recipient is refused":       {token: forge(jwt.SigningMethodEdDSA, seed1, "k1", without("rid")), at: now, want: link.ErrInvalid},
		"a token without a link id is refused":         {token: forge(jwt.SigningMethodEdDSA, seed1, "k1", without("jti")), at: now, want: link.ErrInvalid},
		"a token of another instance is refused":       {token: forge(jwt.SigningMethodEdDSA, seed1, "k1", jwt.MapClaims{"iss": "other", "sub": "d1", "rid": "r1", "jti": "j1", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}), at: now, want: link.ErrInvalid},
		"a very long token is refused without parsing": {token: strings.Repeat("a", 1<<20), at: now, want: link.ErrInvalid},
		"nothing is refused":                           {token: "", at: now, want: link.ErrInvalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := k.Parse(tt.token, tt.at)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if tt.want == nil && l != sample {
				t.Fatalf("got %+v", l)
			}
			if errors.Is(tt.want, link.ErrExpired) && l.ID != sample.ID {
				t.Fatal("an expired link must still say whose it was")
			}
			if errors.Is(tt.want, link.ErrInvalid) && l != (link.Link{}) {
				t.Fatal("an invalid link must say nothing")
			}
		})
	}
}

func TestATokenThatWasGoodIsCheckedAgainstTheTimeAgain(t *testing.T) {
	k := keys(t, "k1", seed1, nil)
	token := sign(t, k)
	for range 2 {
		if l, err := k.Parse(token, now); err != nil || l != sample {
			t.Fatalf("got %+v, %v", l, err)
		}
	}
	if l, err := k.Parse(token, now.Add(time.Hour)); !errors.Is(err, link.ErrExpired) || l != sample {
		t.Fatalf("at its end: %+v, %v", l, err)
	}
	if _, err := k.Parse(token, now.Add(-time.Second)); !errors.Is(err, link.ErrInvalid) {
		t.Fatalf("before it was issued: %v", err)
	}
	if _, err := k.Parse(token[:len(token)-1], now); !errors.Is(err, link.ErrInvalid) {
		t.Fatalf("cut: %v", err)
	}
}

func TestKeysRotate(t *testing.T) {
	old := keys(t, "k1", seed1, nil)
	rotated := keys(t, "k2", seed2, map[string]ed25519.PublicKey{"k1": seed1.Public().(ed25519.PublicKey)})
	if _, err := rotated.Parse(sign(t, old), now); err != nil {
		t.Fatalf("a link of the earlier key must still open: %v", err)
	}
	if _, err := old.Parse(sign(t, rotated), now); !errors.Is(err, link.ErrInvalid) {
		t.Fatalf("got %v", err)
	}
}

func TestSignRepeatsTheSameToken(t *testing.T) {
	k := keys(t, "k1", seed1, nil)
	if first, second := sign(t, k), sign(t, k); first != second {
		t.Fatal("two tokens for one link")
	}
}

func FuzzParse(f *testing.F) {
	k := keys(f, "k1", seed1, nil)
	token := sign(f, k)
	f.Add(token)
	f.Add("a.b.c")
	f.Add(token[:40] + "." + token[40:])
	f.Fuzz(func(t *testing.T, s string) {
		l, err := k.Parse(s, now)
		if err == nil && l != sample {
			t.Fatalf("a token that we did not sign was accepted: %q", s)
		}
	})
}
