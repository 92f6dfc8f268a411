package notify

import (
	"bytes"
	"mime"
	"net/mail"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Limits of what one message may hold. Servers commonly refuse more than 25 MB once encoded.
const (
	maxAttached = 15 << 20
	maxBody     = 1 << 20
	maxSubject  = 300
)

// Mail is one message to one person.
type Mail struct {
	To          string // one bare address
	ReplyTo     string // one bare address, or ""
	FromName    string // "Atelier Dupont via Quittance"
	Subject     string
	Text        string // always there
	HTML        string // "" for a message of text alone
	Attachments []Attachment
	MessageID   string // "id@host", the same at every attempt
}

// Attachment is a file that goes with a message.
type Attachment struct {
	Name      string
	MediaType string
	Data      []byte
}

var messageIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,253}$`)

// build makes the message go-mail sends. What must be machine-made (addresses, ids) is refused when it is not
// well formed; what a person typed (names, subjects) is cleaned, so that it can neither end a header nor begin one.
func (m *Mailer) build(in Mail) (*gomail.Msg, *SendError) {
	size := 0
	for _, a := range in.Attachments {
		size += len(a.Data)
	}
	switch {
	case !isAddress(in.To):
		return nil, mailError(Refused, "bad_address")
	case in.ReplyTo != "" && !isAddress(in.ReplyTo):
		return nil, mailError(Refused, "bad_reply_address")
	case !messageIDs.MatchString(in.MessageID):
		return nil, mailError(Refused, "bad_message_id")
	case in.Text == "" || len(in.Text)+len(in.HTML) > maxBody || !utf8.ValidString(in.Text) || !utf8.ValidString(in.HTML):
		return nil, mailError(Refused, "bad_body")
	case size > maxAttached:
		return nil, mailError(Refused, "too_large")
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&mail.Address{Name: clip(oneLine(in.FromName), 100), Address: m.from})
	msg.ToMailAddress(&mail.Address{Address: in.To})
	if in.ReplyTo != "" {
		msg.ReplyToMailAddress(&mail.Address{Address: in.ReplyTo})
	}
	msg.Subject(clip(oneLine(in.Subject), maxSubject))
	msg.SetMessageIDWithValue(in.MessageID)
	msg.SetDateWithValue(m.now())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.SetBodyString(gomail.TypeTextPlain, in.Text)
	if in.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, in.HTML)
	}
	for _, a := range in.Attachments {
		media, _, err := mime.ParseMediaType(a.MediaType)
		if err != nil {
			return nil, mailError(Refused, "bad_media_type")
		}
		msg.AttachReadSeeker(attachmentName(a.Name), bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(media))) // AttachReader would copy it
	}
	return msg, nil
}

// attachmentName makes a name that every mail program takes, with the ending by which the file is opened.
func attachmentName(name string) string {
	const most = 150
	name = strings.NewReplacer(`"`, "'", `\`, "_", "/", "_").Replace(oneLine(name))
	ending := path.Ext(name)
	if n := utf8.RuneCountInString(ending); n > 1 && n <= 10 {
		return clip(strings.TrimSuffix(name, ending), most-n) + ending
	}
	return clip(name, most)
}

// isAddress accepts one bare address (RFC 5321 addr-spec without quoting), and nothing that could be two.
func isAddress(s string) bool {
	if len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>()[]",;:\`, r)
	}) {
		return false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return false
	}
	local, domain := splitAddress(s)
	return local != "" && len(local) <= 64 && domain != ""
}

func splitAddress(s string) (local, domain string) {
	i := strings.LastIndexByte(s, '@')
	if i < 0 {
		return "", ""
	}
	return s[:i], s[i+1:]
}

// oneLine makes a value safe wherever one line is expected: control and formatting characters (line ends,
// separators, bidirectional marks) become spaces, ordinary runs of spaces one.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		if r != '\u200d' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// manyLines is oneLine for texts of several lines: line ends stay, blank lines do not pile up.
func manyLines(s string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		line = oneLine(line)
		if line != "" || (len(out) > 0 && out[len(out)-1] != "") {
			out = append(out, line)
		}
	}
	if len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// clip cuts a text after n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimRight(string(r[:n-1]), " ") + "…"
	}
	return s
}
