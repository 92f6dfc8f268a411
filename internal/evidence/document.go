package evidence

import "encoding/json"

// Format names the shape of Document. Another shape gets another name; this one does not change once shipped.
const Format = "quittance/evidence/v1"

// Kind says what a certificate is of.
type Kind string

// The two kinds. Completion: the gates of a release are passed. Delivery (attestation de remise): a recipient's
// first complete download was served.
const (
	Completion Kind = "completion"
	Delivery   Kind = "delivery"
)

// Document is everything a certificate says (EVIDENCE.md section 2), in one canonical JSON document. The human text
// of the certificate is a function of it and of Layout alone.
//
// Instants are integer microseconds since 1970 UTC, 0 where unknown or not happened; amounts are minor units of an
// ISO 4217 currency. What is absent did not happen or is not known: nothing absent may be printed as done.
type Document struct {
	Format       string        `json:"format"`
	Kind         Kind          `json:"kind"`
	Layout       int           `json:"layout"`
	Language     string        `json:"language"`
	Nonce        Hash          `json:"nonce"` // 32 random bytes, so that the hash of the document reveals nothing
	Certificate  Certificate   `json:"certificate"`
	Platform     Platform      `json:"platform"`
	Sender       Sender        `json:"sender"`
	Recipients   []Recipient   `json:"recipients"`
	Deliverables []Deliverable `json:"deliverables"`
	Manifest     Hash          `json:"manifest"` // ManifestHash over Deliverables
	Gates        []Gate        `json:"gates"`
	NoGateReason string        `json:"no_gate_reason,omitempty"`
	Dues         []Due         `json:"dues,omitempty"`
	Payments     []Payment     `json:"payments,omitempty"`
	Signatures   []Signature   `json:"signatures,omitempty"`
	Handover     *Handover     `json:"handover,omitempty"` // of kind Delivery only
	Events       []EventRecord `json:"events"`
	Chain        Chain         `json:"chain"`
	Seal         Seal          `json:"seal"`
	Law          Law           `json:"law"`
}

// Certificate names the certificate and what it is about.
type Certificate struct {
	Number    string `json:"number"`
	MadeAt    int64  `json:"made_at"`
	Delivery  string `json:"delivery"`
	Release   string `json:"release"`
	Title     string `json:"title"`
	Reference string `json:"reference,omitempty"`
	TimeZone  string `json:"time_zone"` // IANA name, for local times
	VerifyURL string `json:"verify_url"`
	// Sandbox names each stand-in that took part ("stripe", "sms", "tsa", ...). Any entry puts the SANDBOX mark on.
	Sandbox []string `json:"sandbox,omitempty"`
}

// Platform is the program that made the certificate.
type Platform struct {
	Name    string `json:"name"`
	Build   string `json:"build"`
	Address string `json:"address"`
}

// Sender is who sends and is paid.
type Sender struct {
	Workspace string `json:"workspace"`
	LegalName string `json:"legal_name"`
	Address   string `json:"address"`
	SIREN     string `json:"siren,omitempty"`
	Member    string `json:"member"` // id of the member who sent
	Name      string `json:"name"`   // of that member
	Email     string `json:"email,omitempty"`
}

// Recipient is one person the delivery was sent to. Phone is whole here and masked (MaskPhone) for human eyes.
type Recipient struct {
	ID               string        `json:"id"`
	Name             string        `json:"name"`
	Company          string        `json:"company,omitempty"`
	Email            string        `json:"email"`
	Roles            []string      `json:"roles"`
	Language         string        `json:"language,omitempty"`
	Phone            string        `json:"phone,omitempty"`
	PhoneSuppliedBy  string        `json:"phone_supplied_by,omitempty"` // actor
	PhoneSuppliedAt  int64         `json:"phone_supplied_at,omitempty"`
	PhoneCorrections []PhoneChange `json:"phone_corrections,omitempty"`
}

// PhoneChange is one correction of a recipient's number, oldest first.
type PhoneChange struct {
	At   int64  `json:"at"`
	By   string `json:"by"` // actor
	From string `json:"from"`
	To   string `json:"to"`
}

// Deliverable is one file of the release.
type Deliverable struct {
	File
	MediaType   string `json:"media_type"`
	Pages       int    `json:"pages,omitempty"` // where countable
	FirstSeenAt int64  `json:"first_seen_at"`
}

// Gate is one condition of the release and how it was met.
type Gate struct {
	Kind    string    `json:"kind"`    // "payment" or "signature"
	Subject string    `json:"subject"` // the due or the recipient it waits for
	State   GateState `json:"state"`
	At      int64     `json:"at"`
	By      string    `json:"by,omitempty"`     // actor of a waiver
	Reason  string    `json:"reason,omitempty"` // of a waiver
}

// GateState says how a gate was met. A waived gate is never printed as passed.
type GateState string

// The states of a gate in a certificate; an open gate has none.
const (
	GatePassed GateState = "passed"
	GateWaived GateState = "waived"
)

// Chain sums up the events: a reader compares it with what the other side holds.
type Chain struct {
	First Hash  `json:"first"`
	Head  Hash  `json:"head"`
	Count int64 `json:"count"`
}

// EventRecord is one event of the audit trail with its hash and its personal values, by JSON pointer into Data.
type EventRecord struct {
	Seq     int64             `json:"seq"`
	Type    string            `json:"type"`
	At      int64             `json:"at"`
	Local   string            `json:"local"` // At as RFC 3339 with the offset people lived in, to the second
	Actor   string            `json:"actor"`
	Data    json.RawMessage   `json:"data"`
	Details map[string]Detail `json:"details,omitempty"`
	Hash    Hash              `json:"hash"`
}

// Seal describes the certificate that seals the PDF. The level reached is not here: it is known after sealing only.
type Seal struct {
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	Serial  string `json:"serial"` // hexadecimal
	SHA256  Hash   `json:"sha256"`
}

// Law holds the sentences of law printed, in Language, exactly.
type Law struct {
	SignatureLevel string `json:"signature_level"` // "SES"
	Statement      string `json:"statement"`
	RetentionEndAt int64  `json:"retention_end_at"`
	Verification   string `json:"verification"`  // how to verify offline
	ReaderNotice   string `json:"reader_notice"` // why a PDF reader may show an unknown identity
}
