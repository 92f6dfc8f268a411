package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/pades"
	"quittance/internal/tlog"
	"quittance/storage"
)

// crlPath is where the list of revoked sealing certificates is published; it is written in the certificates.
const crlPath = "/.well-known/quittance/seal.crl"

// instance is what an installation has once and for all: its names and its keys.
type instance struct {
	row  db.Instance
	link *link.Keys
	log  *tlog.Signer
	// logPublic are the keys of every log there was, which a verifier pins: certificates are proved by the one that was
	// open when they were made.
	logPublic []string
	ca        *pades.Identity
	seal      *pades.Identity
}

// errWrongRoot is a root key that is not the one the database was made with: nothing could be decrypted.
var errWrongRoot = errors.New("the root key is not the one this database was made with: give QUITTANCE_ROOT_KEY_FILE the right file")

// openInstance reads the installation's names and keys, making what is missing: once, whoever is first.
func openInstance(ctx context.Context, store *db.DB, root *storage.RootKey, baseURL string, now time.Time) (*instance, error) {
	origin, err := tlog.NewOrigin(rand.Reader)
	if err != nil {
		return nil, err
	}
	row, err := store.InitInstance(ctx, db.Instance{RootFingerprint: root.Fingerprint(), Name: origin, CreatedAt: delivery.At(now)})
	if err != nil {
		return nil, fmt.Errorf("read instance: %w", err)
	}
	if row.RootFingerprint != root.Fingerprint() {
		return nil, errWrongRoot
	}
	if err := checkClock(row.CreatedAt.Time(), now); err != nil {
		return nil, err
	}
	k := keyring{ctx: ctx, store: store, root: root, now: now}
	in := &instance{row: row}
	return in, errors.Join(in.openLink(k), in.openLog(k), in.openSeal(k, baseURL))
}

func (in *instance) openLink(k keyring) error {
	seed, _, err := k.key("link", func() ([]byte, []byte, error) {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		return private.Seed(), public, err
	})
	if err != nil {
		return err
	}
	in.link, err = link.NewKeys(in.row.Name, "1", ed25519.NewKeyFromSeed(seed), nil)
	return err
}

// openLog reads the keys of every log; the last of them signs.
func (in *instance) openLog(k keyring) error {
	origins, err := k.store.LogOrigins(k.ctx)
	if err != nil {
		return fmt.Errorf("read logs: %w", err)
	}
	for _, o := range origins {
		private, public, err := k.key(o.KeyName, func() ([]byte, []byte, error) {
			key, err := tlog.NewKey(rand.Reader, o.Origin)
			return []byte(key.Private), []byte(key.Public), err
		})
		if err != nil {
			return err
		}
		in.logPublic = append(in.logPublic, string(public))
		if in.log, err = tlog.NewSigner(string(private)); err != nil {
			return err
		}
	}
	if in.log == nil {
		return errors.New("read logs: there is none")
	}
	return nil
}

func (in *instance) openSeal(k keyring, baseURL string) error {
	const organization = "Quittance"
	var err error
	in.ca, err = k.identity("ca", func(key signer) (*pades.Identity, error) {
		return pades.NewCA(rand.Reader, key, organization, k.now)
	})
	if err != nil {
		return err
	}
	in.seal, err = k.identity("seal", func(key signer) (*pades.Identity, error) {
		return in.ca.IssueSeal(rand.Reader, key, organization, baseURL+crlPath, k.now)
	})
	return err
}

// caPEM is what a verifier pins.
func (in *instance) caPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: in.ca.Certificate.Raw})
}

// revocations is the published list: empty, as no sealing key of this installation was ever given up.
func (in *instance) revocations(now time.Time) ([]byte, error) {
	const valid = 7 * 24 * time.Hour
	return in.ca.RevocationList(rand.Reader, now.Unix(), nil, now.Add(-time.Hour), now.Add(valid))
}
