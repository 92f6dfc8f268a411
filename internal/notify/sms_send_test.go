package notify_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quittance/internal/notify"
)

const (
	secret = "s3cr3t-of-the-account"
	number = "+33639981234"
	words  = "votre code 042137 pour signer"
)

func accepted(parts string) string { return `{"message-count":"1","messages":[` + parts + `]}` }

const part = `{"to":"33639981234","message-id":"0A0000000123ABCD1","status":"0","remaining-balance":"3.14","message-price":"0.03","network":"20801"}`

// gateway answers every request the same way and keeps the last form.
func gateway(t *testing.T, status int, contentType, body string) (*notify.SMS, *url.Values, *atomic.Int32) {
	t.Helper()
	var form url.Values
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_ = r.ParseForm()
		form = r.PostForm
		form.Set("_path", r.Method+" "+r.URL.Path)
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(srv.Close)
	return sms(t, srv.URL), &form, &calls
}

func sms(t *testing.T, base string) *notify.SMS {
	t.Helper()
	s, err := notify.NewSMS(notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, APIURL: base, From: "Quittance"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestATextMessageLeavesAsTheGatewayWantsIt(t *testing.T) {
	for name, c := range map[string]struct{ text, kind string }{
		"in the GSM alphabet": {words, ""},
		"in UCS-2":            {"Планы", "unicode"},
	} {
		t.Run(name, func(t *testing.T) {
			s, form, _ := gateway(t, 200, "application/json", accepted(part+","+part))
			got, err := s.Send(t.Context(), number, c.text, "")
			if err != nil {
				t.Fatal(err)
			}
			if got != (notify.SMSReceipt{Provider: "vonage", MessageID: "0A0000000123ABCD1", Parts: 2, Network: "20801"}) {
				t.Errorf("receipt %+v", got)
			}
			for key, want := range map[string]string{"_path": "POST /sms/json", "api_key": "abcd1234", "api_secret": secret, "from": "Quittance", "to": "33639981234", "text": c.text, "type": c.kind} {
				if form.Get(key) != want {
					t.Errorf("%s = %q, not %q", key, form.Get(key), want)
				}
			}
		})
	}
}

func TestADeliveryReceiptIsAskedForOnlyWhereItIsWanted(t *testing.T) {
	for _, address := range []string{"", "https://quittance.example/webhooks/vonage"} {
		var form url.Values
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			form = r.PostForm
			_, _ = io.WriteString(w, accepted(part))
		}))
		s, err := notify.NewSMS(notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, APIURL: srv.URL, From: "Quittance", ReceiptURL: address})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Send(t.Context(), number, words, "ref"); err != nil {
			t.Fatal(err)
		}
		srv.Close()
		if form.Get("callback") != address || (form.Get("status-report-req") == "true") != (address != "") {
			t.Errorf("%q asked for %v", address, form)
		}
	}
}

func TestEveryAnswerOfTheGatewayIsJudged(t *testing.T) {
	refusal := func(status string) string {
		return accepted(`{"status":"` + status + `","error-text":"to ` + number + `"}`)
	}
	for name, c := range map[string]struct {
		status  int
		kind    string
		body    string
		outcome notify.Outcome
		reason  string
	}{
		"an empty list":                     {200, "application/json", `{"message-count":"0","messages":[]}`, notify.Unknown, "bad_reply"},
		"no list":                           {200, "application/json", `{}`, notify.Unknown, "bad_reply"},
		"an empty body":                     {200, "application/json", ``, notify.Unknown, "bad_reply"},
		"null":                              {200, "application/json", `null`, notify.Unknown, "bad_reply"},
		"null in the list":                  {200, "application/json", `{"messages":[null]}`, notify.Unknown, "bad_reply"},
		"another type of list":              {200, "application/json", `{"messages":{"status":"0"}}`, notify.Unknown, "bad_reply"},
		"HTML with 200":                     {200, "text/html", `<html>maintenance</html>`, notify.Unknown, "bad_reply"},
		"a body without end":                {200, "application/json", strings.Repeat(" ", 1<<17), notify.Unknown, "bad_reply"},
		"a hundred parts":                   {200, "application/json", accepted(strings.Repeat(part+",", 99) + part), notify.Unknown, "bad_reply"},
		"accepted without an id":            {200, "application/json", accepted(`{"status":"0"}`), notify.Unknown, "bad_reply"},
		"a status that is no number":        {200, "application/json", accepted(`{"status":"ok","message-id":"1"}`), notify.Unknown, "bad_reply"},
		"500":                               {500, "text/html", `oops`, notify.Unknown, "http_500"},
		"502 of a proxy":                    {502, "text/html", `<html>`, notify.Unknown, "http_502"},
		"a redirect, which is not followed": {307, "", ``, notify.Unknown, "http_307"},
		"401":                               {401, "application/json", `{}`, notify.Retry, "http_401"},
		"429":                               {429, "application/json", `{}`, notify.Retry, "http_429"},
		"throttled":                         {200, "application/json", refusal("1"), notify.Retry, "vonage_1"},
		"a parameter it does not like":      {200, "application/json", refusal("3"), notify.Refused, "vonage_3"},
		"wrong credentials":                 {200, "application/json", refusal("4"), notify.Retry, "vonage_4"},
		"a number it does not know":         {200, "application/json", refusal("6"), notify.Refused, "vonage_6"},
		"a barred number":                   {200, "application/json", refusal("7"), notify.Refused, "vonage_7"},
		"no credit left":                    {200, "application/json", refusal("9"), notify.Retry, "vonage_9"},
		"a number not on the test account's list": {200, "application/json", refusal("29"), notify.Refused, "vonage_29"},
		"a status nobody has seen":                {200, "application/json", refusal("999"), notify.Retry, "vonage_999"},
		"one part accepted, one refused":          {200, "application/json", accepted(part + `,{"status":"6"}`), notify.Unknown, "vonage_6"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, calls := gateway(t, c.status, c.kind, c.body)
			_, err := s.Send(t.Context(), number, words, "ref")
			wantSendError(t, err, c.outcome, c.reason)
			if calls.Load() != 1 {
				t.Errorf("%d requests", calls.Load())
			}
		})
	}
}

