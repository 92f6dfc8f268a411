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
	Unfinished   *Unfinished   `json:"unfinished,omitempty"` // it still lacks something, and has no release yet
}

// Dispatched: the sender sent the draft; each recipient has a link.
type Dispatched struct {
	Sandbox bool         `json:"sandbox"` // as of the providers configured when sent
	Links   []LinkIssued `json:"links"`
}

// LinkIssued: a link goes out to a recipient. A new one makes the one before void; the one they have goes out again.
type LinkIssued struct {
	Recipient  string `json:"recipient"`
	LinkID     string `json:"link_id"`
	ToComputer bool   `json:"to_computer,omitempty"` // the recipient asked for the one they have, to open it on another machine
}

// WithdrawnBySender ends a delivery that nobody has paid.
type WithdrawnBySender struct {
	Reason Personal `json:"reason"`
}

// DeclinedByRecipient ends a delivery before payment.
type DeclinedByRecipient struct {
	Recipient string   `json:"recipient"`
	Reason    Personal `json:"reason"`
	Origin
}

// DeliveryExpired: the last day to start paying is over.
type DeliveryExpired struct{}

// Extended gives a new last day, and brings an expired delivery back.
type Extended struct {
	ExpiresOn Date `json:"expires_on"`
}

// DeliveryCompleted: every release is unlocked and every due settled.
type DeliveryCompleted struct{}

// DeliverableReplaced puts a new file in the place of an old one, before anyone paid or signed.
type DeliverableReplaced struct {
	Old string      `json:"old"`
	New Deliverable `json:"new"`
}

// GateOpened: what a gate waited for has come.
type GateOpened struct {
	Release string `json:"release"`
	Gate    string `json:"gate"`
}

// GateWaivedBySender: the sender renounced a gate, with a reason.
type GateWaivedBySender struct {
	Release string   `json:"release"`
	Gate    string   `json:"gate"`
	Reason  Personal `json:"reason"`
}

// SignatureAwaited: a release has been paid for a while and is still not signed; both sides are told.
type SignatureAwaited struct {
	Release  string `json:"release"`
	Reminder int    `json:"reminder"` // 1 after one day, 2 after three
}

// ReleaseReady: the last gate fell; the certificate is being made.
type ReleaseReady struct {
	Release string `json:"release"`
}

// CertificateRecorded: the evidence is fixed and is a leaf of the log. From here on it is only read.
type CertificateRecorded struct {
	Release     string          `json:"release"`
	Kind        CertificateKind `json:"kind"`
	Certificate string          `json:"certificate"` // its number
	Evidence    string          `json:"evidence"`    // hex SHA-256
	Leaf        int64           `json:"leaf"`
}

// CertificateSealed: the sealed PDF is stored.
type CertificateSealed struct {
	Release     string          `json:"release"`
	Kind        CertificateKind `json:"kind"`
	Certificate string          `json:"certificate"`
	PDF         string          `json:"pdf"`   // hex SHA-256 of the first revision
	Level       string          `json:"level"` // B-B or B-T
}

// ReleaseOpened: the files can be downloaded.
type ReleaseOpened struct {
	Release string `json:"release"`
}

// Why a release is closed.
const (
	ClosedByRefund  = "refunded"
	ClosedByDispute = "dispute_lost"
)

// ReleaseClosed: a dispute was lost or everything was refunded; the files cannot be downloaded any more.
type ReleaseClosed struct {
	Release string `json:"release"`
	Reason  string `json:"reason"` // ClosedByRefund or ClosedByDispute
}

// DownloadStarted: a recipient asked for a file ("" = all of the release as a ZIP) and bytes began to leave.
type DownloadStarted struct {
	Release     string `json:"release"`
	Deliverable string `json:"deliverable"`
	Download    string `json:"download"` // id shared with DownloadEnded
	Offset      int64  `json:"offset"`
	Length      int64  `json:"length"`
	Origin
}

// DownloadEnded: the bytes were served, or the connection broke. Complete means the whole file was, by this
// request or by the ranges up to it.
type DownloadEnded struct {
	Release     string `json:"release"`
	Deliverable string `json:"deliverable"`
	Download    string `json:"download"`
	Served      int64  `json:"served"`
	Complete    bool   `json:"complete"`
}

// ReleaseHandedOver: every file of a release was served whole to one recipient, the first of all who were.
type ReleaseHandedOver struct {
	Release   string `json:"release"`
	Recipient string `json:"recipient"`
	Download  string `json:"download"` // the one that completed the last file
	Bytes     int64  `json:"bytes"`    // of all its files together; what was served twice counts once
}

// ExpiryNear: the right to start paying ends in a week; the sender and those who have still to act are told.
type ExpiryNear struct {
	ExpiresOn Date `json:"expires_on"`
}

// Erased: files, or everything personal, were destroyed. The events keep the digests of what is gone.
type Erased struct {
	Scope  Scope    `json:"scope"`
	Early  bool     `json:"early,omitempty"` // before the day, by the operator
	Reason Personal `json:"reason"`          // why early; "" at the end of the time
}
