package pades_test

import (
	"bytes"
	"context"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"quittance/internal/pades"
)

func TestStamp(t *testing.T) {
	w := newWorld(t)
	imprint := [32]byte{7}
	der, token, err := w.authority.Stamp(context.Background(), imprint)
	if err != nil || token.Trusted || token.Authority != "CN=TSA unit" || token.Serial == "" {
		t.Fatalf("without roots: %+v, %v", token, err)
	}
	w.authority.Roots = w.timeRoots
	if _, token, err = w.authority.Stamp(context.Background(), imprint); err != nil || !token.Trusted {
		t.Fatalf("with its root: %+v, %v", token, err)
	}
	if token, err = pades.VerifyToken(der, imprint, w.timeRoots); err != nil || !token.Trusted {
		t.Fatalf("verified later: %+v, %v", token, err)
	}
	if _, err = pades.VerifyToken(der, [32]byte{8}, w.timeRoots); !errors.Is(err, pades.ErrToken) {
		t.Fatalf("for something else: %v", err)
	}
	for i := range der {
		broken := bytes.Clone(der)
		broken[i] ^= 1
		if _, err := pades.VerifyToken(broken, imprint, w.timeRoots); !errors.Is(err, pades.ErrToken) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

func TestStampLeavesOutWhatNothingProtects(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	stray := other.seal.Certificate.Raw
	w.mangle = func(reply []byte) []byte {
		// TimeStampResp, then its token, the [0] of the ContentInfo, the SignedData, its [0] of certificates.
		return insert(t, reply, []int{1, 1, 0, 3}, stray)
	}
	der, _, err := w.authority.Stamp(context.Background(), [32]byte{})
	if err != nil || bytes.Contains(der, stray) {
		t.Fatalf("the stray certificate stayed, or %v", err)
	}
	mangled := insert(t, der, []int{1, 0, 3}, stray)
	if _, err := pades.VerifyToken(mangled, [32]byte{}, w.timeRoots); !errors.Is(err, pades.ErrToken) {
		t.Fatalf("a stray certificate was accepted: %v", err)
	}
}

// insert appends an element to the constructed one at path and encodes all lengths again.
func insert(t *testing.T, der []byte, path []int, element []byte) []byte {
	t.Helper()
	var v asn1.RawValue
	if _, err := asn1.Unmarshal(der, &v); err != nil {
		t.Fatal(err)
	}
	if len(path) == 0 {
		v.Bytes = append(bytes.Clone(v.Bytes), element...)
	} else {
		var children []byte
		for i, rest := 0, v.Bytes; len(rest) > 0; i++ {
			var c asn1.RawValue
			var err error
			if rest, err = asn1.Unmarshal(rest, &c); err != nil {
				t.Fatal(err)
			}
			if i == path[0] {
				c.FullBytes = insert(t, c.FullBytes, path[1:], element)
			}
			children = append(children, c.FullBytes...)
		}
		v.Bytes = children
	}
	v.FullBytes = nil
	out, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStampRefusesALyingAuthority(t *testing.T) {
	for name, lie := range map[string]func(*timestamp.Timestamp){
		"another imprint":               func(ts *timestamp.Timestamp) { ts.HashedMessage = make([]byte, 32) },
		"another nonce":                 func(ts *timestamp.Timestamp) { ts.Nonce = big.NewInt(1) },
		"no nonce":                      func(ts *timestamp.Timestamp) { ts.Nonce = nil },
		"no certificate":                func(ts *timestamp.Timestamp) { ts.AddTSACertificate = false; ts.Certificates = nil },
		"a time before its own time":    func(ts *timestamp.Timestamp) { ts.Time = july.AddDate(-1, 0, 0) },
		"a time after its certificate":  func(ts *timestamp.Timestamp) { ts.Time = july.AddDate(3, 0, 0) },
		"an unknown critical extension": func(ts *timestamp.Timestamp) { ts.ExtraExtensions = append(ts.ExtraExtensions, criticalExtension()) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.beforeSend = lie
			if _, _, err := w.authority.Stamp(context.Background(), [32]byte{1}); err == nil {
				t.Fatal("accepted")
			}
		})
	}
	t.Run("a certificate whose key usage is not critical", func(t *testing.T) {
		w := newWorld(t)
		w.startAuthority(t, timeStampingUsage(t, false))
		if _, _, err := w.authority.Stamp(context.Background(), [32]byte{1}); !errors.Is(err, pades.ErrToken) {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("a certificate for something else too", func(t *testing.T) {
		w := newWorld(t)
		usage := timeStampingUsage(t, true)
		usage.Value = []byte{0x30, 0x14, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 8, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 4}
		w.startAuthority(t, usage)
		if _, _, err := w.authority.Stamp(context.Background(), [32]byte{1}); !errors.Is(err, pades.ErrToken) {
			t.Fatalf("got %v", err)
		}
	})
	t.Run("an authority nobody vouches for", func(t *testing.T) {
		w := newWorld(t)
		w.authority.Roots = w.roots
		if _, _, err := w.authority.Stamp(context.Background(), [32]byte{1}); !errors.Is(err, pades.ErrToken) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestStampSurvivesABrokenAuthority(t *testing.T) {
	refusal, err := timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadRequest)
	if err != nil {
		t.Fatal(err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"an error status":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusServiceUnavailable) },
		"garbage":           func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"nothing":           func(http.ResponseWriter, *http.Request) {},
		"a refusal":         func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(refusal) },
		"an endless answer": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) },
		"granted without a token": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte{0x30, 5, 0x30, 3, 2, 1, 0})
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			a := &pades.Authority{URL: server.URL, Entropy: strings.NewReader(strings.Repeat("x", 16))}
			if _, _, err := a.Stamp(context.Background(), [32]byte{}); err == nil {
				t.Fatal("accepted")
			}
		})
	}
	t.Run("a client that gives up", func(t *testing.T) {
		ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
		defer cancel()
		a := &pades.Authority{URL: "http://127.0.0.1:1", Entropy: strings.NewReader(strings.Repeat("x", 16))}
		if _, _, err := a.Stamp(ctx, [32]byte{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestTokenOfTheSealIsBoundToItsSignature(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	// An authority that gives a whole token over something else: the seal must not be called B-T.
	o.Stamp = func(ctx context.Context, _ [32]byte) ([]byte, *pades.Token, error) {
		return w.authority.Stamp(ctx, [32]byte{9})
	}
	s, err := pades.Seal(context.Background(), assemble(t, "x"), o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := pades.Verify(s.PDF, w.trust())
	if err != nil || r.Time.Result != pades.Fail || r.Level != pades.LevelB {
		t.Fatalf("%+v, %v", r, err)
	}
}

func criticalExtension() (e pkix.Extension) {
	e.Id, e.Critical, e.Value = asn1.ObjectIdentifier{1, 2, 3}, true, []byte{5, 0}
	return e
}
