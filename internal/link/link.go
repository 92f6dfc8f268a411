// Package link makes and reads signed links: what a recipient holds instead of an account.
//
// A link is a JWT (RFC 7519) signed with Ed25519 (EdDSA, RFC 8037): issuer, delivery (sub), recipient (rid), link id
// (jti), issue and expiry. It is a capability, not an identity: whoever holds it is the recipient as far as the
// page goes; the passcode is what names a person. What is still possible is decided by the database, which knows
// which jti is valid; a good signature alone opens nothing.
//
// The package is pure: time and keys are arguments.
package link

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"quittance/internal/problem"
)

// The problems a link can have. Neither tells why: a stranger learns nothing.
var (
	ErrInvalid = problem.New(problem.Unauthenticated, "link_invalid", "this link is not valid")
	ErrExpired = problem.New(problem.Ended, "link_expired", "this link has expired")
)

// maxToken is well above what Keys.Sign makes, in bytes: longer ones are not parsed.
const maxToken = 1024

// Link is what a token says.
type Link struct {
	Delivery  string
	Recipient string
	ID        string // jti
	IssuedAt  time.Time
	ExpiresAt time.Time // end of retention, to the second
}

// Keys signs with one key and accepts those of the past, by key id. It never changes what it accepts and is safe for
// concurrent use.
type Keys struct {
	issuer  string
	current string
	private ed25519.PrivateKey
	public  map[string]ed25519.PublicKey
	known   known
}

// NewKeys returns the keys of an instance. The issuer is the instance's stored name, not its web address, so that
// links survive a move. Earlier keys still verify.
func NewKeys(issuer, id string, private ed25519.PrivateKey, earlier map[string]ed25519.PublicKey) (*Keys, error) {
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok || issuer == "" || id == "" {
		return nil, errors.New("link keys need an issuer, a key id and an Ed25519 key")
	}
	k := &Keys{issuer: issuer, current: id, private: private, public: map[string]ed25519.PublicKey{id: public}}
	for old, pub := range earlier {
		k.public[old] = pub
	}
	return k, nil
}

type claims struct {
	jwt.RegisteredClaims
	Recipient string `json:"rid"`
}

// Sign makes the token of a link. The same link gives the same token, so that a message sent again holds the
// same link.
func (k *Keys) Sign(l Link) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		Recipient: l.Recipient,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: k.issuer, Subject: l.Delivery, ID: l.ID,
			IssuedAt: jwt.NewNumericDate(l.IssuedAt), ExpiresAt: jwt.NewNumericDate(l.ExpiresAt),
		},
	})
	t.Header["kid"] = k.current
	s, err := t.SignedString(k.private)
	if err != nil {
		return "", fmt.Errorf("sign link: %w", err)
	}
	return s, nil
}

// Parse checks signature, algorithm, issuer and expiry at now. The error is ErrInvalid or ErrExpired, the latter
// with the link itself, so that the page can offer a fresh one to the address on file.
func (k *Keys) Parse(token string, now time.Time) (Link, error) {
	if len(token) > maxToken {
		return Link{}, ErrInvalid
	}
	if l, ok := k.known.get(token, now); ok {
		return l, nil
	}
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, k.key,
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithIssuer(k.issuer), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }))
	expired := errors.Is(err, jwt.ErrTokenExpired)
	if (err != nil && !expired) || c.Subject == "" || c.ID == "" || c.Recipient == "" || c.IssuedAt == nil {
		return Link{}, ErrInvalid
	}
	l := Link{Delivery: c.Subject, Recipient: c.Recipient, ID: c.ID, IssuedAt: c.IssuedAt.UTC(), ExpiresAt: c.ExpiresAt.UTC()}
	if expired {
		return l, ErrExpired
	}
	k.known.put(token, l)
	return l, nil
}

func (k *Keys) key(t *jwt.Token) (any, error) {
	id, ok := t.Header["kid"].(string)
	if !ok {
		return nil, ErrInvalid
	}
	pub, ok := k.public[id]
	if !ok {
		return nil, ErrInvalid
	}
	return pub, nil
}
