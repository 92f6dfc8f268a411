package recipient_test

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"

	"quittance/internal/db/access"
)

// What could not be written waits for the next time, together with what comes meanwhile.
func TestAnAccessLogThatCannotBeWrittenIsKept(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	log := access.NewLog(w.db, digest, slog.New(slog.DiscardHandler))
	from := netip.MustParseAddr("192.0.2.7")
	log.Note(d.Recipients[0].LinkID, from, w.instant())
	log.Note(d.Recipients[0].LinkID, from, w.instant())
	failing, end := context.WithCancel(t.Context())
	end()
	log.Write(failing) // a write that fails
	if rows, err := access.Of(t.Context(), w.db, d.Recipients[0].LinkID, 10); err != nil || len(rows) != 0 {
		t.Fatalf("it was written: %v %v", rows, err)
	}
	log.Note(d.Recipients[0].LinkID, from, w.instant()+1)
	log.Write(t.Context())
	log.Write(t.Context()) // and once only
	rows, err := access.Of(t.Context(), w.db, d.Recipients[0].LinkID, 10)
	must(t, err)
	if len(rows) != 1 || rows[0].Count != 3 || rows[0].Address != digest("access", from.String()) {
		t.Errorf("the access log says %+v", rows)
	}
}

func TestTheAccessLogIsBounded(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	log := access.NewLog(w.db, digest, slog.New(slog.DiscardHandler))
	failing, end := context.WithCancel(t.Context())
	end()
	at := netip.MustParseAddr("2001:db8::1")
	for range 2 {
		for range 8_000 {
			at = at.Next()
			log.Note(d.Recipients[0].LinkID, at, w.instant())
		}
		log.Write(failing)
	}
	log.Write(t.Context())
	rows, err := access.Of(t.Context(), w.db, d.Recipients[0].LinkID, 20_000)
	must(t, err)
	if len(rows) != 10_000 {
		t.Errorf("%d openings had waited", len(rows))
	}
}
