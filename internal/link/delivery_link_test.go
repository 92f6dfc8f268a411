package link_test

import (
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/ulid"
)

func TestALinkLastsFromWhenItWasIssued(t *testing.T) {
	const year = 365 * 24 * time.Hour
	id := func(at time.Time) string { return ulid.New(at, strings.NewReader("0123456789")) }
	sent := now.Add(5 * time.Minute)
	for name, tt := range map[string]struct {
		link   string
		issued time.Time
	}{
		"the first one is drawn before the delivery is sent":   {id(now), sent},
		"a fresh one after three years lasts as long again":    {id(sent.Add(3 * year)), sent.Add(3 * year)},
		"an id of another form dates nothing":                  {"j1", sent},
		"letters that no id has date nothing":                  {strings.Repeat("u", 26), sent},
		"the greatest id is no instant that would not be held": {strings.Repeat("z", 26), time.UnixMilli(1<<50 - 1).UTC().Truncate(time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			l := link.For(&delivery.Delivery{ID: "d1", SentAt: delivery.At(sent)}, delivery.Recipient{ID: "r1", LinkID: tt.link})
			if !l.IssuedAt.Equal(tt.issued) || !l.ExpiresAt.Equal(tt.issued.Add(2*year)) || l.ID != tt.link {
				t.Errorf("issued %v, expires %v", l.IssuedAt, l.ExpiresAt)
			}
		})
	}
}
