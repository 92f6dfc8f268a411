package notify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"quittance/internal/notify"
)

// postbox is a real SMTP server that answers as told.
type postbox struct {
	mu                     sync.Mutex
	onMail, onRcpt, onData error
	hangUp                 bool // after the final dot, before the answer
	from, to               string
	messages               []string
	url                    string
	roots                  *x509.CertPool
}

func (b *postbox) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{b, c}, nil }

type session struct {
	b *postbox
	c *smtp.Conn
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.b.from = from; return s.b.onMail }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error   { s.b.to = to; return s.b.onRcpt }
func (s *session) Reset()                                      {}
func (s *session) Logout() error                               { return nil }
func (s *session) AuthMechanisms() []string                    { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "quittance" || password != "p4ssw0rd" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.b.messages = append(s.b.messages, string(b))
	if s.b.hangUp {
		return errors.Join(s.c.Conn().Close(), io.ErrUnexpectedEOF)
	}
	return s.b.onData
}

func (b *postbox) last(t *testing.T) string {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) == 0 {
		t.Fatal("nothing arrived")
	}
	return b.messages[len(b.messages)-1]
}

// open starts the server: "plain" (no TLS), "starttls" or "tls".
func (b *postbox) open(t *testing.T, mode string) *postbox {
	t.Helper()
	srv := smtp.NewServer(b)
	srv.Domain, srv.AllowInsecureAuth, srv.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	srv.ReadTimeout, srv.WriteTimeout = 10*time.Second, 10*time.Second
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	scheme := "smtp"
	if mode != "plain" {
		srv.TLSConfig = b.certificate(t)
	}
	if mode == "tls" {
		scheme, ln = "smtps", tls.NewListener(ln, srv.TLSConfig)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(ln) }()
	// A server that is closed before it began to listen does not know its listener: that is closed as well.
	t.Cleanup(func() { _ = srv.Close(); _ = ln.Close(); <-done })
	b.url = scheme + "://" + ln.Addr().String()
	return b
}

func (b *postbox) certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	b.roots = x509.NewCertPool()
	b.roots.AddCert(cert)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func mailer(t *testing.T, url string, roots *x509.CertPool) *notify.Mailer {
	t.Helper()
	m, err := notify.NewMail(notify.MailConfig{URL: url, From: "quittance@example.fr", RootCAs: roots, Now: func() time.Time { return paidAt }})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func letter() notify.Mail {
	return notify.Mail{To: "claire@example.org", ReplyTo: "jean@atelier.example", FromName: "Atelier « Été » via Quittance", Subject: "Vos plans sont prêts à être réglés", Text: "votre code 042137\n.\nfin\n",
		HTML: "<p>élan</p>", MessageID: "m-01abc@example.fr", Attachments: []notify.Attachment{{Name: "certificat été.pdf", MediaType: "application/pdf", Data: []byte("%PDF-1.7 test")}}}
}

func TestAMessageArrivesWhole(t *testing.T) {
	for name, mode := range map[string]string{"on this machine, in clear": "plain", "by TLS from the first byte": "tls"} {
		t.Run(name, func(t *testing.T) {
			b := (&postbox{}).open(t, mode)
			if err := mailer(t, b.url, b.roots).Send(t.Context(), letter()); err != nil {
				t.Fatal(err)
			}
			got := b.last(t)
			for _, want := range []string{
				"From: =?utf-8?", "<quittance@example.fr>", "To: <claire@example.org>", "Reply-To: <jean@atelier.example>", "Message-ID: <m-01abc@example.fr>",
				"Date: Tue, 01 Dec 2026 14:05:00 +0100", "Auto-Submitted: auto-generated", "multipart/mixed", "multipart/alternative", "text/plain; charset=UTF-8",
				"text/html; charset=UTF-8", "application/pdf", "Content-Disposition: attachment",
			} {
				if !strings.Contains(got, want) {
					t.Errorf("misses %q:\n%s", want, got)
				}
			}
			if b.from != "quittance@example.fr" || b.to != "claire@example.org" {
				t.Errorf("envelope %s -> %s", b.from, b.to)
			}
		})
	}
}

func TestTheServersAnswerIsJudged(t *testing.T) {
	said := func(code int) error {
		return &smtp.SMTPError{Code: code, Message: "no mail for claire@example.org here"}
	}
	for name, c := range map[string]struct {
		box     *postbox
		outcome notify.Outcome
		reason  string
	}{
		"an unknown recipient":                         {&postbox{onRcpt: said(550)}, notify.Refused, "smtp_550"},
		"a full mailbox":                               {&postbox{onRcpt: said(452)}, notify.Retry, "smtp_452"},
		"greylisting":                                  {&postbox{onRcpt: said(451)}, notify.Retry, "smtp_451"},
		"a message it refuses after reading":           {&postbox{onData: said(554)}, notify.Refused, "smtp_554"},
		"a server that is busy after reading":          {&postbox{onData: said(450)}, notify.Retry, "smtp_450"},
		"our own address refused: the operator's turn": {&postbox{onMail: said(550)}, notify.Retry, "smtp_550"},
		"a connection lost after the final dot":        {&postbox{hangUp: true}, notify.Unknown, "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			b := c.box.open(t, "plain")
			wantSendError(t, mailer(t, b.url, nil).Send(t.Context(), letter()), c.outcome, c.reason)
		})
	}
}

