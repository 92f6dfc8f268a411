package sandbox

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMailIsReadAsAReaderSeesIt(t *testing.T) {
	for name, c := range map[string]struct{ in, subject, text, html string }{
		"plain, without a type": {"Subject: hi\r\n\r\nhello\r\n", "hi", "hello\n", ""},
		"encoded words and quoted-printable": {
			"Subject: =?UTF-8?q?=C3=A9t=C3=A9?= =?UTF-8?b?w6l0w6k=?=\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A9l=\r\nan\r\n", "étéété", "élan\n", "",
		},
		"base64 of a page":                  {"Subject: p\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+w6k8L3A+\r\n", "p", "", "<p>é</p>"},
		"bytes that are not UTF-8":          {"Subject: \xff\r\n\r\n\xff\r\n", "\ufffd", "\ufffd\n", ""},
		"an unknown charset in the subject": {"Subject: =?x-none?q?a?=\r\n\r\nb", "=?x-none?q?a?=", "b", ""},
	} {
		m, html, err := parseMail(strings.NewReader(c.in))
		if err != nil || m.Subject != c.subject || m.Text != c.text || html != c.html {
			t.Errorf("%s: %q %q %q, %v", name, m.Subject, m.Text, html, err)
		}
	}
}

func TestTextIsSplitIntoLinksAndCodes(t *testing.T) {
	for in, want := range map[string]string{
		"code 123456, voir https://a.b/c?d=e.": "plain:code |code:123456|plain:, voir |link:https://a.b/c?d=e|plain:.",
		"(http://a.b/x) 1234567 12345":         "plain:(|link:http://a.b/x|plain:) 1234567 12345",
		"certificat Q-2026-000042":             "plain:certificat Q-2026-000042",
		"javascript:alert(1)":                  "plain:javascript:alert(1)",
		"":                                     "",
	} {
		var got []string
		for _, p := range splitText(in) {
			got = append(got, p.Kind+":"+p.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// FuzzParseMail: whatever a client sends, the reader neither panics nor passes on text that is not UTF-8.
func FuzzParseMail(f *testing.F) {
	f.Add("Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Disposition: attachment; filename=\"=?UTF-8?q?=C3=A9?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n")
	f.Add("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n----\r\n")
	f.Add("\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		m, html, err := parseMail(strings.NewReader(in))
		if err == nil && !utf8.ValidString(m.Subject+"\n"+m.Text+"\n"+html+"\n"+m.From) {
			t.Fatalf("%+v", m)
		}
		var whole strings.Builder
		for _, p := range splitText(m.Text) {
			whole.WriteString(p.Text)
		}
		if err == nil && whole.String() != m.Text {
			t.Fatalf("%q became %q", m.Text, whole.String())
		}
	})
}
