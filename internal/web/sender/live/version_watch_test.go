package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// versions is a database of one number that counts how often it is asked.
type versions struct {
	version, reads atomic.Int64
	broken         atomic.Bool
}

func (v *versions) read(context.Context, delivery.ID) (int64, error) {
	v.reads.Add(1)
	if v.broken.Load() {
		return 0, errors.New("no answer")
	}
	return v.version.Load(), nil
}

func newVersions(n int64) (*versions, *watch) {
	v := &versions{}
	v.version.Store(n)
	return v, newWatch(v.read, slog.New(slog.DiscardHandler))
}

func session(n byte) account.Hash { return account.Hash{n} }

// pass waits until the clock of the test, which is no real one, has moved on by d.
func pass(d time.Duration) { <-time.After(d) }

func TestADeliveryIsReadOnceASecondForAllWhoLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, w := newVersions(7)
		var seats []*seat
		for i := range 20 {
			seats = append(seats, w.take(session(byte(i)), "d1"))
		}
		for i, s := range seats {
			if got := <-s.versions; got != 7 {
				t.Errorf("seat %d is told %d first", i, got)
			}
		}
		v.version.Store(8)
		pass(10 * look)
		if n := v.reads.Load(); n > 11 {
			t.Errorf("read %d times in ten seconds", n)
		}
		v.version.Store(9)
		pass(2 * look)
		late := w.take(session(99), "d1")
		for i, s := range append(seats, late) {
			if got := <-s.versions; got != 9 {
				t.Errorf("seat %d is told %d, not the newest alone", i, got)
			}
			s.leave()
		}
		pass(2 * look)
		reads := v.reads.Load()
		pass(10 * look)
		if v.reads.Load() != reads || len(w.watched) != 0 || len(w.sessions) != 0 || w.streams != 0 {
			t.Errorf("nobody looks, and it is still read: %d, %v", v.reads.Load()-reads, w.watched)
		}
	})
}

func TestSeatsAreFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, w := newVersions(1)
		var taken []*seat
		for i := range perProcess + 50 {
			if s := w.take(session(byte(i/perSession)), delivery.ID(fmt.Sprint("d", i%7))); s != nil {
				taken = append(taken, s)
			}
		}
		if len(taken) != perProcess {
			t.Errorf("%d seats in the process", len(taken))
		}
		for _, s := range taken {
			s.leave()
		}
		taken = nil
		for range perSession + 1 {
			if s := w.take(session(1), "d1"); s != nil {
				taken = append(taken, s)
			}
		}
		if len(taken) != perSession {
			t.Errorf("%d seats of one session", len(taken))
		}
		taken[0].leave()
		if s := w.take(session(1), "d2"); s == nil {
			t.Error("a seat that was left is not given again")
		} else {
			s.leave()
		}
		for _, s := range taken[1:] {
			s.leave()
		}
	})
}

func TestAFailureEndsTheSeatsAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, w := newVersions(1)
		old := w.take(session(1), "d1")
		<-old.versions
		v.broken.Store(true)
		if _, open := <-old.versions; open {
			t.Error("told something that could not be read")
		}
		v.broken.Store(false)
		fresh := w.take(session(1), "d1")
		if got := <-fresh.versions; got != 1 {
			t.Errorf("told %d after the failure", got)
		}
		old.leave()
		v.version.Store(2)
		if got := <-fresh.versions; got != 2 {
			t.Errorf("told %d after the old seat was left", got)
		}
		fresh.leave()
	})
}

// What is written while somebody looks, and what ends it.
func TestAStream(t *testing.T) {
	const head = "event: changed\ndata: 3\n\n"
	for name, tt := range map[string]struct {
		stillMay error
		happens  func(v *versions, s *web.Site, leave func())
		writes   string
		lasts    time.Duration
		fails    bool
	}{
		"says the version at once, then what is newer": {
			happens: func(v *versions, _ *web.Site, leave func()) {
				pass(3 * time.Second)
				v.version.Store(4)
				pass(2 * time.Second)
				leave()
			}, writes: head + "event: changed\ndata: 4\n\n", lasts: 5 * time.Second,
		},
		"gives a sign of life": {
			happens: func(_ *versions, _ *web.Site, leave func()) { pass(45 * time.Second); leave() }, writes: head + ":\n\n:\n\n", lasts: 45 * time.Second,
		},
		"ends when the site stops": {
			happens: func(_ *versions, s *web.Site, _ func()) { pass(time.Second); s.Stop(); s.Stop() }, writes: head, lasts: time.Second,
		},
		"ends when the session did": {
			stillMay: account.ErrSessionOver, happens: func(*versions, *web.Site, func()) {}, writes: head + ":\n\n:\n\n", lasts: time.Minute,
		},
		"ends when the session cannot be read": {
			stillMay: errors.New("no answer"), happens: func(*versions, *web.Site, func()) {}, writes: head + ":\n\n:\n\n", lasts: time.Minute, fails: true,
		},
		"ends when versions cannot be read": {
			happens: func(v *versions, _ *web.Site, _ func()) { pass(time.Second / 2); v.broken.Store(true) }, writes: head, lasts: time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v, w := newVersions(3)
				site := web.New(web.Options{Assets: http.NotFoundHandler()})
				d := &door{Site: site, watch: w, stillMay: func(context.Context, entrance.Visit, account.Permission) error { return tt.stillMay }}
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				answer := httptest.NewRecorder()
				c := echo.New().NewContext(httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil), answer)
				place := w.take(session(1), "d1")
				defer place.leave()
				begun := time.Now()
				go tt.happens(v, site, leave)
				err := d.tell(c, entrance.Visit{}, place, events{c.Response(), http.NewResponseController(c.Response())})
				if (err != nil) != tt.fails {
					t.Error(err)
				}
				if took := time.Since(begun); took != tt.lasts {
					t.Errorf("it lasted %s, want %s", took, tt.lasts)
				}
				// Signs of life and the look at the session may fall on one instant.
				if got := answer.Body.String(); got != tt.writes && got != tt.writes+":\n\n" {
					t.Errorf("it says %q", got)
				}
			})
		})
	}
}
