package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// operates signs the sender in, whose address the settings name.
func (x *trial) operates(t *testing.T) *browser {
	t.Helper()
	b := x.browser(t)
	at := must[page](t)(b.post(t.Context(), x.base+"/signin", "email", senderEmail, "password", senderPassword))
	if at.status != http.StatusOK {
		t.Fatalf("sign in: %s", at.answer)
	}
	return b
}

var workspaceID = regexp.MustCompile(`id="w-([a-z0-9]+)"`)

// decides posts what the operator decides of the only workspace.
func (x *trial) decides(t *testing.T, b *browser, what string, values ...string) {
	t.Helper()
	at := must[page](t)(b.get(t.Context(), x.base+"/operator"))
	found := workspaceID.FindSubmatch(at.body)
	if at.status != http.StatusOK || found == nil {
		t.Fatalf("the operator's page: %s", at.answer)
	}
	at = must[page](t)(b.post(t.Context(), x.base+"/operator/workspaces/"+what, append(values, "id", string(found[1]))...))
	if at.status != http.StatusOK || at.at.Path != "/operator" {
		t.Fatalf("%s: at %s: %s", what, at.at.Path, at.answer)
	}
}

func TestAfterASuspensionWhoPaidKeepsEverythingAndNobodyElseIsAsked(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine, "QUITTANCE_OPERATOR="+senderEmail)
		done, a := x.completed(t, 1)
		unsigned, b := x.opened(t, 2)
		x.pays(t, b, unsigned, "success")
		x.awaitPayment(t, unsigned, "settled")
		open, c := x.opened(t, 3)
		asked := must[string](t)(c.startPayment(t.Context(), open))
		late, l := x.opened(t, 4)
		taken := must[string](t)(l.startPayment(t.Context(), late))
		operator := x.operates(t)
		x.down(t) // so that nobody hears of the money before the suspension
		check(t, x.outside.pay(t.Context(), taken, "success"))
		x.decides(t, operator, "suspend", "why", "Trois signalements.")
		x.up(t)
		x.awaitPayment(t, late, "settled")
		x.signs(t, l, late)
		x.await(t, late, "unlock of what was paid just before", unlocked)
		x.awaitPayment(t, open, "expired")
		if err := x.outside.pay(t.Context(), asked, "success"); err == nil {
			t.Error("a page that was open is paid after the suspension")
		}

		done.expectFiles(t, a)
		if at := must[page](t)(a.get(t.Context(), done.verb("certificate.pdf"))); at.status != http.StatusOK {
			t.Errorf("the certificate of who paid: %s", at.answer)
		}
		x.signs(t, b, unsigned)
		x.await(t, unsigned, "unlock", unlocked)
		unsigned.expectFiles(t, b)

		if _, err := c.startPayment(t.Context(), open); err == nil {
			t.Error("a payment begins in a suspended workspace")
		}
		if d := must[deliveryView](t)(x.sender.delivery(t.Context(), open.id)); len(d.Payments) != 1 || d.Payments[0].State != "expired" {
			t.Errorf("a payment was recorded: %+v", d.Payments)
		}
		o := order{title: "Après", amount: 45000, to: customer(5)}
		_, err := x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", marked(t, newMarker(t), 1000)})
		if err == nil || !strings.Contains(err.Error(), "workspace_suspended") {
			t.Errorf("a suspended workspace sends: %v", err)
		}
		if at := must[page](t)(operator.get(t.Context(), x.base+"/deliveries")); !strings.Contains(string(at.body), "Trois signalements.") {
			t.Errorf("the sender does not read why: %s", at.answer)
		}
		x.decides(t, operator, "resume")
		must[string](t)(c.startPayment(t.Context(), open))
	})
}

func TestBeyondTheDailyNumberACodeIsRefusedClearly(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine, "QUITTANCE_OPERATOR="+senderEmail, "QUITTANCE_SMS_DAILY_CAP=1")
		first, b := x.opened(t, 1)
		x.pays(t, b, first, "success")
		x.awaitPayment(t, first, "settled")
		second, c := x.opened(t, 2)
		x.pays(t, c, second, "success")
		x.awaitPayment(t, second, "settled")
		x.signs(t, b, first)
		for range 2 {
			at := must[page](t)(c.askCode(t.Context(), second))
			if at.status != http.StatusTooManyRequests || at.header.Get("Retry-After") == "" || !strings.Contains(string(at.body), "SMS") {
				t.Errorf("beyond the number: %s", at.answer)
			}
		}
		told := 0
		for _, e := range must[[]eventView](t)(x.sender.events(t.Context(), second.id)) {
			if e.Type == "message.failed" {
				told++
			}
			if strings.HasPrefix(e.Type, "passcode.") {
				t.Errorf("a code was made: %s", e.Type)
			}
		}
		if told != 1 {
			t.Errorf("the refusal is on record %d times, want once a day", told)
		}
		x.decides(t, x.operates(t), "sms-cap", "cap", "5")
		x.signs(t, c, second)
		x.await(t, second, "unlock", unlocked)
	})
}

func TestPrometheusReadsWhatWaits(t *testing.T) {
	t.Parallel()
	port := fixedPort(t)
	x := begin(t, "sqlite", "QUITTANCE_METRICS_ADDR=127.0.0.1:"+port)
	x.completed(t, 1)
	read := func() string {
		at := must[page](t)(x.browser(t).get(t.Context(), "http://127.0.0.1:"+port+"/metrics"))
		return string(at.body)
	}
	text := read()
	for _, want := range []string{
		"quittance_readable 1", "quittance_jobs_failing 0", "quittance_webhooks_waiting ", "quittance_sealing_oldest_seconds 0", "quittance_sms_today 1",
		`quittance_disk_free_bytes{folder="` + x.data() + `"} `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}
