package sandbox

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// smsGateway stands in for Vonage's SMS API (https://developer.vonage.com/en/api/sms): POST /vonage/sms/json.
// A number ending in 0000 is unknown to it. Each part of a text accepted with status-report-req=true is reported to the
// product's webhook: as delivered, and as failed for a number ending in 9999, of a telephone that is never on.
type smsGateway struct{ s *Sandbox }

var smsNumber = regexp.MustCompile(`^[1-9][0-9]{6,14}$`)

// The statuses the gateway answers with, as the real one numbers them.
const (
	smsAccepted       = "0"
	smsMissing        = "2"
	smsInvalid        = "3"
	smsBadCredentials = "4"
	smsUnknownNumber  = "6"
)

func (*smsGateway) name() string                    { return "vonage" }
func (*smsGateway) start(context.Context) error     { return nil }
func (*smsGateway) close() error                    { return nil }
func (g *smsGateway) routePages(mux *http.ServeMux) { g.s.routeMessages(mux) }
func (g *smsGateway) routeAPI(mux *http.ServeMux)   { mux.HandleFunc("POST /vonage/sms/json", g.send) }

// smsAnswer is the shape of the API: counts and statuses are strings.
type smsAnswer struct {
	Count    string      `json:"message-count"`
	Messages []smsResult `json:"messages"`
}

type smsResult struct {
	To        string `json:"to,omitempty"`
	MessageID string `json:"message-id,omitempty"`
	Status    string `json:"status"`
	ErrorText string `json:"error-text,omitempty"`
	Balance   string `json:"remaining-balance,omitempty"`
	Price     string `json:"message-price,omitempty"`
	Network   string `json:"network,omitempty"`
}

func (g *smsGateway) send(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil { // the body is bounded by MaxBytesHandler
		refuseSMS(w, smsMissing, "Missing username")
		return
	}
	f := r.PostForm
	to, text := f.Get("to"), f.Get("text")
	switch {
	case !g.knows(f.Get("api_key"), f.Get("api_secret")):
		refuseSMS(w, smsBadCredentials, "Bad Credentials")
		return
	case to == "" || text == "" || f.Get("from") == "":
		refuseSMS(w, smsMissing, "Missing to, from or text param")
		return
	case !smsNumber.MatchString(to) || len(text) > 10_000:
		refuseSMS(w, smsInvalid, "Invalid to or text param")
		return
	case strings.HasSuffix(to, "0000"):
		refuseSMS(w, smsUnknownNumber, "Unroutable message - rejected")
		return
	}
	answer, err := g.accept(r.Context(), to, f.Get("from"), text, f.Get("type") == "unicode", f.Get("status-report-req") == "true", f.Get("api_key"), f.Get("client-ref"))
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// accept keeps the message and promises its delivery receipt in one transaction.
func (g *smsGateway) accept(ctx context.Context, to, from, text string, unicode, report bool, key, reference string) (smsAnswer, error) {
	parts := smsParts(text, unicode)
	a := smsAnswer{Count: strconv.Itoa(parts)}
	for range parts {
		id, err := g.s.newID("0C", 14)
		if err != nil {
			return smsAnswer{}, err
		}
		a.Messages = append(a.Messages, smsResult{To: to, MessageID: id, Status: smsAccepted, Balance: "100.00", Price: "0.00", Network: "20801"})
	}
	err := g.s.keepMessage(ctx, message{Channel: channelSMS, From: from, To: "+" + to, Text: text}, "", func(x *tx) error {
		if !report {
			return nil
		}
		now := g.s.now().UTC()
		status, code := "delivered", "0"
		if strings.HasSuffix(to, "9999") {
			status, code = "failed", "1"
		}
		for _, part := range a.Messages {
			receipt := map[string]string{
				"msisdn": to, "to": from, "network-code": "20801", "messageId": part.MessageID, "price": "0.00", "status": status,
				"scts": now.Format("0601021504"), "err-code": code, "api-key": key, "message-timestamp": now.Format("2006-01-02 15:04:05"),
			}
			if reference != "" {
				receipt["client-ref"] = reference
			}
			body, err := encode(receipt)
			if err != nil {
				return err
			}
			if err := g.s.enqueue(x, g.name(), body); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return smsAnswer{}, fmt.Errorf("accept text message: %w", err)
	}
	g.s.nudge()
	return a, nil
}

// knows compares without telling by its time how much was right. Without configured credentials any key of eight
// characters with a secret will do.
func (g *smsGateway) knows(key, secret string) bool {
	if g.s.cfg.VonageAPIKey == "" {
		return len(key) == 8 && secret != ""
	}
	given, want := sha256.Sum256([]byte(key+"\x00"+secret)), sha256.Sum256([]byte(g.s.cfg.VonageAPIKey+"\x00"+g.s.cfg.VonageAPISecret))
	return subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

// smsParts counts what the networks would send: 160 characters in one part or 153 in each, 70 or 67 in UCS-2.
func smsParts(text string, unicode bool) int {
	n, single, each := len([]rune(text)), 160, 153
	if unicode {
		n, single, each = len(utf16.Encode([]rune(text))), 70, 67
	}
	if n <= single {
		return 1
	}
	return (n + each - 1) / each
}

func refuseSMS(w http.ResponseWriter, status, why string) {
	writeJSON(w, http.StatusOK, smsAnswer{Count: "1", Messages: []smsResult{{Status: status, ErrorText: why}}})
}
