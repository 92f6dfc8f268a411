package config

import (
	"net/url"
	"strings"
)

// Where the real providers are.
const (
	stripeHost = "api.stripe.com"
	vonageHost = "rest.nexmo.com"
)

// StandIns names the parts of the outside world that are played and not real: the embedded sandbox's, and any
// provider reached with a test key or at an address that is not the provider's own. Deliveries made while the
// list is not empty keep their SANDBOX mark for ever.
func (c *Config) StandIns() []string {
	if c.UseSandbox() {
		return []string{"stripe", "sms", "email", "tsa"}
	}
	var out []string
	if c.StripeAPIKey != "" && (!strings.Contains(c.StripeAPIKey, "_live_") || !isHost(c.StripeAPIURL, stripeHost)) {
		out = append(out, "stripe")
	}
	if c.VonageAPIKey != "" && !isHost(c.VonageAPIURL, vonageHost) {
		out = append(out, "sms")
	}
	return out
}

// isHost reports whether the address is unset (the provider's default) or names the provider's host.
func isHost(address, host string) bool {
	if address == "" {
		return true
	}
	u, err := url.Parse(address)
	return err == nil && u.Hostname() == host
}
