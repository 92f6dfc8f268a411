package sandbox

import (
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Limits of one answer.
const (
	messagesPerPage = 30
	mostMessages    = 5000
)

// messagesView is a page of messages, the newest first.
type messagesView struct {
	Messages []messageView
	To       string // only those to this reader
	Older    string // address of the next page, "" on the last
}

type messageView struct {
	message
	Label  string
	Pieces []textPiece
}

// textPiece is a run of a message's text: plain, a link, or a code worth copying.
type textPiece struct{ Kind, Text string }

// pieces finds addresses and codes of six digits. Trailing punctuation belongs to the sentence, not to the link.
var pieces = regexp.MustCompile(`https?://[^\s<>"«»]*[^\s<>"«».,;:!?)\]'’]|\b[0-9]{6}\b`)

// splitText cuts a text at its links, and at its codes: six digits that stand alone, not a piece of a reference.
func splitText(text string) []textPiece {
	var out []textPiece
	at := 0
	for _, span := range pieces.FindAllStringIndex(text, -1) {
		if strings.HasSuffix(text[:span[0]], "-") || strings.HasPrefix(text[span[1]:], "-") {
			continue
		}
		if span[0] > at {
			out = append(out, textPiece{"plain", text[at:span[0]]})
		}
		found, kind := text[span[0]:span[1]], "code"
		if strings.HasPrefix(found, "http") {
			kind = "link"
		}
		out = append(out, textPiece{kind, found})
		at = span[1]
	}
	if at < len(text) {
		out = append(out, textPiece{"plain", text[at:]})
	}
	return out
}

func viewMessages(all []message) []messageView {
	out := make([]messageView, len(all))
	for i, m := range all {
		out[i] = messageView{m, "E-mail", splitText(strings.TrimSpace(m.Text))}
		if m.Channel == channelSMS {
			out[i].Label = "SMS"
		}
	}
	return out
}

func (s *Sandbox) routeMessages(mux *http.ServeMux) {
	mux.HandleFunc("GET /sandbox", s.showMessages)
	mux.HandleFunc("GET /sandbox/{$}", s.showMessages)
	mux.HandleFunc("GET /sandbox/messages", s.showMessages)
	mux.HandleFunc("GET /sandbox/messages.json", s.listMessages)
	mux.HandleFunc("GET /sandbox/messages/{id}/html", s.showMessageHTML)
	mux.HandleFunc("GET /sandbox/messages/{id}/files/{n}", s.showMessageFile)
}

// listMessages is GET /sandbox/messages.json[?to=…][&limit=…]: every message, the newest first.
func (s *Sandbox) listMessages(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > mostMessages {
		limit = mostMessages
	}
	var all []message
	err = s.store.update(r.Context(), func(x *tx) (err error) {
		all, err = list[message](x, "message", query{parent: strings.ToLower(r.URL.Query().Get("to")), limit: limit})
		return err
	})
	s.answer(w, all, err)
}

func (s *Sandbox) showMessages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	view := messagesView{To: q.Get("to")}
	err := s.store.update(r.Context(), func(x *tx) error {
		all, err := list[message](x, "message", query{parent: strings.ToLower(view.To), after: q.Get("after"), limit: messagesPerPage + 1})
		if err != nil {
			return err
		}
		if len(all) > messagesPerPage {
			all = all[:messagesPerPage]
			q.Set("after", all[messagesPerPage-1].ID)
			view.Older = "/sandbox/messages?" + q.Encode()
		}
		view.Messages = viewMessages(all)
		return nil
	})
	if err != nil {
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
		return
	}
	s.show(w, http.StatusOK, "messages.html", page{Title: "Messages", Body: view})
}

// showMessageHTML shows a mail's page as a mail reader would: its styles, nothing loaded, nothing run, and links
// that open outside.
func (s *Sandbox) showMessageHTML(w http.ResponseWriter, r *http.Request) {
	var html string
	if !s.read(w, r, "message_html", r.PathValue("id"), &html) {
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "+
		"frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(html)) // the reader is gone: nobody to tell; the policy above contains it
}

// showMessageFile hands out an attachment, never to be run in a page of ours.
func (s *Sandbox) showMessageFile(w http.ResponseWriter, r *http.Request) {
	var f messageFile
	if !s.read(w, r, "message_file", r.PathValue("id")+"/"+r.PathValue("n"), &f) {
		return
	}
	disposition := "attachment"
	if f.MediaType == "application/pdf" {
		disposition = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(f.Data) // the reader is gone: nobody to tell; a file as it was attached
}

// read fetches a document for a page, and answers itself when it cannot.
func (s *Sandbox) read(w http.ResponseWriter, r *http.Request, kind, id string, v any) bool {
	var found bool
	err := s.store.update(r.Context(), func(x *tx) (err error) { found, err = x.get(kind, id, v); return err })
	switch {
	case err != nil:
		http.Error(w, "sandbox state unreadable", http.StatusInternalServerError)
	case !found:
		http.NotFound(w, r)
	}
	return err == nil && found
}