func TestAServerThatCannotBeReachedOrTrusted(t *testing.T) {
	t.Run("nothing listens", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		url := "smtp://" + ln.Addr().String()
		_ = ln.Close()
		wantSendError(t, mailer(t, url, nil).Send(t.Context(), letter()), notify.Retry, "unreachable")
	})
	t.Run("a certificate of nobody we know", func(t *testing.T) {
		b := (&postbox{}).open(t, "tls")
		wantSendError(t, mailer(t, b.url, x509.NewCertPool()).Send(t.Context(), letter()), notify.Retry, "bad_certificate")
	})
	t.Run("a wrong password", func(t *testing.T) {
		b := (&postbox{}).open(t, "plain")
		url := strings.Replace(b.url, "://", "://quittance:wrong-p4ssw0rd@", 1)
		wantSendError(t, mailer(t, url, nil).Send(t.Context(), letter()), notify.Retry, "smtp_535")
	})
	t.Run("a right password", func(t *testing.T) {
		b := (&postbox{}).open(t, "tls")
		url := strings.Replace(b.url, "://", "://quittance:p4ssw0rd@", 1)
		if err := mailer(t, url, b.roots).Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestOverTheNetworkMailIsEncryptedOrNotSent(t *testing.T) {
	for address, want := range map[string]bool{
		"smtp://mail.example": true, "smtp://192.0.2.1:25": true, "smtps://mail.example": true, "smtps://127.0.0.1": true,
		"smtp://localhost.example": true, "smtp://localhost": false, "smtp://127.0.0.1:1025": false, "smtp://[::1]:1025": false,
	} {
		if got, err := notify.IsTLSMandatory(address); err != nil || got != want {
			t.Errorf("%s: %t, %v", address, got, err)
		}
	}
	t.Run("a server without STARTTLS gets nothing, no password either", func(t *testing.T) {
		b := (&postbox{}).open(t, "plain")
		url := strings.Replace(b.url, "://", "://quittance:p4ssw0rd@", 1)
		wantSendError(t, mailer(t, url, nil).AsIfRemote().Send(t.Context(), letter()), notify.Retry, "unreachable")
		if len(b.messages) != 0 || b.from != "" {
			t.Error("something left in clear")
		}
	})
	t.Run("a server with STARTTLS gets it", func(t *testing.T) {
		b := (&postbox{}).open(t, "starttls")
		url := strings.Replace(b.url, "://", "://quittance:p4ssw0rd@", 1)
		if err := mailer(t, url, b.roots).AsIfRemote().Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
		b.last(t)
	})
	t.Run("a server with STARTTLS and a certificate of nobody we know gets nothing", func(t *testing.T) {
		b := (&postbox{}).open(t, "starttls")
		wantSendError(t, mailer(t, b.url, x509.NewCertPool()).AsIfRemote().Send(t.Context(), letter()), notify.Retry, "bad_certificate")
	})
}

// answers speaks SMTP badly: it sends one line per connection step, then nothing.
func answers(t *testing.T, lines ...string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		buf := make([]byte, 4096)
		for _, l := range lines {
			if _, err := io.WriteString(conn, l); err != nil {
				break
			}
			if _, err := conn.Read(buf); err != nil {
				break
			}
		}
		_ = conn.Close()
	}()
	t.Cleanup(func() { _ = ln.Close() })
	return "smtp://" + ln.Addr().String()
}

func TestAServerThatTalksNonsense(t *testing.T) {
	for name, c := range map[string]struct {
		lines   []string
		outcome notify.Outcome
		reason  string
	}{
		"HTTP instead of SMTP":        {[]string{"HTTP/1.1 400 Bad Request\r\n\r\n"}, notify.Retry, "unreachable"},
		"an empty greeting":           {[]string{"\r\n"}, notify.Retry, "unreachable"},
		"refusing from the greeting":  {[]string{"554 no\r\n"}, notify.Retry, "smtp_554"},
		"silence after EHLO":          {[]string{"220 hi\r\n"}, notify.Retry, "unreachable"},
		"nonsense to MAIL":            {[]string{"220 hi\r\n", "250 hi\r\n", "banana\r\n"}, notify.Retry, "interrupted"},
		"an empty line to RCPT":       {[]string{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "\r\n"}, notify.Retry, "interrupted"},
		"nonsense after the last dot": {[]string{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "9\r\n"}, notify.Unknown, "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			m := letter()
			m.Attachments, m.HTML = nil, ""
			wantSendError(t, mailer(t, answers(t, c.lines...), nil).Send(t.Context(), m), c.outcome, c.reason)
		})
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "220 hi\r\n")
		_, _ = conn.Read(make([]byte, 100)) // EHLO came: now the caller gives up, and no answer ever comes
		cancel()
		<-t.Context().Done()
		_ = conn.Close()
	}()
	err = mailer(t, "smtp://"+ln.Addr().String(), nil).Send(ctx, letter())
	wantSendError(t, err, notify.Retry, "timeout")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not the context's error", err)
	}
}

func TestSettingsForMailThatCannotWorkAreRefusedWithoutShowingThem(t *testing.T) {
	for name, c := range map[string]notify.MailConfig{
		"another scheme":           {URL: "http://u:p4ssw0rd@mail.example", From: "a@example.fr"},
		"no host":                  {URL: "smtp://u:p4ssw0rd@", From: "a@example.fr"},
		"a port out of range":      {URL: "smtp://u:p4ssw0rd@mail.example:99999", From: "a@example.fr"},
		"an address with path":     {URL: "smtp://u:p4ssw0rd@mail.example/x", From: "a@example.fr"},
		"no sender":                {URL: "smtp://u:p4ssw0rd@mail.example"},
		"a sender with a name":     {URL: "smtp://u:p4ssw0rd@mail.example", From: "A <a@example.fr>"},
		"a sender with a line end": {URL: "smtp://u:p4ssw0rd@mail.example", From: "a@example.fr\r\nBcc: b@example.org"},
	} {
		if _, err := notify.NewMail(c); err == nil || strings.Contains(err.Error(), "p4ssw0rd") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
