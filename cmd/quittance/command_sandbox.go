package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quittance/internal/sandbox"
)

type sandboxCommand struct {
	Addr     string `help:"Listen address of pages and wire." default:"127.0.0.1:8090"`
	WireAddr string `help:"Listen address of the providers' interfaces." default:"127.0.0.1:8091"`
	SMTPAddr string `help:"Listen address of the mail server." default:"127.0.0.1:8025"`
	Target   string `help:"Base address of the server the webhooks go to." default:"http://127.0.0.1:8080"`
	Secret   string `help:"Secret that signs the payment webhooks." default:"whsec_sandbox"`
	Data     string `help:"File of its state." default:"data/sandbox.db"`
	Token    string `help:"Opens the pages from elsewhere than this machine." env:"QUITTANCE_SANDBOX_TOKEN"`
}

// Run plays the outside world until the process is told to end, and prints the variables a server needs to use it.
func (s *sandboxCommand) Run(w *world) error {
	if err := os.MkdirAll(filepath.Dir(s.Data), 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	public := "http://" + s.Addr
	box, err := sandbox.New(sandbox.Config{
		DataFile: s.Data, Token: s.Token, PublicURL: public, TargetURL: strings.TrimRight(s.Target, "/"),
		APIAddr: s.WireAddr, SMTPAddr: s.SMTPAddr, StripeWebhookSecret: s.Secret,
		VonageAPIKey: sandboxVonageKey, VonageAPISecret: sandboxVonageSecret,
	})
	if err != nil {
		return err
	}
	if err := box.Start(w.ctx); err != nil {
		return errors.Join(fmt.Errorf("start sandbox: %w", err), box.Close())
	}
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", s.Addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), box.Close())
	}
	const headerTime = 10 * time.Second
	server := &http.Server{Handler: box.Handler(), ReadHeaderTimeout: headerTime}
	for _, line := range sandboxVariables(box, s.Secret) {
		say(w.out, "%s\n", line)
	}
	say(w.err, "the outside world: %s/sandbox\n", public)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err = <-done:
	case <-w.ctx.Done():
		err = server.Close()
	}
	return errors.Join(err, box.Close())
}

// The credentials the stand-ins accept: well known, as there is nothing behind them.
const (
	sandboxStripeKey    = "sk_test_sandbox"
	sandboxVonageKey    = "sandbox0"
	sandboxVonageSecret = "sandbox-secret"
)

// sandboxVariables are those of a server that uses a sandbox in another process.
func sandboxVariables(box *sandbox.Sandbox, webhookSecret string) []string {
	return []string{
		"QUITTANCE_STRIPE_API_KEY=" + sandboxStripeKey,
		"QUITTANCE_STRIPE_WEBHOOK_SECRETS=" + webhookSecret,
		"QUITTANCE_STRIPE_API_URL=" + box.APIURL() + "/stripe",
		"QUITTANCE_VONAGE_API_KEY=" + sandboxVonageKey,
		"QUITTANCE_VONAGE_API_SECRET=" + sandboxVonageSecret,
		"QUITTANCE_VONAGE_API_URL=" + box.APIURL() + "/vonage",
		"QUITTANCE_SMTP_URL=" + box.SMTPURL(),
		"QUITTANCE_TSA_URLS=" + box.TSAURL(),
	}
}
