package sandbox

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// The channels a message can have been sent by.
const (
	channelSMS   = "sms"
	channelEmail = "email"
)

// message is one message that the product sent, as its reader would have received it.
type message struct {
	ID          string        `json:"id"`
	Channel     string        `json:"channel"`
	From        string        `json:"from"`
	To          string        `json:"to"` // E.164, or addresses in lower case
	Subject     string        `json:"subject"`
	Text        string        `json:"text"`
	At          time.Time     `json:"at"`
	HasHTML     bool          `json:"has_html"`
	Attachments []messageFile `json:"attachments"`
}

// messageFile is one attachment; its bytes are a document of their own, so that lists stay light.
type messageFile struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int    `json:"size"`
	URL       string `json:"url"`
	Data      []byte `json:"data,omitempty"`
}

// keepMessage stores a message with its page and attachments, all of it or nothing. It gives the message its id
// and instant. More may be stored along in the same transaction.
func (s *Sandbox) keepMessage(ctx context.Context, m message, html string, along func(*tx) error) error {
	id, err := s.newID("msg_", 20)
	if err != nil {
		return err
	}
	m.ID, m.At, m.HasHTML = id, s.now().UTC(), html != ""
	files := m.Attachments
	m.Attachments = make([]messageFile, len(files))
	return s.store.update(ctx, func(x *tx) error {
		for i, f := range files {
			if err := x.put("message_file", fmt.Sprintf("%s/%d", id, i), id, m.At, f); err != nil {
				return err
			}
			f.URL, f.Size, f.Data = fmt.Sprintf("/sandbox/messages/%s/files/%d", id, i), len(f.Data), nil
			m.Attachments[i] = f
		}
		if html != "" {
			if err := x.put("message_html", id, id, m.At, html); err != nil {
				return err
			}
		}
		if err := x.put("message", id, strings.ToLower(m.To), m.At, m); err != nil {
			return err
		}
		if along == nil {
			return nil
		}
		return along(x)
	})
}
