package notify_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"quittance/internal/notify"
)

const (
	asForm = "application/x-www-form-urlencoded"
	asJSON = "application/json; charset=utf-8"
	ourID  = "01kaq0000000abcdefghjkmnpq"
)

var receiptKey = []byte("a key for tests")

// TestAReceiptIsBelievedByItsReference: what the gateway posts is read in both of its forms, and nothing else is.
func TestAReceiptIsBelievedByItsReference(t *testing.T) {
	good := notify.Reference(receiptKey, ourID)
	if len(good) > 40 {
		t.Fatalf("the gateway takes 40 characters, not %d", len(good))
	}
	with := func(ref, status, code string) string {
		return `{"msisdn":"33639980001","messageId":"0C0001","status":"` + status + `","err-code":"` + code + `","client-ref":"` + ref + `"}`
	}
	form := func(pairs ...string) string {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Add(pairs[i], pairs[i+1])
		}
		return values.Encode()
	}
	for name, c := range map[string]struct {
		kind, body string
		want       notify.Report // zero: refused
	}{
		"delivered":           {asJSON, with(good, "delivered", "0"), notify.Report{Message: ourID, MessageID: "0C0001", Status: notify.Arrived}},
		"failed":              {asJSON, with(good, "failed", "1"), notify.Report{Message: ourID, MessageID: "0C0001", Status: notify.Lost, Reason: "vonage_dlr_1"}},
		"rejected":            {asJSON, with(good, "rejected", "17"), notify.Report{Message: ourID, MessageID: "0C0001", Status: notify.Lost, Reason: "vonage_dlr_17"}},
		"expired":             {asJSON, with(good, "expired", "words, 33639980001"), notify.Report{Message: ourID, MessageID: "0C0001", Status: notify.Lost, Reason: "vonage_dlr"}},
		"on its way":          {asJSON, with(good, "buffered", "0"), notify.Report{Message: ourID, MessageID: "0C0001"}},
		"a status to come":    {asJSON, with(good, "seen", "0"), notify.Report{Message: ourID, MessageID: "0C0001"}},
		"as a form":           {asForm, form("messageId", "0C0001", "status", "delivered", "client-ref", good), notify.Report{Message: ourID, MessageID: "0C0001", Status: notify.Arrived}},
		"a status twice":      {asForm, form("messageId", "0C0001", "status", "delivered", "status", "failed", "client-ref", good), notify.Report{Message: ourID, MessageID: "0C0001"}},
		"no reference":        {asJSON, with("", "delivered", "0"), notify.Report{}},
		"of another message":  {asJSON, with("01kaq0000000abcdefghjkmnpr"+good[26:], "delivered", "0"), notify.Report{}},
		"of another key":      {asJSON, with(notify.Reference([]byte("other"), ourID), "delivered", "0"), notify.Report{}},
		"the id alone":        {asJSON, with(ourID, "delivered", "0"), notify.Report{}},
		"a mark that is cut":  {asJSON, with(good[:39], "delivered", "0"), notify.Report{}},
		"no id":               {asJSON, `{"status":"delivered","client-ref":"` + good + `"}`, notify.Report{}},
		"an id with a number": {asJSON, strings.Replace(with(good, "delivered", "0"), "0C0001", "+33639980001", 1), notify.Report{}},
		"numbers for text":    {asJSON, `{"messageId":1,"status":2,"client-ref":3}`, notify.Report{}},
		"a list":              {asJSON, `[]`, notify.Report{}},
		"nothing":             {asJSON, ``, notify.Report{}},
		"another type":        {"text/plain", with(good, "delivered", "0"), notify.Report{}},
		"no type":             {"", with(good, "delivered", "0"), notify.Report{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := notify.ReadReceipt(receiptKey, c.kind, []byte(c.body))
			if got != c.want || errors.Is(err, notify.ErrReceipt) != (c.want == notify.Report{}) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// FuzzReadReceipt: whatever a stranger posts, what is believed carries a mark of ours.
func FuzzReadReceipt(f *testing.F) {
	good := notify.Reference(receiptKey, ourID)
	for _, body := range []string{`{"messageId":"a","status":"delivered","client-ref":"` + good + `"}`, "messageId=a&client-ref=" + good, "client-ref=" + good[:15], "%", "{", `{"client-ref":null}`} {
		f.Add(asJSON, body)
		f.Add(asForm, body)
	}
	f.Fuzz(func(t *testing.T, kind, body string) {
		r, err := notify.ReadReceipt(receiptKey, kind, []byte(body))
		if err == nil && !strings.Contains(body, notify.Reference(receiptKey, r.Message)) && !strings.Contains(body, "%") && !strings.Contains(body, `\`) {
			t.Errorf("believed %+v of %q", r, body)
		}
		if err != nil && (r != notify.Report{}) {
			t.Errorf("refused, and told %+v", r)
		}
	})
}
