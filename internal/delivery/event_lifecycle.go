package delivery

// Drafted is the whole content of a draft, each time it is saved.
type Drafted struct {
	Workspace    string        `json:"workspace"`
	Member       string        `json:"member"`
	Sandbox      bool          `json:"sandbox"`
	Terms        Terms         `json:"terms"`
	Deliverables []Deliverable `json:"deliverables"`
	Recipients   []Recipient   `json:"recipients"`
	Dues         []Due         `json:"dues"`
	Releases     []Release     `json:"releases"`
}

// EventType names the event on record.
func (Drafted) EventType() string { return "delivery.drafted" }

// Dispatched: the sender sent the draft; each recipient has a link.
type Dispatched struct {
	Sandbox bool         `json:"sandbox"` // as of the providers configured when sent
	Links   []LinkIssued `json:"links"`
}

// EventType names the event on record.
func (Dispatched) EventType() string { return "delivery.sent" }

// LinkIssued gives a recipient a new link; the one before is void.
type LinkIssued struct {
	Recipient string `json:"recipient"`
	LinkID    string `json:"link_id"`
}

// EventType names the event on record.
func (LinkIssued) EventType() string { return "link.issued" }

// WithdrawnBySender ends a delivery that nobody has paid.
type WithdrawnBySender struct {
	Reason Personal `json:"reason"`
}

// EventType names the event on record.
func (WithdrawnBySender) EventType() string { return "delivery.withdrawn" }

// DeclinedByRecipient ends a delivery before payment.
type DeclinedByRecipient struct {
	Recipient string   `json:"recipient"`
	Reason    Personal `json:"reason"`
}

// EventType names the event on record.
func (DeclinedByRecipient) EventType() string { return "delivery.declined" }

// DeliveryExpired: the last day to start paying is over.
type DeliveryExpired struct{}

// EventType names the event on record.
func (DeliveryExpired) EventType() string { return "delivery.expired" }

// Extended gives a new last day, and brings an expired delivery back.
type Extended struct {
	ExpiresOn Date `json:"expires_on"`
}

// EventType names the event on record.
func (Extended) EventType() string { return "delivery.extended" }

// DeliveryCompleted: every release is unlocked and every due settled.
type DeliveryCompleted struct{}

// EventType names the event on record.
func (DeliveryCompleted) EventType() string { return "delivery.completed" }

// DeliverableReplaced puts a new file in the place of an old one, before anyone paid or signed.
type DeliverableReplaced struct {
	Old string      `json:"old"`
	New Deliverable `json:"new"`
}

// EventType names the event on record.
func (DeliverableReplaced) EventType() string { return "deliverable.replaced" }

// GateOpened: what a gate waited for has come.
type GateOpened struct {
	Release string `json:"release"`
	Gate    string `json:"gate"`
}

// EventType names the event on record.
func (GateOpened) EventType() string { return "gate.passed" }

// GateWaivedBySender: the sender renounced a gate, with a reason.
type GateWaivedBySender struct {
	Release string   `json:"release"`
	Gate    string   `json:"gate"`
	Reason  Personal `json:"reason"`
}

// EventType names the event on record.
func (GateWaivedBySender) EventType() string { return "gate.waived" }

// SignatureAwaited: a release has been paid for a while and is still not signed; both sides are told.
type SignatureAwaited struct {
	Release  string `json:"release"`
	Reminder int    `json:"reminder"` // 1 after one day, 2 after three
}

// EventType names the event on record.
func (SignatureAwaited) EventType() string { return "signature.awaited" }

// ReleaseReady: the last gate fell; the certificate is being made.
type ReleaseReady struct {
	Release string `json:"release"`
}

// EventType names the event on record.
func (ReleaseReady) EventType() string { return "release.sealing" }

// CertificateRecorded: the evidence is fixed and is a leaf of the log. From here on it is only read.
type CertificateRecorded struct {
	Release     string          `json:"release"`
	Kind        CertificateKind `json:"kind"`
	Certificate string          `json:"certificate"` // its number
	Evidence    string          `json:"evidence"`    // hex SHA-256
	Leaf        int64           `json:"leaf"`
}

// EventType names the event on record.
func (CertificateRecorded) EventType() string { return "certificate.recorded" }

// CertificateSealed: the sealed PDF is stored.
type CertificateSealed struct {
	Release     string          `json:"release"`
	Kind        CertificateKind `json:"kind"`
	Certificate string          `json:"certificate"`
	PDF         string          `json:"pdf"`   // hex SHA-256 of the first revision
	Level       string          `json:"level"` // B-B or B-T
}

// EventType names the event on record.
func (CertificateSealed) EventType() string { return "certificate.sealed" }

// ReleaseOpened: the files can be downloaded.
type ReleaseOpened struct {
	Release string `json:"release"`
}

// EventType names the event on record.
func (ReleaseOpened) EventType() string { return "release.unlocked" }

// ReleaseClosed: a dispute was lost or everything was refunded; the files cannot be downloaded any more.
type ReleaseClosed struct {
	Release string `json:"release"`
	Reason  string `json:"reason"` // "dispute_lost" or "refunded"
}

// EventType names the event on record.
func (ReleaseClosed) EventType() string { return "release.revoked" }

// DownloadStarted: a recipient asked for a file ("" = all of the release as a ZIP) and bytes began to leave.
type DownloadStarted struct {
	Release     string   `json:"release"`
	Deliverable string   `json:"deliverable"`
	Download    string   `json:"download"` // id shared with DownloadEnded
	Offset      int64    `json:"offset"`
	Length      int64    `json:"length"`
	Address     Personal `json:"address"`
	AddressFrom string   `json:"address_from"`
	UserAgent   Personal `json:"user_agent"`
}

// EventType names the event on record.
func (DownloadStarted) EventType() string { return "download.started" }

// DownloadEnded: the bytes were served, or the connection broke. Complete means the whole file was, by this
// request or by the ranges up to it.
type DownloadEnded struct {
	Release     string `json:"release"`
	Deliverable string `json:"deliverable"`
	Download    string `json:"download"`
	Served      int64  `json:"served"`
	Complete    bool   `json:"complete"`
}

// EventType names the event on record.
func (DownloadEnded) EventType() string { return "download.ended" }
