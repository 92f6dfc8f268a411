package notify

import (
	"strings"
	"testing"
)

// FuzzCheckReply: no answer makes the checker panic, and what it accepts is safe for the SDK, which indexes into
// the list: at least one part, every part accepted and named.
func FuzzCheckReply(f *testing.F) {
	for _, s := range []string{`{"messages":[{"status":"0","message-id":"1"}]}`, `{"messages":[]}`, `{"messages":null}`, `[]`, `<html>`,
		`{"messages":[{"status":"6"}]}`, `{"messages":[{"status":0}]}`, `{"messages":[null,{"status":"0","message-id":"a"}]}`, `{"messages":[{"status":"-1"}]}`} {
		f.Add(200, s)
	}
	f.Add(302, "")
	f.Fuzz(func(t *testing.T, status int, body string) {
		reply, refusal := checkReply(status, strings.NewReader(body))
		if (reply == nil) == (refusal == nil) {
			t.Fatalf("reply %v, refusal %v", reply, refusal)
		}
		if refusal != nil {
			if refusal.Outcome < Refused || refusal.Outcome > Unknown || refusal.Reason == "" {
				t.Fatalf("refusal %+v", refusal)
			}
			return
		}
		if len(reply.Messages) == 0 || status < 200 || status > 299 {
			t.Fatalf("accepted %d %q", status, body)
		}
		for _, p := range reply.Messages {
			if p.MessageID == "" {
				t.Fatalf("accepted a part without id: %q", body)
			}
		}
	})
}
