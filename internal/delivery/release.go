package delivery

// ReleaseState is where a release stands. The comment says who must act next.
type ReleaseState string

// The states of a release.
const (
	ReleaseLocked   ReleaseState = "locked"   // recipients, until the last gate falls
	ReleaseSealing  ReleaseState = "sealing"  // us: the certificate is being made
	ReleaseUnlocked ReleaseState = "unlocked" // nobody: files can be downloaded
	ReleaseRevoked  ReleaseState = "revoked"  // nobody
)

// Release is some of the deliverables, unlocked together when all their gates are passed or waived.
type Release struct {
	ID           string        `json:"id"`
	Deliverables []string      `json:"deliverables"`
	Gates        []Gate        `json:"gates"` // in order of Position
	State        ReleaseState  `json:"state"`
	Suspended    bool          `json:"suspended"` // by an open dispute
	SealingAt    Instant       `json:"sealing_at"`
	UnlockedAt   Instant       `json:"unlocked_at"`
	RevokedAt    Instant       `json:"revoked_at"`
	DeliveredAt  Instant       `json:"delivered_at"`            // first complete download of a file
	HandedOverAt Instant       `json:"handed_over_at,omitzero"` // one recipient has been served every file
	HandedTo     string        `json:"handed_to,omitzero"`      // that recipient
	Reminders    int           `json:"reminders"`               // told so far that it is paid but unsigned
	Certificates []Certificate `json:"certificates"`            // at most one of each kind
}

// Certificate is one of a release, from the moment its evidence was fixed. SealedAt is zero until its PDF is stored.
type Certificate struct {
	Number     string          `json:"number"`
	Kind       CertificateKind `json:"kind"`
	Evidence   string          `json:"evidence"` // hex SHA-256
	RecordedAt Instant         `json:"recorded_at"`
	SealedAt   Instant         `json:"sealed_at"`
}

// GateKind is what a gate waits for.
type GateKind string

// The kinds of gate.
const (
	PaymentGate   GateKind = "payment"   // Subject is a due
	SignatureGate GateKind = "signature" // Subject is a recipient
)

// GateState is where a gate stands.
type GateState string

// The states of a gate. A waived gate is never printed as passed.
const (
	GatePending GateState = "pending"
	GatePassed  GateState = "passed"
	GateWaived  GateState = "waived"
)

// Gate is one condition of a release. Gates of the same position are open together; a gate of a later position
// opens when every earlier one is passed or waived.
type Gate struct {
	ID       string    `json:"id"`
	Kind     GateKind  `json:"kind"`
	Subject  string    `json:"subject"`
	Position int       `json:"position"`
	State    GateState `json:"state"`
	At       Instant   `json:"at"`
	Reason   Personal  `json:"reason"` // of a waiver
}

// CertificateKind is which of the two certificates of a release is meant.
type CertificateKind string

// The kinds of certificate: completion is sealed before the unlock, delivery after the first complete download.
const (
	CompletionCertificate CertificateKind = "completion"
	DeliveryCertificate   CertificateKind = "delivery"
)
