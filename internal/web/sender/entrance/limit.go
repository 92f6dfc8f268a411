package entrance

import (
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/db/ratelimit"
	"quittance/internal/web"
)

// What one network and one e-mail address may try. An office shares an address, a guesser of passwords does not need
// many.
const (
	signInWindow    = 15 * time.Minute
	signInsByEmail  = 20
	signInsByOrigin = 100
	signUpWindow    = time.Hour
	signUpsByOrigin = 60
	mailWindow      = time.Hour
	mailsByEmail    = 5
	mailsByOrigin   = 60
)

func (d *Entrance) limitEmail(what, email string, most int, window time.Duration) ratelimit.Limit {
	return ratelimit.Limit{Key: what + "/email/" + d.Digest(what, email), Max: most, Window: window}
}

func (d *Entrance) limitOrigin(c echo.Context, what string, most int, window time.Duration) ratelimit.Limit {
	address := d.VisitorOf(c.Request()).Address
	return ratelimit.Limit{Key: what + "/origin/" + d.Digest(what, web.Network(address)), Max: most, Window: window}
}
