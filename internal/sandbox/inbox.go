package sandbox

import (
	"context"
	"strings"
	"time"
)

// Message is one that somebody would have received.
type Message struct {
	Channel string // "sms" or "email"
	From    string
	Subject string
	Text    string
	At      time.Time
}

// Inbox returns the newest messages to a number (E.164) or e-mail address, the newest first.
func (s *Sandbox) Inbox(ctx context.Context, to string, most int) ([]Message, error) {
	var all []message
	err := s.store.update(ctx, func(x *tx) (err error) {
		all, err = list[message](x, "message", query{parent: strings.ToLower(to), limit: most})
		return err
	})
	out := make([]Message, len(all))
	for i, m := range all {
		out[i] = Message{Channel: m.Channel, From: m.From, Subject: m.Subject, Text: m.Text, At: m.At}
	}
	return out, err
}
