package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// MailConfig is the server that takes our mail.
type MailConfig struct {
	// URL is smtp://[user:password@]host[:587] (STARTTLS, mandatory but on the loopback) or
	// smtps://[user:password@]host[:465] (TLS from the first byte).
	URL string
	// From is the address mail is sent from: "quittance@example.fr".
	From string
	// RootCAs judges the server's certificate; the system's roots when nil.
	RootCAs *x509.CertPool
	// Now dates the messages; time.Now when nil.
	Now func() time.Time
}

// server is a parsed MailConfig.URL.
type server struct {
	host, port, user, password string
	implicit                   bool // TLS from the first byte
	mandatory                  bool // STARTTLS or nothing
}

// NewMail checks the settings; it does not reach the server. No error repeats the URL, which holds a password.
func NewMail(cfg MailConfig) (*Mailer, error) {
	from, err := mail.ParseAddress(cfg.From)
	if err != nil || from.Name != "" || !isAddress(from.Address) {
		return nil, errors.New("configure mail: the sender must be one bare address")
	}
	s, err := parseServer(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("configure mail: %w", err)
	}
	m := &Mailer{server: s, from: from.Address, roots: cfg.RootCAs, now: cfg.Now}
	if m.now == nil {
		m.now = time.Now
	}
	return m, nil
}

func parseServer(raw string) (server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		return server{}, errors.New("the address must be smtp://[user:password@]host[:port] or smtps://…")
	}
	s := server{host: u.Hostname(), port: u.Port()}
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
	}
	switch u.Scheme {
	case "smtps":
		s.implicit = true
		s.port = orDefault(s.port, "465")
	case "smtp":
		s.mandatory = !isLoopback(s.host)
		s.port = orDefault(s.port, "587")
	default:
		return server{}, errors.New("the scheme must be smtp or smtps")
	}
	if n, err := strconv.Atoi(s.port); err != nil || n < 1 || n > 65535 {
		return server{}, errors.New("the port must be between 1 and 65535")
	}
	return s, nil
}

// client makes a client for one message. Its connection ends with ctx, which go-mail alone looks at only while
// dialling.
func (m *Mailer) client(ctx context.Context) (*gomail.Client, error) {
	s := m.server
	port, err := strconv.Atoi(s.port)
	if err != nil {
		return nil, fmt.Errorf("read port: %w", err)
	}
	config := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: m.roots}
	policy := gomail.NoTLS // a server on this machine: there is no wire to listen on
	if s.mandatory {
		policy = gomail.TLSMandatory
	}
	_, domain := splitAddress(m.from)
	opts := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(mailTimeout), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(config),
		gomail.WithHELO(domain), gomail.WithoutNoop(),
		gomail.WithDialContextFunc(func(dial context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(dial, network, address)
			if err != nil {
				return nil, err
			}
			context.AfterFunc(ctx, func() { _ = conn.Close() }) // wakes whatever reads or writes
			if !s.implicit {
				return conn, nil
			}
			secure := tls.Client(conn, config)
			if err := secure.HandshakeContext(dial); err != nil {
				return nil, errors.Join(err, conn.Close())
			}
			return secure, nil
		}),
	}
	if s.implicit {
		opts = append(opts, gomail.WithSSL())
	}
	if s.user != "" {
		// Not go-mail's discovery: it does not know that a connection of ours is already TLS. PLAIN and LOGIN refuse
		// by themselves to speak in clear to another machine.
		opts = append(opts, gomail.WithUsername(s.user), gomail.WithPassword(s.password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	return gomail.NewClient(s.host, opts...)
}

// isLoopback reports whether a host can only be this machine.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
