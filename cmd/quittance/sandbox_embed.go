package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"quittance/internal/config"
	"quittance/internal/sandbox"
)

// embedded is the sandbox inside this process, with the token that opens its pages from elsewhere.
type embedded struct {
	box   *sandbox.Sandbox
	token string
}

// embed starts the stand-ins for a server that listens at addr, and says where they are.
func embed(ctx context.Context, c *config.Config, addr net.Addr) (*embedded, outside, error) {
	secret, err := randomHex()
	if err != nil {
		return nil, outside{}, err
	}
	token := c.SandboxToken
	if token == "" {
		if token, err = randomHex(); err != nil {
			return nil, outside{}, err
		}
	}
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return nil, outside{}, errors.New("embed sandbox: the server does not listen on TCP")
	}
	box, err := sandbox.New(sandbox.Config{
		DataFile: filepath.Join(c.DataDir, "sandbox.db"), Token: token, PublicURL: base(c),
		TargetURL:           "http://" + net.JoinHostPort("127.0.0.1", fmt.Sprint(tcp.Port)),
		StripeWebhookSecret: "whsec_" + secret, VonageAPIKey: sandboxVonageKey, VonageAPISecret: sandboxVonageSecret,
		Clock: clock(c), Ahead: c.SandboxAhead,
	})
	if err != nil {
		return nil, outside{}, err
	}
	if err := box.Start(ctx); err != nil {
		return nil, outside{}, errors.Join(fmt.Errorf("start sandbox: %w", err), box.Close())
	}
	roots, err := saveAuthorityRoot(ctx, box, c.DataDir)
	if err != nil {
		return nil, outside{}, errors.Join(err, box.Close())
	}
	return &embedded{box: box, token: token}, outside{
		stripeKey: sandboxStripeKey, stripeURL: box.APIURL() + "/stripe", stripeSecrets: []string{"whsec_" + secret},
		vonageKey: sandboxVonageKey, vonageSecret: sandboxVonageSecret, vonageURL: box.APIURL() + "/vonage",
		smtpURL: box.SMTPURL(), authorities: []string{box.TSAURL()}, authorityRoots: roots, standIns: c.StandIns(),
	}, nil
}

// saveAuthorityRoot writes the root of the stand-in's time-stamping authority, which the seal's checks want.
func saveAuthorityRoot(ctx context.Context, box *sandbox.Sandbox, folder string) (string, error) {
	answer := httptest.NewRecorder()
	box.API().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/tsa/ca.pem", nil))
	if answer.Code != http.StatusOK {
		return "", errors.New("the stand-in of the time-stamping authority shows no certificate")
	}
	file := filepath.Join(folder, "sandbox-tsa-ca.pem")
	if err := os.WriteFile(file, answer.Body.Bytes(), 0o600); err != nil {
		return "", fmt.Errorf("save authority's root: %w", err)
	}
	return file, nil
}

func randomHex() (string, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("draw secret: %w", err)
	}
	return hex.EncodeToString(b), nil
}
