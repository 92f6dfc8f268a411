package sandbox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// Limits of a mail's structure.
const (
	deepestPart = 8
	mostParts   = 100
)

var words = new(mime.WordDecoder)

// parseMail reads a mail (RFC 5322, MIME) into what a reader sees: subject and text decoded, attachments, and the
// page if there is one. What is not UTF-8 is made so.
func parseMail(r io.Reader) (message, string, error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return message{}, "", fmt.Errorf("read mail: %w", err)
	}
	p := mailReader{}
	if err := p.part(textproto.MIMEHeader(m.Header), m.Body, 0); err != nil {
		return message{}, "", fmt.Errorf("read mail: %w", err)
	}
	p.out.Subject = decodeHeader(m.Header.Get("Subject"))
	p.out.From = decodeHeader(m.Header.Get("From"))
	return p.out, p.html, nil
}

type mailReader struct {
	out   message
	html  string
	parts int
}

func (p *mailReader) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if p.parts++; depth > deepestPart || p.parts > mostParts {
		return errors.New("too many parts")
	}
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		media = "text/plain" // RFC 2045 section 5.2
	}
	if strings.HasPrefix(media, "multipart/") {
		mr := multipart.NewReader(body, params["boundary"])
		for {
			next, err := mr.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read part: %w", err)
			}
			if err := p.part(next.Header, next, depth+1); err != nil {
				return err
			}
		}
	}
	data, err := io.ReadAll(decodeBody(h.Get("Content-Transfer-Encoding"), body))
	if err != nil {
		return fmt.Errorf("decode part: %w", err)
	}
	disposition, named, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch {
	case err == nil && disposition == "attachment":
		name := decodeHeader(named["filename"])
		if name == "" {
			name = "sans-nom"
		}
		p.out.Attachments = append(p.out.Attachments, messageFile{Name: name, MediaType: media, Data: data})
	case media == "text/plain" && p.out.Text == "":
		p.out.Text = strings.ReplaceAll(strings.ToValidUTF8(string(data), "\ufffd"), "\r\n", "\n")
	case media == "text/html" && p.html == "":
		p.html = strings.ToValidUTF8(string(data), "\ufffd")
	}
	return nil
}

func decodeBody(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// decodeHeader decodes RFC 2047 words; one that cannot be decoded is shown as it came.
func decodeHeader(s string) string {
	if decoded, err := words.DecodeHeader(s); err == nil {
		s = decoded
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd"))
}
