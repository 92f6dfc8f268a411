package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vonage/vonage-go-sdk"
)

// smsTimeout bounds a whole exchange with the gateway.
const smsTimeout = 15 * time.Second

// VonageAddress is where text messages go when no other address is configured.
const VonageAddress = "https://rest.nexmo.com"

var (
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	smsSenders = regexp.MustCompile(`^([A-Za-z0-9 ]{1,11}|\+?[0-9]{4,15})$`)
)

// SMSConfig is an account at the gateway.
type SMSConfig struct {
	APIKey     string       // eight characters
	APISecret  string       //
	APIURL     string       // base address, VonageAddress when empty
	From       string       // up to eleven letters and digits, or a number
	ReceiptURL string       // where delivery receipts are asked to be posted; "" asks for none
	HTTPClient *http.Client // its transport is used; a client of its own when nil
}

// SMSReceipt is what the gateway said when it accepted a message.
type SMSReceipt struct {
	Provider  string // "vonage"
	MessageID string // of the first part
	Parts     int
	Network   string // of the number, MCC and MNC; "" when not told
}

// SMS sends text messages by Vonage. It is safe for concurrent use.
type SMS struct {
	cfg       SMSConfig
	transport http.RoundTripper
}

// NewSMS checks the account's settings; it does not reach the gateway.
func NewSMS(cfg SMSConfig) (*SMS, error) {
	if cfg.APIURL == "" {
		cfg.APIURL = VonageAddress
	}
	u, err := url.Parse(cfg.APIURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.User != nil:
		return nil, errors.New("configure sms: the gateway's address must be http(s)://host[/path]")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, errors.New("configure sms: the gateway's address must be https, except on this machine")
	case len(cfg.APIKey) != 8:
		return nil, errors.New("configure sms: the API key must be 8 characters")
	case cfg.APISecret == "":
		return nil, errors.New("configure sms: the API secret is missing")
	case !smsSenders.MatchString(cfg.From):
		return nil, errors.New("configure sms: the sender must be up to 11 letters and digits, or a number")
	}
	cfg.APIURL = strings.TrimRight(cfg.APIURL, "/")
	s := &SMS{cfg: cfg, transport: http.DefaultTransport}
	if cfg.HTTPClient != nil && cfg.HTTPClient.Transport != nil {
		s.transport = cfg.HTTPClient.Transport
	}
	return s, nil
}

// Send sends one text to a number in E.164 form. What is said of it later carries the reference, of at most forty
// characters. The error is a *SendError. It returns within fifteen seconds, or as soon as ctx ends.
func (s *SMS) Send(ctx context.Context, to, text, reference string) (SMSReceipt, error) {
	if !e164.MatchString(to) {
		return SMSReceipt{}, smsError(Refused, "bad_number")
	}
	parts, unicode := SMSParts(text)
	if text == "" || parts > maxParts {
		return SMSReceipt{}, smsError(Refused, "bad_text")
	}
	ctx, cancel := context.WithTimeout(ctx, smsTimeout)
	defer cancel()
	x := &exchange{ctx: ctx, next: s.transport}
	if err := s.call(x, strings.TrimPrefix(to, "+"), text, reference, unicode); err != nil {
		return SMSReceipt{}, x.explain(err)
	}
	if x.reply == nil {
		return SMSReceipt{}, smsError(Retry, "not_called")
	}
	first := x.reply.Messages[0]
	return SMSReceipt{Provider: "vonage", MessageID: first.MessageID, Parts: len(x.reply.Messages), Network: first.Network}, nil
}

// call goes through the SDK, which panics on replies it did not expect. A panic that gets past the checks of
// exchange is an error like any other.
func (s *SMS) call(x *exchange, to, text, reference string, unicode bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = smsError(Unknown, "sdk_panic")
		}
	}()
	client := vonage.NewSMSClient(vonage.CreateAuthFromKeySecret(s.cfg.APIKey, s.cfg.APISecret))
	client.Config.BasePath = s.cfg.APIURL + "/sms"
	client.Config.UserAgent = "quittance"
	client.Config.HTTPClient = &http.Client{
		Transport: x,
		Timeout:   smsTimeout,
		// The form holds the secret: it is never posted to an address that was not configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opts := vonage.SMSOpts{StatusReportReq: s.cfg.ReceiptURL != "", Callback: s.cfg.ReceiptURL, ClientRef: reference}
	if unicode {
		opts.Type = "unicode"
	}
	_, _, err = client.Send(s.cfg.From, to, text, opts)
	return err
}

// exchange is the transport of one sending: it carries the caller's context, which the SDK cannot, and judges
// the reply before the SDK parses it.
type exchange struct {
	ctx   context.Context // the SDK offers no other way in
	next  http.RoundTripper
	wrote atomic.Bool // the request has begun to leave
	reply *smsReply
}

// RoundTrip performs the request and hands the SDK a reply it can read, or an error.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { x.wrote.Store(true) }}
	resp, err := x.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(x.ctx, trace)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // read to the end or given up: nothing to tell
	reply, refusal := checkReply(resp.StatusCode, resp.Body)
	if refusal != nil {
		refusal.cause = x.ctx.Err()
		return nil, refusal
	}
	x.reply = reply
	clean, err := json.Marshal(reply)
	if err != nil {
		return nil, fmt.Errorf("encode reply: %w", err)
	}
	resp.Header = http.Header{"Content-Type": {"application/json"}}
	resp.ContentLength = int64(len(clean))
	resp.Body = io.NopCloser(bytes.NewReader(clean))
	return resp, nil
}

// explain turns what came back through the SDK into a SendError without a word of the request in it.
func (x *exchange) explain(err error) error {
	var e *SendError
	switch {
	case errors.As(err, &e):
		return e
	case !x.wrote.Load():
		return &SendError{Channel: "sms", Outcome: Retry, Reason: "unreachable", cause: contextCause(err)}
	case contextCause(err) != nil:
		return &SendError{Channel: "sms", Outcome: Unknown, Reason: "timeout", cause: contextCause(err)}
	}
	return smsError(Unknown, "interrupted")
}
