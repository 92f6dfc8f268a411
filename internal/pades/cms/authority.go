package cms

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"github.com/digitorus/timestamp"
)

const (
	authorityTimeout  = 5 * time.Second
	maxAuthorityReply = 64 << 10
)

// Authority is a time-stamping authority (RFC 3161 over HTTP, section 3.4).
type Authority struct {
	URL string
	// HTTPClient defaults to one of its own. A redirect is followed as the client does.
	HTTPClient *http.Client
	// Roots, when set, must vouch for the authority, else its tokens are refused. When nil any whole token is taken,
	// and its Trusted is false.
	Roots *x509.CertPool
	// Entropy makes the nonce.
	Entropy io.Reader
}

// Stamp asks for a token over a SHA-256 imprint, within five seconds, and returns it as DER once all of RFC 3161
// section 2.2 was checked: status, imprint, nonce, key usage, signature, chain. What the token's signature does not
// protect is left out. It does not ask twice.
func (a *Authority) Stamp(ctx context.Context, imprint [32]byte) ([]byte, *Token, error) {
	der, token, err := a.stamp(ctx, imprint)
	if err != nil {
		return nil, nil, fmt.Errorf("ask time-stamping authority: %w", err)
	}
	return der, token, nil
}

func (a *Authority) stamp(ctx context.Context, imprint [32]byte) ([]byte, *Token, error) {
	seed := make([]byte, 16)
	if _, err := io.ReadFull(a.Entropy, seed); err != nil {
		return nil, nil, fmt.Errorf("make nonce: %w", err)
	}
	seed[0] |= 1 // never zero
	nonce := new(big.Int).SetBytes(seed)
	request := timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: imprint[:], Certificates: true, Nonce: nonce}
	body, err := request.Marshal()
	if err != nil {
		return nil, nil, fmt.Errorf("encode request: %w", err)
	}
	reply, err := a.post(ctx, body)
	if err != nil {
		return nil, nil, err
	}
	raw, err := parseReply(reply)
	if err != nil {
		return nil, nil, err
	}
	der, err := tidyToken(raw, a.Roots)
	if err != nil {
		return nil, nil, err
	}
	token, err := VerifyToken(der, imprint, a.Roots)
	if err != nil {
		return nil, nil, err
	}
	if token.nonce == nil || token.nonce.Cmp(nonce) != 0 {
		return nil, nil, badToken("it answers another request")
	}
	if a.Roots != nil && !token.Trusted {
		return nil, nil, badToken("no known root vouches for the authority")
	}
	return der, token, nil
}

func (a *Authority) post(ctx context.Context, body []byte) (reply []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, authorityTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	client := a.HTTPClient
	if client == nil {
		client = &http.Client{}
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("send request: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("authority answered with HTTP status %d", resp.StatusCode)
	}
	reply, err = io.ReadAll(io.LimitReader(resp.Body, maxAuthorityReply+1))
	if err != nil {
		return nil, fmt.Errorf("read reply: %w", err)
	}
	if len(reply) > maxAuthorityReply {
		return nil, errors.New("authority's reply is too large")
	}
	return reply, nil
}

// parseReply returns the token of a granted TimeStampResp.
func parseReply(der []byte) ([]byte, error) {
	var reply struct {
		Status struct {
			Status int
			Text   asn1.RawValue  `asn1:"optional"`
			Fail   asn1.BitString `asn1:"optional"`
		}
		Token asn1.RawValue `asn1:"optional"`
	}
	if rest, err := asn1.Unmarshal(der, &reply); err != nil || len(rest) > 0 {
		return nil, badToken("the reply is malformed")
	}
	if reply.Status.Status != 0 && reply.Status.Status != 1 { // granted, granted with modifications
		return nil, fmt.Errorf("authority refused with status %d", reply.Status.Status)
	}
	if len(reply.Token.FullBytes) == 0 {
		return nil, badToken("the reply holds none")
	}
	return reply.Token.FullBytes, nil
}
