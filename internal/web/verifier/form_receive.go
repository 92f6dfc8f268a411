package verifier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"quittance/internal/certificate"
	"quittance/internal/evidence"
	"quittance/internal/web"
)

const (
	maxFileName = 255
	maxMeasured = 4 << 10 // of one description: a name in JSON may be several times as long as the name
)

// sent is what a reader posted: the certificate, and deliverables by the names they go by here.
type sent struct {
	pdf      []byte
	files    map[string]certificate.FileFacts
	measured bool // a file was measured in the reader's browser, and not sent
}

// receive reads the form as it comes: the certificate into memory, bounded; the deliverables through a hash, or as
// what the reader's browser measured of them.
func receive(r *http.Request) (s sent, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return s, web.ErrBadForm
	}
	s.files = map[string]certificate.FileFacts{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, web.ErrBadForm
		}
		if err := s.take(part); err != nil {
			return s, err
		}
	}
	if len(s.pdf) == 0 || len(s.pdf) > certificate.MaxPDF {
		return s, errNothing
	}
	return s, nil
}

func (s *sent) take(part *multipart.Part) (err error) {
	more := len(s.files) < maxFiles
	switch {
	case part.FormName() == "certificate" && s.pdf == nil:
		if s.pdf, err = io.ReadAll(io.LimitReader(part, certificate.MaxPDF+1)); err != nil {
			return web.ErrBadForm
		}
	case part.FormName() == "file" && part.FileName() != "" && more:
		facts, err := certificate.Measure(part)
		if err != nil {
			return web.ErrBadForm
		}
		s.note(part.FileName(), facts)
	case part.FormName() == "measured" && more:
		text, err := io.ReadAll(io.LimitReader(part, maxMeasured+1))
		if err != nil {
			return web.ErrBadForm
		}
		name, facts, err := parseMeasured(text)
		if err != nil {
			return err
		}
		s.note(name, facts)
		s.measured = true
	}
	return nil
}

// parseMeasured reads what a browser says of a file it did not send: {"name", "size", "sha256"}. It is the reader's
// word about the reader's file, which is all that a comparison needs.
func parseMeasured(text []byte) (name string, facts certificate.FileFacts, err error) {
	var m struct {
		Name   string         `json:"name"`
		Size   *int64         `json:"size"`
		SHA256 *evidence.Hash `json:"sha256"`
	}
	if len(text) > maxMeasured || json.Unmarshal(text, &m) != nil || m.Name == "" || m.Size == nil || *m.Size < 0 || m.SHA256 == nil {
		return "", facts, web.ErrBadForm
	}
	return m.Name, certificate.FileFacts{SHA256: *m.SHA256, Size: *m.Size}, nil
}

// note keeps a file under its name, cut where it is too long; of two of one name both are kept.
func (s *sent) note(name string, facts certificate.FileFacts) {
	name = strings.ToValidUTF8(name, "\ufffd")
	for len(name) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	free := name
	for n := 2; ; n++ {
		if _, taken := s.files[free]; !taken {
			break
		}
		free = fmt.Sprintf("%s (%d)", name, n)
	}
	s.files[free] = facts
}
