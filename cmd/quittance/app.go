package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"quittance/cmd/internal/provider"
	"quittance/internal/config"
	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/evidence"
	"quittance/internal/jobs"
	"quittance/internal/jobs/seat"
	"quittance/internal/notify"
	"quittance/internal/payment"
	"quittance/internal/web/hook"
	"quittance/storage"
	"quittance/storage/location"
)

// app is everything but the doors: what serve, user, apikey and demo share.
type app struct {
	config   *config.Config
	log      *slog.Logger
	db       *db.DB
	root     *storage.RootKey
	bucket   storage.Bucket
	vault    *storage.Vault
	instance *instance
	outside  outside
	stripe   *provider.Stripe // nil: payments are off
	texts    *provider.Texts  // nil: text messages are off
	jobs     *jobs.Runner
	seat     *seat.Seat // nil where no jobs are worked
}

// outside is where the providers are: configured ones, or the stand-ins of an embedded sandbox.
type outside struct {
	stripeKey, stripeURL    string
	stripeSecrets           []string
	vonageKey, vonageSecret string
	vonageURL, smtpURL      string
	authorities             []string
	authorityRoots          string // PEM file
	standIns                []string
}

// configured are the providers the operator named.
func configured(c *config.Config) outside {
	return outside{
		stripeKey: c.StripeAPIKey, stripeURL: c.StripeAPIURL, stripeSecrets: c.StripeWebhookSecrets,
		vonageKey: c.VonageAPIKey, vonageSecret: c.VonageAPISecret, vonageURL: c.VonageAPIURL, smtpURL: c.SMTPURL,
		authorities: c.TSAURLs, authorityRoots: c.TSARootsFile, standIns: c.StandIns(),
	}
}

// openStore opens the database and the storage, brings the schema up to date, and reads the installation's keys.
func openStore(ctx context.Context, c *config.Config, log *slog.Logger) (a *app, err error) {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	a = &app{config: c, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
		}
	}()
	if a.db, err = db.Open(ctx, c.DatabaseURL, db.Options{Logger: log}); err != nil {
		return a, err
	}
	if err = a.db.Migrate(ctx); err != nil {
		return a, fmt.Errorf("migrate database: %w", err)
	}
	if a.root, err = a.openRoot(ctx); err != nil {
		return a, err
	}
	if a.bucket, err = location.Open(c.StorageURL, os.Getenv); err != nil {
		return a, fmt.Errorf("open storage: %w", err)
	}
	if a.vault, err = storage.NewVault(storage.VaultConfig{Bucket: a.bucket, Catalog: catalog.Of(a.db), Keys: a.root, Now: a.now}); err != nil {
		return a, err
	}
	a.instance, err = openInstance(ctx, a.db, a.root, base(c), a.now())
	return a, err
}

func base(c *config.Config) string { return strings.TrimRight(c.BaseURL.String(), "/") }

// openRoot reads the root key. It is made only for a SQLite database that has never had one: anywhere else a missing
// key is a fault, as a new one could open nothing.
func (a *app) openRoot(ctx context.Context) (*storage.RootKey, error) {
	_, err := a.db.Instance(ctx)
	switch {
	case errors.Is(err, db.ErrNotFound) && a.db.Dialect() == db.SQLite:
		key, created, err := storage.LoadOrCreateRootKey(a.config.RootKeyFile, rand.Reader)
		if created {
			a.log.WarnContext(ctx, "a root key was made: save a copy, nothing can be read without it", "file", a.config.RootKeyFile)
		}
		return key, err
	case err != nil && !errors.Is(err, db.ErrNotFound):
		return nil, fmt.Errorf("read instance: %w", err)
	}
	key, err := storage.LoadRootKey(a.config.RootKeyFile)
	if err != nil {
		return nil, fmt.Errorf("read root key (QUITTANCE_ROOT_KEY_FILE): %w", err)
	}
	return key, nil
}

// openJobs connects the providers and the job queue. It starts nothing.
func (a *app) openJobs(o outside) error {
	a.outside = o
	deps := jobs.Deps{
		DB: a.db, Vault: a.vault, Keys: a.root, Mirror: a.bucket, Log: a.instance.log, FirstLog: a.instance.row.Name,
		Platform:    evidence.Platform{Name: "Quittance", Build: build, Address: base(a.config)},
		PasscodeKey: a.root.Derive("passcode"), ShortKey: a.root.Derive("short-link"), SMSCap: a.config.SMSDailyCap, Operators: a.config.Operators, BaseURL: base(a.config), StandIns: o.standIns, Worker: a.seat.Name(),
		Now: a.now, Machine: time.Now, Entropy: rand.Reader, Logger: a.log,
	}
	roots, err := provider.ReadRoots(o.authorityRoots)
	if err != nil {
		return err
	}
	deps.Seal = provider.NewSealer(a.instance.seal, a.instance.ca.Certificate, o.authorities, roots)
	if o.stripeKey != "" {
		client, err := payment.New(payment.Config{APIKey: o.stripeKey, APIURL: o.stripeURL, Clock: a.now})
		if err != nil {
			return err
		}
		a.stripe = provider.NewStripe(client, o.stripeSecrets, a.now)
		deps.Payments = a.stripe
	}
	if o.vonageKey != "" {
		sms, err := notify.NewSMS(notify.SMSConfig{APIKey: o.vonageKey, APISecret: o.vonageSecret, APIURL: o.vonageURL, From: a.config.SMSFrom, ReceiptURL: base(a.config) + hook.PathVonage})
		if err != nil {
			return err
		}
		a.texts = provider.NewTexts(sms, a.root.Derive("sms-receipt"), a.now)
		deps.SMS = a.texts
	}
	if o.smtpURL != "" {
		if deps.Mail, err = provider.NewMail(o.smtpURL, a.config.MailFrom, a.config.BaseURL.Hostname(), a.now); err != nil {
			return err
		}
	}
	a.jobs, err = jobs.New(deps)
	return err
}

// digest is a keyed hash of a personal value under a label: what may be counted without being kept.
func (a *app) digest() func(label, value string) [32]byte {
	key := a.root.Derive("digest")
	return func(label, value string) [32]byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(label + "\x00" + value))
		return [32]byte(mac.Sum(nil))
	}
}

// inHex is a digest as text, for keys of limits.
func inHex(digest func(label, value string) [32]byte) func(label, value string) string {
	return func(label, value string) string {
		sum := digest(label, value)
		return hex.EncodeToString(sum[:])
	}
}

func (a *app) close() error {
	if a.db == nil {
		return nil
	}
	return errors.Join(a.db.Close(), a.seat.Leave())
}
