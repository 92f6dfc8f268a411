package sandbox

import (
	"context"
	"net/http"
)

// stripe is the stand-in for the payment processor.
type stripe struct{ s *Sandbox }

func (*stripe) name() string                { return "stripe" }
func (*stripe) routeAPI(*http.ServeMux)     {}
func (*stripe) routePages(*http.ServeMux)   {}
func (*stripe) start(context.Context) error { return nil }
func (*stripe) close() error                { return nil }
