package recipient_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/access"
	"quittance/internal/delivery"
)

// The chain takes in at most a hundred downloads of a person a day; what is beyond is served and decided all the same.
func TestDownloadsOnRecordAreBounded(t *testing.T) {
	const most, size = 100, 1000
	content := strings.Repeat("0123456789", size/10)
	type scene struct {
		*browser
		d    *delivery.Delivery
		path string
	}
	piece := func(s scene, from, to int) page {
		return s.get(s.path, "Range", fmt.Sprintf("bytes=%d-%d", from, to-1))
	}
	for name, c := range map[string]struct {
		act                      func(s scene)
		started, ended, complete int // on record
	}{
		"a whole download is one, and complete": {
			act:     func(s scene) { s.get(s.path).is(http.StatusOK).has(content) },
			started: 1, ended: 1, complete: 1,
		},
		"beyond the limit a piece is served and not on record": {
			act: func(s scene) {
				for range most + 20 {
					piece(s, 0, 10).is(http.StatusPartialContent).has("0123456789")
				}
			},
			started: most, ended: most,
		},
		"the piece that completes a file beyond the limit is on record, once": {
			act: func(s scene) {
				for range 2 {
					for n := range 200 {
						piece(s, n*5, n*5+5).is(http.StatusPartialContent)
					}
				}
			},
			started: most + 1, ended: most + 1, complete: 1,
		},
		"pieces may come in any order": {
			act: func(s scene) {
				for _, from := range []int{750, 0, 500, 250} {
					piece(s, from, from+250).is(http.StatusPartialContent)
				}
			},
			started: 4, ended: 4, complete: 1,
		},
		"the end without the rest is not complete": {
			act:     func(s scene) { piece(s, 0, 400); piece(s, 401, 1000) },
			started: 2, ended: 2,
		},
		"one more piece after a whole download is not another": {
			act:     func(s scene) { s.get(s.path); piece(s, 990, 1000) },
			started: 2, ended: 2, complete: 1,
		},
		"a download of the next day is on record again": {
			act: func(s scene) {
				for range most + 1 {
					piece(s, 0, 10)
				}
				s.now = s.now.Add(25 * time.Hour)
				piece(s, 0, 10)
			},
			started: most + 1, ended: most + 1,
		},
		"what is asked for in many places counts together": {
			act: func(s scene) {
				for range most/2 + 10 {
					piece(s, 0, 10)
					s.get("/d/"+string(s.d.ID)+"/files.zip", "Range", "bytes=0-9").is(http.StatusPartialContent)
				}
			},
			started: most, ended: most,
		},
		"beyond the limit too, what was suspended does not leave": {
			act: func(s scene) {
				for range most {
					piece(s, 0, 10)
				}
				piece(s, 0, 10).is(http.StatusPartialContent)
				s.happens(s.d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
					return d.Refund(delivery.Sender("m1"), s.instant(), s.id(), d.Payments[0].ID, 0)
				})
				if p := piece(s, 0, 10); p.status < 400 || strings.Contains(p.body, "0123456789") {
					t.Errorf("refunded, and served with %d", p.status)
				}
			},
			started: most, ended: most,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.unlocked(content)
			s := scene{w.opened(d), d, "/d/" + string(d.ID) + "/files/" + d.Deliverables[0].ID}
			c.act(s)
			started, ended := events[delivery.DownloadStarted](w, d.ID), events[delivery.DownloadEnded](w, d.ID)
			complete := 0
			for _, e := range ended {
				if e.Complete {
					complete++
				}
			}
			if len(started) != c.started || len(ended) != c.ended || complete != c.complete {
				t.Errorf("%d started, %d ended, %d complete on record; want %d, %d, %d", len(started), len(ended), complete, c.started, c.ended, c.complete)
			}
			begun := map[string]bool{}
			for _, e := range started {
				begun[e.Download] = true
			}
			for i, e := range ended { // an end may be noted after the next start: the answer left before
				if !begun[e.Download] {
					t.Errorf("the end %d is of no download, or of one that ended before", i)
				}
				delete(begun, e.Download)
			}
			must(t, w.db.CheckReplay(t.Context(), d.ID))
		})
	}
}

func TestDownloadsBeyondTheLimitAreInTheAccessLog(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("content")
	b := w.opened(d)
	for range 105 {
		b.get("/d/"+string(d.ID)+"/files/"+d.Deliverables[0].ID, "Range", "bytes=0-1").is(http.StatusPartialContent)
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	w.accesses.Run(ctx) // writes once more when it ends
	log, err := access.Of(t.Context(), w.db, d.Recipients[0].LinkID, 10)
	must(t, err)
	if len(log) != 1 || log[0].Count != 1+5 { // the link itself, and five
		t.Errorf("the access log says %+v", log)
	}
}
