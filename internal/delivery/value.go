package delivery

import (
	"encoding/json"
	"fmt"
	"time"

	"quittance/internal/evidence"
)

// Instant is a moment in UTC as microseconds since 1970-01-01T00:00:00Z. Zero means "not yet" or "never".
type Instant int64

// At converts a time, dropping what is finer than a microsecond.
func At(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time converts back, in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// IsZero reports whether the instant is unset.
func (i Instant) IsZero() bool { return i == 0 }

// Add returns the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Date is a calendar day, "2006-01-02", read in the workspace's time zone. Empty means none.
type Date string

// ParseDate accepts a day in ISO 8601 form only.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("parse date: %w", err)
	}
	return Date(s), nil
}

// mostYears is how far ahead a day may be: what nobody lives to see is a slip of the hand.
const mostYears = 10

// IsTooFar reports a day that is further ahead than any of a delivery may be.
func (d Date) IsTooFar(at Instant) bool {
	return d > Date(at.Time().AddDate(mostYears, 0, 0).Format(time.DateOnly))
}

// EndIn returns the first instant after the day in the time zone: the day's last moment is just before it.
func (d Date) EndIn(zone *time.Location) (Instant, error) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return 0, fmt.Errorf("parse date: %w", err)
	}
	return At(t.AddDate(0, 0, 1)), nil
}

// UsualCurrency is what amounts are in where nothing else is said.
const UsualCurrency = "EUR"

// Money is an amount in minor units of an ISO 4217 currency.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Personal is a value that is personal data: a name, a number, an address, a user agent, free text. In the row
// it is plain; on its way into an event it is written as {"personal": value}, which persistence replaces by a
// salted digest before hashing, keeping value and salt in an erasable detail (DESIGN section 7).
type Personal string

// MarshalJSON marks the value for persistence.
func (p Personal) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"personal": string(p)})
}

// UnmarshalJSON reads the marked form back. A digest gives the empty value: what was erased, or is kept apart,
// is not needed to replay a lifecycle.
func (p *Personal) UnmarshalJSON(b []byte) error {
	var v struct {
		Personal string `json:"personal"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("decode personal value: %w", err)
	}
	*p = Personal(v.Personal)
	return nil
}

// MaskPhone shows country code and last two digits only, as everywhere in the product.
func MaskPhone(phone Personal) string { return evidence.MaskPhone(string(phone)) }

// Actor says who caused an event: "sender:<member id>", "recipient:<recipient id>", "stripe" or "system".
type Actor string

// The actors without an id.
const (
	System Actor = "system"
	Stripe Actor = "stripe"
)

// Sender is the actor of a member of the workspace.
func Sender(member string) Actor { return Actor("sender:" + member) }

// ByRecipient is the actor of a recipient.
func ByRecipient(id string) Actor { return Actor("recipient:" + id) }