func TestAnAnswerOfAnotherContentTypeStillCounts(t *testing.T) {
	for _, kind := range []string{"", "text/plain", "application/json;charset=utf-8", "application/xml"} {
		s, _, _ := gateway(t, 200, kind, accepted(part))
		if _, err := s.Send(t.Context(), number, words, "ref"); err != nil {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestAGatewayThatCannotBeReached(t *testing.T) {
	t.Run("refuses the connection: nothing left", func(t *testing.T) {
		srv := httptest.NewServer(http.NotFoundHandler())
		srv.Close()
		_, err := sms(t, srv.URL).Send(t.Context(), number, words, "ref")
		wantSendError(t, err, notify.Retry, "unreachable")
	})
	t.Run("hangs up after the request: unknown", func(t *testing.T) {
		srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		defer srv.Close()
		_, err := sms(t, srv.URL).Send(t.Context(), number, words, "ref")
		wantSendError(t, err, notify.Unknown, "interrupted")
	})
	t.Run("the caller gives up while it thinks: unknown, and the context's error shows", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done()
		}))
		defer srv.Close()
		_, err := sms(t, srv.URL).Send(ctx, number, words, "ref")
		wantSendError(t, err, notify.Unknown, "timeout")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not the context's error", err)
		}
	})
}

// stuck is a connection on which nothing ever comes back.
type stuck struct{}

func (stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestASlowGatewayIsGivenUpAfterFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := notify.NewSMS(notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, From: "Quittance", HTTPClient: &http.Client{Transport: stuck{}}})
		if err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		_, err = s.Send(t.Context(), number, words, "ref")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(before) > 15*time.Second {
			t.Errorf("%v after %v", err, time.Since(before))
		}
	})
}

// exploding is a transport that panics, as the SDK does on replies it did not expect.
type exploding struct{}

func (exploding) RoundTrip(*http.Request) (*http.Response, error) { panic("index out of range") }

func TestAPanicInTheLibraryIsAnUnknownOutcome(t *testing.T) {
	s, err := notify.NewSMS(notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, From: "Quittance", HTTPClient: &http.Client{Transport: exploding{}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Send(t.Context(), number, words, "ref")
	wantSendError(t, err, notify.Unknown, "sdk_panic")
}

func TestWhatCannotBeSentIsRefusedBeforeTheGateway(t *testing.T) {
	s, _, calls := gateway(t, 200, "application/json", accepted(part))
	for name, c := range map[string]struct{ to, text, reason string }{
		"a national number":       {"0639981234", words, "bad_number"},
		"two numbers":             {"+33639981234,+33639981235", words, "bad_number"},
		"a number of 16 digits":   {"+3363998123412345", words, "bad_number"},
		"no text":                 {number, "", "bad_text"},
		"a text of eleven parts":  {number, strings.Repeat("a", 1600), "bad_text"},
		"a line end after digits": {number + "\n", words, "bad_number"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Send(t.Context(), c.to, c.text, "")
			wantSendError(t, err, notify.Refused, c.reason)
		})
	}
	if calls.Load() != 0 {
		t.Errorf("%d requests", calls.Load())
	}
}

func TestSettingsThatCannotWorkAreRefusedWithoutShowingThem(t *testing.T) {
	good := notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, From: "Quittance"}
	for name, change := range map[string]func(*notify.SMSConfig){
		"a key of seven characters":   func(c *notify.SMSConfig) { c.APIKey = "abcd123" },
		"no secret":                   func(c *notify.SMSConfig) { c.APISecret = "" },
		"no sender":                   func(c *notify.SMSConfig) { c.From = "" },
		"a sender that is too long":   func(c *notify.SMSConfig) { c.From = "QuittanceFrance" },
		"plain HTTP over the network": func(c *notify.SMSConfig) { c.APIURL = "http://sms.example" },
		"an address without host":     func(c *notify.SMSConfig) { c.APIURL = "https:///x" },
		"another scheme":              func(c *notify.SMSConfig) { c.APIURL = "ftp://sms.example" },
	} {
		c := good
		change(&c)
		if _, err := notify.NewSMS(c); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func wantSendError(t *testing.T, err error, outcome notify.Outcome, reason string) {
	t.Helper()
	var e *notify.SendError
	if !errors.As(err, &e) || e.Outcome != outcome || e.Reason != reason || notify.OutcomeOf(err) != outcome {
		t.Fatalf("got %v, want %v (%s)", err, outcome, reason)
	}
	for _, private := range []string{secret, number, number[1:], "042137", "votre code", "claire@", "p4ssw0rd"} {
		if strings.Contains(err.Error(), private) {
			t.Errorf("the error shows %q: %v", private, err)
		}
	}
}
