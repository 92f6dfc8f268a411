package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/pades"
	"quittance/storage"
)

type signer = crypto.Signer

// keyring reads the private keys of an installation, wrapped in the database by the root key.
type keyring struct {
	ctx   context.Context //nolint:containedctx // lives for the length of one openInstance
	store *db.DB
	root  *storage.RootKey
	now   time.Time
}

// key returns a private key and its public part, made by create when the installation has none of that name.
func (k keyring) key(name string, create func() (private, public []byte, err error)) (private, public []byte, err error) {
	binding := []byte("quittance/instance-key/" + name)
	row, err := k.store.InstanceKey(k.ctx, name, func() (db.InstanceKey, error) {
		private, public, err := create()
		if err != nil {
			return db.InstanceKey{}, err
		}
		wrapped, err := storage.SealBytes(k.ctx, k.root, rand.Reader, private, binding)
		return db.InstanceKey{Name: name, KeyID: k.root.Fingerprint(), Wrapped: wrapped, Public: public, CreatedAt: delivery.At(k.now)}, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read %s key: %w", name, err)
	}
	private, err = storage.OpenBytes(k.ctx, k.root, row.Wrapped, binding)
	if err != nil {
		return nil, nil, fmt.Errorf("unwrap %s key: %w", name, err)
	}
	return private, row.Public, nil
}

// identity is key for a key with a certificate: PKCS #8 wrapped, the certificate public.
func (k keyring) identity(name string, certify func(signer) (*pades.Identity, error)) (*pades.Identity, error) {
	private, public, err := k.key(name, func() ([]byte, []byte, error) {
		key, err := pades.NewKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		id, err := certify(key)
		if err != nil {
			return nil, nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return der, id.Certificate.Raw, err
	})
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("read %s key: %w", name, err)
	}
	key, ok := parsed.(signer)
	if !ok {
		return nil, errors.New("read " + name + " key: it cannot sign")
	}
	cert, err := x509.ParseCertificate(public)
	if err != nil {
		return nil, fmt.Errorf("read %s certificate: %w", name, err)
	}
	return &pades.Identity{Key: key, Certificate: cert}, nil
}
