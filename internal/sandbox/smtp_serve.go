package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Limits of the mail server.
const (
	largestMail = 40 << 20
	smtpPause   = 2 * time.Minute
)

// mailServer stands in for the operator's SMTP server: it takes every mail and shows it instead of sending it.
// AUTH is offered and accepts anything. Addresses under .invalid (RFC 2606) are refused, as unknown ones would be.
type mailServer struct {
	s *Sandbox

	mu       sync.Mutex
	server   *smtp.Server
	listener net.Listener
	address  string
	finished chan struct{} // closed when Serve has returned
	closing  chan struct{} // closed to end what waits
}

func (*mailServer) name() string              { return "smtp" }
func (*mailServer) routeAPI(*http.ServeMux)   {}
func (*mailServer) routePages(*http.ServeMux) {}

func (m *mailServer) start(ctx context.Context) error {
	addr := m.s.cfg.SMTPAddr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen for mail: %w", err)
	}
	server := smtp.NewServer(smtp.BackendFunc(m.newSession))
	server.Domain, server.AllowInsecureAuth, server.EnableSMTPUTF8 = "sandbox.localhost", true, true
	server.MaxMessageBytes, server.MaxRecipients = largestMail, 20
	server.ReadTimeout, server.WriteTimeout = smtpPause, smtpPause
	server.ErrorLog = log.New(io.Discard, "", 0) // its lines may quote what was sent
	m.mu.Lock()
	defer m.mu.Unlock()
	m.server, m.listener, m.address = server, listener, listener.Addr().String()
	m.finished, m.closing = make(chan struct{}), make(chan struct{})
	finished := m.finished
	go func() {
		defer close(finished)
		// Serve only ever returns because the listener ended, which close does.
		_ = server.Serve(listener) // see above
	}()
	return nil
}

func (m *mailServer) close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.server == nil {
		return nil
	}
	close(m.closing)
	err := m.server.Close()
	// A server that is closed before it began to serve does not know its listener, and would serve for ever.
	if closed := m.listener.Close(); !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	<-m.finished
	m.server = nil
	if err != nil {
		return fmt.Errorf("close mail server: %w", err)
	}
	return nil
}

// SMTPURL is the value of SMTP_URL that sends mail here. Empty before Start.
func (s *Sandbox) SMTPURL() string {
	for _, in := range s.standIns {
		if m, ok := in.(*mailServer); ok {
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.address != "" {
				return "smtp://" + m.address
			}
		}
	}
	return ""
}

// mailSession is one connection; its fault is drawn when the client says who it is.
type mailSession struct {
	m       *mailServer
	conn    *smtp.Conn
	closing <-chan struct{}
	fault   Fault
	from    string
	to      []string
}

func (m *mailServer) newSession(c *smtp.Conn) (smtp.Session, error) {
	fault, err := m.s.takeFault(context.Background(), m.name())
	if err != nil {
		return nil, overloaded()
	}
	switch fault.Mode {
	case FaultDown:
		return nil, errors.Join(c.Conn().Close(), overloaded())
	case FaultGarbage:
		_, _ = io.WriteString(c.Conn(), "\x00\xff\r\nHTTP/1.1 200 OK\r\n\r\n<html>\r\n") // a fault on purpose
		return nil, errors.Join(c.Conn().Close(), overloaded())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return &mailSession{m: m, conn: c, closing: m.closing, fault: fault}, nil
}

func overloaded() error {
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "overloaded, try again"}
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if s.fault.Mode == FaultRefuse {
		return overloaded()
	}
	s.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasSuffix(strings.ToLower(to), ".invalid") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user here"}
	}
	s.to = append(s.to, strings.ToLower(to))
	return nil
}

// Data answers only once the mail is stored.
func (s *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	parsed, html, err := parseMail(bytes.NewReader(raw))
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "not a mail"}
	}
	parsed.Channel, parsed.To = channelEmail, strings.Join(s.to, ", ")
	if parsed.From == "" {
		parsed.From = s.from
	}
	if err := s.m.s.keepMessage(context.Background(), parsed, html, nil); err != nil {
		return overloaded()
	}
	switch s.fault.Mode {
	case FaultLost:
		return errors.Join(s.conn.Conn().Close(), overloaded())
	case FaultSlow:
		timer := time.NewTimer(time.Duration(s.fault.DelayMS) * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.closing:
		}
	}
	return nil
}

// Reset forgets the mail under way.
func (s *mailSession) Reset() { s.from, s.to = "", nil }

// Logout has nothing to free.
func (s *mailSession) Logout() error { return nil }

// AuthMechanisms offers PLAIN.
func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth accepts any name and password.
func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, _ string) error { return nil }), nil
}
