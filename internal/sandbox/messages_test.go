package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quittance/internal/notify"
	"quittance/internal/sandbox"
)

// outside opens a sandbox on a state file with its ports.
func outside(t *testing.T, file string, change func(*sandbox.Config)) *sandbox.Sandbox {
	t.Helper()
	cfg := sandbox.Config{DataFile: file, VonageAPIKey: "abcd1234", VonageAPISecret: "s3cr3t"}
	if change != nil {
		change(&cfg)
	}
	s, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func opened(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	s := outside(t, filepath.Join(t.TempDir(), "sandbox.db"), nil)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func texter(t *testing.T, s *sandbox.Sandbox, secret string) *notify.SMS {
	t.Helper()
	n, err := notify.NewSMS(notify.SMSConfig{APIKey: "abcd1234", APISecret: secret, APIURL: s.APIURL() + "/vonage", From: "Quittance"})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func poster(t *testing.T, s *sandbox.Sandbox) *notify.Mailer {
	t.Helper()
	n, err := notify.NewMail(notify.MailConfig{URL: s.SMTPURL(), From: "quittance@example.fr"})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func aMail() notify.Mail {
	return notify.Mail{To: "Claire@Example.org", FromName: "Atelier Été via Quittance", Subject: "Vos fichiers « été » sont prêts <b>", Text: "Voyez https://quittance.example/d/abc.def. Code 042137 !\n",
		HTML: "<p>élan <script>alert(1)</script></p>", MessageID: "m-1@example.fr",
		Attachments: []notify.Attachment{{Name: "certificat.pdf", MediaType: "application/pdf", Data: []byte("%PDF-1.7\r\nwhole\x00bytes\n")}, {Name: `é"<x>.html`, MediaType: "text/html", Data: []byte("<script>alert(1)</script>")}}}
}

func fetch(t *testing.T, s *sandbox.Sandbox, path string) (string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	return string(b), resp.Header
}

type shown struct {
	ID, Channel, To, Subject, Text, At string
	Attachments                        []struct{ Name, URL string }
}

func messages(t *testing.T, s *sandbox.Sandbox) []shown {
	t.Helper()
	body, _ := fetch(t, s, "/sandbox/messages.json")
	var out []shown
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func faults(t *testing.T, s *sandbox.Sandbox, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"/sandbox/faults.json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("set faults: %v, %v", resp, err)
	}
	_ = resp.Body.Close()
}

func TestMessagesAreShownNewestFirstAndSurviveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	s := outside(t, file, nil)
	receipt, err := texter(t, s, "s3cr3t").Send(t.Context(), "+33639981234", "Quittance : votre code 042137 pour signer, 1 450,00 €", "")
	if err != nil || receipt.MessageID == "" || receipt.Parts != 1 || receipt.Network != "20801" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if err := poster(t, s).Send(t.Context(), aMail()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = outside(t, file, nil)
	defer func() { _ = s.Close() }()
	got := messages(t, s)
	if len(got) != 2 || got[0].Channel != "email" || got[1].Channel != "sms" {
		t.Fatalf("%+v", got)
	}
	if m := got[1]; m.To != "+33639981234" || m.Text != "Quittance : votre code 042137 pour signer, 1 450,00 €" || m.Subject != "" || m.ID == "" {
		t.Errorf("%+v", m)
	}
	if m := got[0]; m.To != "claire@example.org" || m.Subject != "Vos fichiers « été » sont prêts <b>" || m.Text != "Voyez https://quittance.example/d/abc.def. Code 042137 !\n" {
		t.Errorf("%+v", m)
	}
	if _, err := time.Parse(time.RFC3339, got[0].At); err != nil {
		t.Error(err)
	}
	if len(got[0].Attachments) != 2 {
		t.Fatalf("%+v", got[0].Attachments)
	}
	pdf, header := fetch(t, s, got[0].Attachments[0].URL)
	if pdf != "%PDF-1.7\r\nwhole\x00bytes\n" || header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%q as %s", pdf, header.Get("Content-Type"))
	}
	_, header = fetch(t, s, got[0].Attachments[1].URL)
	if !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") || header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("an HTML attachment opens in a page: %v", header)
	}
	only, _ := fetch(t, s, "/sandbox/messages.json?to="+url.QueryEscape("+33639981234"))
	if strings.Contains(only, "claire") || !strings.Contains(only, "042137") {
		t.Errorf("filtered by reader: %s", only)
	}
}

func TestThePageOfMessagesEscapesEverythingAndMarksCodesAndLinks(t *testing.T) {
	s := opened(t)
	if err := poster(t, s).Send(t.Context(), aMail()); err != nil {
		t.Fatal(err)
	}
	body, _ := fetch(t, s, "/sandbox/messages")
	for _, want := range []string{
		`<a href="https://quittance.example/d/abc.def">https://quittance.example/d/abc.def</a>. Code`, `<strong class="code">042137</strong>`, "sont prêts &lt;b&gt;", "_x_.html</a>", `lang="fr"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("misses %s:\n%s", want, body)
		}
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "<b>") {
		t.Error("markup passed into the page")
	}
	page, header := fetch(t, s, "/sandbox/messages/"+messages(t, s)[0].ID+"/html")
	if !strings.Contains(page, "élan") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") || strings.Contains(header.Get("Content-Security-Policy"), "allow-scripts") {
		t.Errorf("%s under %s", page, header.Get("Content-Security-Policy"))
	}
}

func TestOlderMessagesAreOnTheNextPage(t *testing.T) {
	s := opened(t)
	n := texter(t, s, "s3cr3t")
	for i := range 31 {
		if _, err := n.Send(t.Context(), "+33639981234", "numéro "+string(rune('A'+i)), ""); err != nil {
			t.Fatal(err)
		}
	}
	body, _ := fetch(t, s, "/sandbox/messages")
	if strings.Contains(body, "numéro A<") || !strings.Contains(body, "Messages plus anciens") {
		t.Error("the first page holds all")
	}
	id := messages(t, s)[29].ID
	if body, _ = fetch(t, s, "/sandbox/messages?after="+id); !strings.Contains(body, "numéro A<") || strings.Contains(body, "Messages plus anciens") {
		t.Error("the last page misses the oldest")
	}
}

func TestTheGatewayRefusesAsTheRealOneDoes(t *testing.T) {
	s := opened(t)
	for name, c := range map[string]struct {
		secret, to, reason string
		outcome            notify.Outcome
	}{
		"a wrong secret":                    {"guess", "+33639981234", "vonage_4", notify.Retry},
		"a number it does not know":         {"s3cr3t", "+33639980000", "vonage_6", notify.Refused},
		"a number it does not know, abroad": {"s3cr3t", "+4915110000", "vonage_6", notify.Refused},
	} {
		_, err := texter(t, s, c.secret).Send(t.Context(), c.to, "bonjour", "")
		if notify.OutcomeOf(err) != c.outcome || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := messages(t, s); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAFaultyGatewayAndMailServerAreJudgedRightly(t *testing.T) {
	for name, c := range map[string]struct {
		fault     string
		sms, mail notify.Outcome // 0: it works
		kept      int            // messages that arrived all the same
	}{
		"down":               {`{"mode":"down"}`, notify.Unknown, notify.Retry, 0},
		"answering garbage":  {`{"mode":"garbage"}`, notify.Unknown, notify.Retry, 0},
		"overloaded":         {`{"mode":"refuse"}`, notify.Unknown, notify.Retry, 0},
		"losing its answers": {`{"mode":"lost"}`, notify.Unknown, notify.Unknown, 2},
		"slow":               {`{"mode":"slow","delay_ms":1}`, 0, 0, 2},
		"down once, then up": {`{"mode":"down","times":1}`, notify.Unknown, notify.Retry, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t)
			faults(t, s, `{"vonage":[`+c.fault+`],"smtp":[`+c.fault+`]}`)
			_, err := texter(t, s, "s3cr3t").Send(t.Context(), "+33639981234", "bonjour", "")
			if notify.OutcomeOf(err) != c.sms {
				t.Errorf("sms: %v", err)
			}
			if err := poster(t, s).Send(t.Context(), aMail()); notify.OutcomeOf(err) != c.mail {
				t.Errorf("mail: %v", err)
			}
			if got := messages(t, s); len(got) != c.kept {
				t.Errorf("%d messages arrived", len(got))
			}
			faults(t, s, `{"vonage":[],"smtp":[]}`)
			if err := poster(t, s).Send(t.Context(), aMail()); err != nil {
				t.Errorf("after the fault: %v", err)
			}
		})
	}
}

func TestMailToAnAddressThatCannotExistIsRefused(t *testing.T) {
	s := opened(t)
	m := aMail()
	m.To = "claire@nowhere.invalid"
	if err := poster(t, s).Send(t.Context(), m); notify.OutcomeOf(err) != notify.Refused {
		t.Error(err)
	}
}

func TestAnAskedForDeliveryReceiptReachesTheProduct(t *testing.T) {
	var mu sync.Mutex
	var got []string
	product := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.URL.Path+" "+string(b))
	}))
	defer product.Close()
	s, err := sandbox.New(sandbox.Config{DataFile: filepath.Join(t.TempDir(), "sandbox.db"), TargetURL: product.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	api := outsideAPI(t, s)
	for _, report := range []string{"false", "true"} {
		form := url.Values{"api_key": {"abcd1234"}, "api_secret": {"x"}, "from": {"Quittance"}, "to": {"33639981234"}, "text": {"bonjour"}, "status-report-req": {report}}
		resp, err := http.PostForm(api+"/vonage/sms/json", form)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		_ = resp.Body.Close()
	}
	if waiting, err := s.Flush(context.WithoutCancel(t.Context())); err != nil || waiting != 0 {
		t.Fatal(waiting, err)
	}
	mu.Lock()
	defer mu.Unlock()
	got = slices.Compact(got)
	if len(got) != 1 || !strings.HasPrefix(got[0], "/webhooks/vonage {") || !strings.Contains(got[0], `"status":"delivered"`) || !strings.Contains(got[0], `"messageId":"0C`) {
		t.Errorf("%q", got)
	}
}

// outsideAPI opens the ports of a sandbox and gives its address.
func outsideAPI(t *testing.T, s *sandbox.Sandbox) string {
	t.Helper()
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.APIURL()
}
