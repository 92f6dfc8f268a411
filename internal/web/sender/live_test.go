package sender_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

// The page of a delivery is told of what happens elsewhere, by a version alone.
func TestAPageIsToldOfWhatIsNewer(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.sent()
	d := w.delivery(id)
	b.get("/deliveries/" + id).is(http.StatusOK).has(fmt.Sprintf(`data-live="/deliveries/%s/live" data-page="/deliveries/%s" data-version="%d"`, id, id, d.Version))

	events := b.follows(id)
	if got, want := events.next(), fmt.Sprintf("event: changed\ndata: %d", d.Version); got != want {
		t.Errorf("told %q first, want %q", got, want)
	}
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.NoteMessage(delivery.At(w.now), delivery.MessageSent{Message: "x1", Kind: "invitation", Channel: "email", Recipient: d.Recipients[0].ID})
	})
	if got, want := events.next(), fmt.Sprintf("event: changed\ndata: %d", w.delivery(id).Version); got != want {
		t.Errorf("told %q, want %q", got, want)
	}

	b.get("/deliveries/" + id + "/live").is(http.StatusNotAcceptable)
	b.do(http.MethodGet, "/deliveries/nothing/live", "", nil, "Accept", "text/event-stream").is(http.StatusNotFound)
	other := w.signedIn(w.member(account.Owner, "jean@roux.example", ""))
	other.do(http.MethodGet, "/deliveries/"+id+"/live", "", nil, "Accept", "text/event-stream").is(http.StatusNotFound)
	for range 4 {
		b.follows(id)
	}
	b.do(http.MethodGet, "/deliveries/"+id+"/live", "", nil, "Accept", "text/event-stream").is(http.StatusNoContent)
}

// stream is the events of a delivery as a browser receives them.
type stream struct {
	t    *testing.T
	body *bufio.Reader
}

func (b *browser) follows(id string) stream {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+"/deliveries/"+id+"/live", nil)
	must(b.t, err)
	r.Header.Set("Accept", "text/event-stream")
	res, err := b.client.Do(r)
	must(b.t, err)
	b.t.Cleanup(func() { _ = res.Body.Close() })
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"} {
		if got := res.Header.Get(name); got != want {
			b.t.Errorf("%s: %s", name, got)
		}
	}
	s := stream{b.t, bufio.NewReader(res.Body)}
	if got := s.next(); got != "retry: 2000" {
		b.t.Errorf("the stream begins with %q", got)
	}
	return s
}

// next is the next event that is more than a sign of life.
func (s stream) next() string {
	s.t.Helper()
	var event strings.Builder
	for {
		line, err := s.body.ReadString('\n')
		if err != nil && err != io.EOF {
			s.t.Fatal(err)
		}
		switch {
		case line == "\n" && event.Len() > 0, err == io.EOF:
			return strings.TrimSuffix(event.String(), "\n")
		case line != "\n" && line[0] != ':':
			event.WriteString(line)
		}
	}
}
