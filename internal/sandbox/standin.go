package sandbox

import (
	"context"
	"net/http"
	"time"
)

// standIn is one service of the outside world. Its name prefixes its API ("/stripe/…") and names it in faults.
type standIn interface {
	name() string
	// routeAPI adds the routes of the wire, all under "/{name}/". Faults are applied around them.
	routeAPI(mux *http.ServeMux)
	// routePages adds pages and their JSON twins, all under "/sandbox/".
	routePages(mux *http.ServeMux)
	// start opens what is not HTTP; close ends it. Both may do nothing.
	start(ctx context.Context) error
	close() error
}

// webhookSender is a stand-in that posts to the product: sign makes the headers of one attempt.
type webhookSender interface {
	sign(now time.Time, body []byte) http.Header
}

// ticker is a stand-in in which time itself changes something.
type ticker interface {
	tick(ctx context.Context) error
}

// buildStandIns lists the stand-ins; each lives in its own files.
func (s *Sandbox) buildStandIns() []standIn {
	return []standIn{
		newStripe(s),
		&smsGateway{s},
		&mailServer{s: s},
		&timeAuthority{s},
	}
}
