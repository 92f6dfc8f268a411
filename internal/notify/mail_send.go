package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"net/textproto"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// mailTimeout bounds a whole exchange with the server, attachments included.
const mailTimeout = 60 * time.Second

// Mailer sends e-mail. It is safe for concurrent use.
type Mailer struct {
	server server
	from   string
	roots  *x509.CertPool
	now    func() time.Time
}

// Send sends one message. The error is a *SendError; nil means that the server took the message in charge, no
// more. It returns within a minute, or as soon as ctx ends.
func (m *Mailer) Send(ctx context.Context, in Mail) (err error) {
	defer func() { // go-mail indexes into what servers say
		if r := recover(); r != nil {
			err = mailError(Unknown, "library_panic")
		}
	}()
	msg, refusal := m.build(in)
	if refusal != nil {
		return refusal
	}
	ctx, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	client, err := m.client(ctx)
	if err != nil {
		return mailError(Retry, "bad_configuration")
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return explainDial(ctx, err)
	}
	defer func() { _ = conn.Close() }() // after QUIT, or given up: the outcome is known before
	err = client.SendWithSMTPClient(conn, msg)
	if err != nil && !msg.IsDelivered() {
		return explainSend(ctx, err)
	}
	_ = conn.Quit() // the message is in charge of the server whatever it answers
	return nil
}

// explainDial judges what failed before the message was offered: nothing left, so it can be tried again once the
// cause has passed or the operator has acted.
func explainDial(ctx context.Context, err error) *SendError {
	e := mailError(Retry, "unreachable")
	var said *textproto.Error
	var unverified x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case ctx.Err() != nil:
		e.Reason, e.cause = "timeout", ctx.Err()
	case errors.As(err, &said):
		e.Reason = "smtp_" + strconv.Itoa(said.Code)
	case errors.As(err, &unverified), errors.As(err, &name):
		e.Reason = "bad_certificate"
	}
	return e
}

// explainSend judges what failed once the message was offered, by the server's code (RFC 5321 section 4.2.1).
// Without one, only a connection lost after the final dot leaves the outcome unknown.
func explainSend(ctx context.Context, err error) *SendError {
	e := mailError(Retry, "interrupted")
	if ctx.Err() != nil {
		e.Reason, e.cause = "timeout", ctx.Err()
	}
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		e.Outcome = Unknown
		return e
	}
	switch code := failed.ErrorCode(); {
	case code != 0 && code != 552 && failed.Reason == gomail.ErrSMTPMailFrom: // our account or address, not the recipient's
		return mailError(Retry, "smtp_"+strconv.Itoa(code))
	case code >= 500 && code <= 599:
		return mailError(Refused, "smtp_"+strconv.Itoa(code))
	case code >= 400 && code <= 499:
		return mailError(Retry, "smtp_"+strconv.Itoa(code))
	case failed.Reason == gomail.ErrSMTPDataClose:
		e.Outcome = Unknown
	}
	return e
}

func mailError(o Outcome, reason string) *SendError {
	return &SendError{Channel: "email", Outcome: o, Reason: reason}
}
