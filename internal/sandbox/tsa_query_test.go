package sandbox

import (
	"crypto"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// FuzzAnswerQuery: whatever is asked, the answer is one DER value, and it is granted only for a whole query.
func FuzzAnswerQuery(f *testing.F) {
	now := time.Date(2026, 12, 1, 13, 5, 0, 0, time.UTC)
	texts, err := makeTSAKey(now)
	if err != nil {
		f.Fatal(err)
	}
	k, err := parseTSAKey(texts)
	if err != nil {
		f.Fatal(err)
	}
	for _, q := range []timestamp.Request{
		{HashAlgorithm: crypto.SHA256, HashedMessage: make([]byte, 32), Certificates: true, Nonce: big.NewInt(-1)},
		{HashAlgorithm: crypto.SHA512, HashedMessage: make([]byte, 64), TSAPolicyOID: TestPolicy},
		{HashAlgorithm: crypto.SHA1, HashedMessage: make([]byte, 20)},
	} {
		b, err := q.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, "")
		f.Add(b, wrongNonce)
	}
	f.Fuzz(func(t *testing.T, query []byte, wrong string) {
		reply, err := answerQuery(k, now, query, wrong)
		if err != nil {
			t.Fatal(err)
		}
		var whole asn1.RawValue
		if rest, err := asn1.Unmarshal(reply, &whole); err != nil || len(rest) != 0 {
			t.Fatalf("not one value: %v", err)
		}
		token, err := timestamp.ParseResponse(reply)
		if err != nil {
			return
		}
		asked, err := timestamp.ParseRequest(query)
		if err != nil || len(token.HashedMessage) != len(asked.HashedMessage) || !token.Time.Equal(now) {
			t.Fatalf("granted %+v for %v", token, err)
		}
	})
}
