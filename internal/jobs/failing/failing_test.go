package failing

import (
	"fmt"
	"testing"

	"github.com/riverqueue/river/rivertype"

	"quittance/internal/db/oversight"
	"quittance/internal/notify"
	"quittance/internal/payment"
)

func TestTheCauseIsToldByTheProgramsOwnWords(t *testing.T) {
	send := func(o notify.Outcome, reason string) string {
		return fmt.Sprint(fmt.Errorf("send passcode: %w", &notify.SendError{Channel: "sms", Outcome: o, Reason: reason}))
	}
	stripe := func(code string) string { return (&payment.Error{Op: "open checkout", Code: code}).Error() }
	for text, want := range map[string]oversight.Cause{
		send(notify.Retry, "unreachable"):                                 "unreachable",
		send(notify.Unknown, "timeout"):                                   "timeout",
		send(notify.Retry, "vonage_4"):                                    "key",
		send(notify.Retry, "smtp_535"):                                    "key",
		send(notify.Retry, "vonage_1"):                                    "too_much",
		send(notify.Unknown, "bad_reply"):                                 "provider",
		send(notify.Retry, "smtp_451"):                                    "provider",
		send(notify.Refused, "smtp_550"):                                  "refused",
		stripe(payment.CodeCredentials):                                   "key",
		stripe(payment.CodeNetwork):                                       "unreachable",
		stripe(payment.CodeRateLimited):                                   "too_much",
		stripe(payment.CodeUnavailable):                                   "provider",
		stripe("charge_already_refunded"):                                 "refused",
		"send refund: no payment processor is configured":                 "off",
		"load delivery: database is locked (5) (SQLITE_BUSY)":             "database",
		"put object: write /mnt/x: no space left on device":               "full",
		"ask for trusted time: dial tcp 10.0.0.1:443: connection refused": "unreachable",
		"load event: there is nothing here":                               "missing",
		"Stuck job rescued by JobRescuer":                                 "stopped",
		"550 5.1.1 <camille@example.net>: user unknown":                   "unknown",
	} {
		if got := causeOf(rivertype.AttemptError{Error: text}); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := causeOf(rivertype.AttemptError{Error: "invalid memory address", Trace: "goroutine 1"}); got != "crash" {
		t.Errorf("a panic is %q", got)
	}
}
