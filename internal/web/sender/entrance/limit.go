package entrance

import (
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
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

func (d *Entrance) limitEmail(what, email string, most int, window time.Duration) db.Limit {
	return db.Limit{Key: what + "/email/" + d.Digest(what, email), Max: most, Window: window}
}

func (d *Entrance) limitOrigin(c echo.Context, what string, most int, window time.Duration) db.Limit {
	address := d.VisitorOf(c.Request()).Address
	return db.Limit{Key: what + "/origin/" + d.Digest(what, network(address)), Max: most, Window: window}
}

// network is what limits count of an address: all of an IPv4 one, the first 64 bits of an IPv6 one.
func network(a netip.Addr) string {
	if !a.IsValid() || a.Is4() {
		return a.String()
	}
	const site = 64
	prefix, err := a.Prefix(site)
	if err != nil {
		return a.String()
	}
	return prefix.String()
}
