package notify_test

import (
	"net/mail"
	"strings"
	"testing"

	"quittance/internal/notify"
)

func TestWhatIsNotOneAddressIsRefused(t *testing.T) {
	b := (&postbox{}).open(t, "plain")
	m := mailer(t, b.url, nil)
	for name, change := range map[string]func(*notify.Mail){
		"no recipient":                    func(m *notify.Mail) { m.To = "" },
		"two recipients":                  func(m *notify.Mail) { m.To = "claire@example.org, x@example.org" },
		"a recipient with a name":         func(m *notify.Mail) { m.To = "Claire <claire@example.org>" },
		"a line end in the recipient":     func(m *notify.Mail) { m.To = "claire@example.org\r\nBcc: x@example.org" },
		"a command after the recipient":   func(m *notify.Mail) { m.To = "claire@example.org>\r\nRCPT TO:<x@example.org" },
		"a line end in the reply address": func(m *notify.Mail) { m.ReplyTo = "jean@atelier.example\nX: y" },
		"no message id":                   func(m *notify.Mail) { m.MessageID = "" },
		"a line end in the message id":    func(m *notify.Mail) { m.MessageID = "a@b\r\nX: y" },
		"no text":                         func(m *notify.Mail) { m.Text = "" },
		"a text that is not UTF-8":        func(m *notify.Mail) { m.Text = "\xff" },
		"a media type that is none":       func(m *notify.Mail) { m.Attachments[0].MediaType = "pdf\r\nX: y" },
		"an attachment of 16 MB":          func(m *notify.Mail) { m.Attachments[0].Data = make([]byte, 16<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			in := letter()
			change(&in)
			if err := m.Send(t.Context(), in); notify.OutcomeOf(err) != notify.Refused {
				t.Errorf("%v", err)
			}
		})
	}
	if len(b.messages) != 0 {
		t.Errorf("%d messages left", len(b.messages))
	}
}

// FuzzNoValueBecomesAHeader: names, subjects and file names are strangers' words; whatever they are, the message
// has the same headers.
func FuzzNoValueBecomesAHeader(f *testing.F) {
	f.Add("Atelier", "Sujet", "a.pdf")
	f.Add("A\r\nBcc: x@example.org", "S\r\n\r\nbody", "a\"\r\nX: y.pdf")
	f.Add("\u2028\u2029\u0085", "=?UTF-8?q?=0D=0ABcc:_x?=", "../../é\x00.pdf")
	f.Add(strings.Repeat("é", 400), strings.Repeat("x ", 400), strings.Repeat("ü", 400))
	f.Add("<a@b.c>, ", "\xff\xfe", "")
	b := &postbox{}
	f.Fuzz(func(t *testing.T, name, subject, file string) {
		if b.url == "" {
			b.open(t, "plain")
			t.Cleanup(func() { b.url = "" })
		}
		in := letter()
		in.FromName, in.Subject, in.Attachments[0].Name = name, subject, file
		if err := mailer(t, b.url, nil).Send(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		msg, err := mail.ReadMessage(strings.NewReader(b.last(t)))
		if err != nil {
			t.Fatal(err)
		}
		for key := range msg.Header {
			switch key {
			case "From", "To", "Reply-To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Auto-Submitted":
			default:
				t.Fatalf("a header %q appeared", key)
			}
		}
		from, err := msg.Header.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Address != "quittance@example.fr" {
			t.Fatalf("from %v, %v", from, err)
		}
	})
}

func TestAnAttachmentKeepsTheEndingByWhichItIsOpened(t *testing.T) {
	long := strings.Repeat("é", 300)
	for name, want := range map[string]string{
		"Facture 2026-041.pdf":  "Facture 2026-041.pdf",
		long + ".pdf":           long[:2*145] + "….pdf",
		long:                    long[:2*149] + "…",
		"a." + long:             "a." + long[:2*147] + "…",
		"../plan \"b\"\r\n.dwg": ".._plan 'b' .dwg",
	} {
		if got := notify.AttachmentName(name); got != want {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}
