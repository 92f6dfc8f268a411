package sandbox

import (
	"bytes"
	"context"
	"crypto"
	"encoding/asn1"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"path"
	"time"

	"github.com/digitorus/timestamp"
)

// timeAuthority stands in for a time-stamping authority (RFC 3161 by HTTP): POST /tsa/, and its root at
// GET /tsa/ca.pem. It has no legal value and says so in its names.
//
// Besides the faults of every stand-in it answers wrongly on purpose at other addresses: /tsa/wrong-nonce,
// /tsa/wrong-imprint, /tsa/wrong-key (a token of an authority nobody trusts), /tsa/rejected.
type timeAuthority struct{ s *Sandbox }

// TestPolicy is the policy of every token. It lies under the enterprise number reserved for examples (RFC 5612),
// so that nobody can take it for the policy of a real authority.
var TestPolicy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 3161, 1}

const largestQuery = 16 << 10

// What the authority can be asked to get wrong.
const (
	wrongNonce   = "wrong-nonce"
	wrongImprint = "wrong-imprint"
	wrongKey     = "wrong-key"
	rejected     = "rejected"
)

func (*timeAuthority) name() string                { return "tsa" }
func (*timeAuthority) start(context.Context) error { return nil }
func (*timeAuthority) close() error                { return nil }
func (*timeAuthority) routePages(*http.ServeMux)   {}

func (t *timeAuthority) routeAPI(mux *http.ServeMux) {
	mux.HandleFunc("GET /tsa/ca.pem", t.showRoot)
	mux.HandleFunc("POST /tsa/{$}", t.stamp)
	for _, wrong := range []string{wrongNonce, wrongImprint, wrongKey, rejected} {
		mux.HandleFunc("POST /tsa/"+wrong, t.stamp)
	}
}

// TSAURL is the value of TSA_URLS that asks for time here. Empty before Start.
func (s *Sandbox) TSAURL() string {
	if base := s.APIURL(); base != "" {
		return base + "/tsa/"
	}
	return ""
}

func (t *timeAuthority) showRoot(w http.ResponseWriter, r *http.Request) {
	k, err := t.s.loadTSAKey(r.Context())
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.ca.Raw})) // the reader is gone
}

func (t *timeAuthority) stamp(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(w, "want application/timestamp-query", http.StatusUnsupportedMediaType)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, largestQuery+1))
	if err != nil {
		http.Error(w, "request unreadable", http.StatusBadRequest)
		return
	}
	k, err := t.s.loadTSAKey(r.Context())
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	reply, err := answerQuery(k, t.s.now(), body, path.Base(r.URL.Path))
	if err != nil {
		http.Error(w, "time-stamping failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(reply) // the client is gone: nobody to tell; DER, not a page
}

// answerQuery makes the reply to a query, a rejection with its reason included. wrong names what to do wrong.
func answerQuery(k tsaKey, now time.Time, query []byte, wrong string) ([]byte, error) {
	q, err := timestamp.ParseRequest(query)
	switch {
	case err != nil || len(query) > largestQuery:
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadDataFormat)
	case q.HashAlgorithm != crypto.SHA256 && q.HashAlgorithm != crypto.SHA384 && q.HashAlgorithm != crypto.SHA512:
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadAlgorithm)
	case len(q.HashedMessage) != q.HashAlgorithm.Size():
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.BadDataFormat)
	case q.TSAPolicyOID != nil && !q.TSAPolicyOID.Equal(TestPolicy):
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.UnacceptedPolicy)
	case len(q.Extensions) > 0:
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.UnacceptedExtension)
	case wrong == rejected:
		return timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.SystemFailure)
	}
	token := timestamp.Timestamp{
		HashAlgorithm: q.HashAlgorithm, HashedMessage: q.HashedMessage, Time: now.UTC(), Accuracy: time.Second, Policy: TestPolicy,
		Nonce: q.Nonce, AddTSACertificate: q.Certificates,
	}
	switch wrong {
	case wrongNonce:
		token.Nonce = new(big.Int).Add(big.NewInt(1), nonceOf(q))
	case wrongImprint:
		token.HashedMessage = bytes.Repeat([]byte{0x42}, len(q.HashedMessage))
	case wrongKey:
		texts, err := makeTSAKey(now)
		if err != nil {
			return nil, err
		}
		if k, err = parseTSAKey(texts); err != nil {
			return nil, err
		}
	}
	return token.CreateResponseWithOpts(k.cert, k.key, crypto.SHA256)
}

func nonceOf(q *timestamp.Request) *big.Int {
	if q.Nonce == nil {
		return new(big.Int)
	}
	return q.Nonce
}
