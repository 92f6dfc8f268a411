package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"quittance/internal/delivery"
)

// Visitor is where a request came from, as evidence keeps it.
type Visitor struct {
	Address   netip.Addr
	From      string // "connection", or "x-forwarded-for" when a trusted proxy said so
	UserAgent string // at most maxUserAgent bytes
}

const maxUserAgent = 512

// VisitorOf reads the visitor of a request. X-Forwarded-For is believed only from trusted proxies, from the right,
// up to the first address that is none of them.
func (s *Site) VisitorOf(r *http.Request) Visitor {
	v := Visitor{From: "connection", UserAgent: userAgent(r)}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return v
	}
	v.Address = peer.Addr().Unmap()
	if !s.trusted(v.Address) {
		return v
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return v
		}
		v.Address, v.From = a.Unmap(), "x-forwarded-for"
		if !s.trusted(v.Address) {
			return v
		}
	}
	return v
}

// Origin is the visitor in an event.
func (v Visitor) Origin() delivery.Origin {
	return delivery.Origin{Address: v.Personal(), AddressFrom: v.From, UserAgent: delivery.Personal(v.UserAgent)}
}

// Personal is the address as events keep it.
func (v Visitor) Personal() delivery.Personal {
	if !v.Address.IsValid() {
		return ""
	}
	return delivery.Personal(v.Address.String())
}

func (s *Site) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

func userAgent(r *http.Request) string {
	ua := r.UserAgent()
	if len(ua) > maxUserAgent {
		ua = ua[:maxUserAgent]
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(ua, ""))
}

// Network is what limits count of an address: all of an IPv4 one, the first 64 bits of an IPv6 one, which is what one
// site has.
func Network(a netip.Addr) string {
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
