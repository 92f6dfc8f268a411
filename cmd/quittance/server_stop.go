package main

import (
	"net/http"
	"time"
)

// farewell is how long a server that was asked to stop still lets visitors in while a request is under way: a load
// balancer reads 503 at /readyz meanwhile, and sends them elsewhere. With nothing under way it stops at once.
const farewell = 10 * time.Second

// counted counts the requests that are under way.
func (s *server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.underWay.Add(1)
		defer s.underWay.Add(-1)
		next.ServeHTTP(w, r)
	})
}

// sayFarewell returns when nothing is under way, or it has lasted long enough. Shutdown, which comes next, closes the
// listener first: from then on not even /readyz is answered.
func (s *server) sayFarewell() {
	const look = 50 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	enough := time.NewTimer(farewell)
	defer enough.Stop()
	for s.underWay.Load() > 0 {
		select {
		case <-tick.C:
		case <-enough.C:
			return
		}
	}
}
