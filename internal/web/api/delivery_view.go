package api

import (
	"time"

	"quittance/internal/db/projection"
	"quittance/internal/delivery"
)

// Delivery is the whole of a delivery. Money is in minor units, instants are RFC 3339 in UTC and absent until they
// are reached; lists are never null.
type Delivery struct {
	ID             string        `json:"id" doc:"26 characters, in the order of their making." example:"01kay3m8r2f8v1wz6q4t9d5xgh"`
	State          string        `json:"state" enum:"draft,sent,completed,withdrawn,declined,expired" doc:"Draft: yours to send. Sent: the recipients act. Completed, withdrawn, declined: nobody. Expired: you may extend."`
	WithdrawnBy    string        `json:"withdrawn_by,omitempty" enum:"sender,consumer" doc:"Of a withdrawn one: you, or a consumer who withdrew from the contract; see withdrew_at of the recipients."`
	Unfinished     bool          `json:"unfinished,omitempty" doc:"A draft that was saved on the page before it was complete: it has no release yet, and perhaps no recipient, file or due. Sending it names what it lacks; it is completed on the page."`
	Sandbox        bool          `json:"sandbox" doc:"Made while a provider was played: no real money, message or time stamp."`
	Title          string        `json:"title" doc:"What the client is buying." example:"Plans d'exécution, lot 2"`
	Message        string        `json:"message" doc:"To the recipients; empty where there is none."`
	Reference      string        `json:"reference" doc:"Yours: an order or invoice number." example:"2026-118"`
	Language       string        `json:"language" enum:"fr,en" doc:"Of the certificate."`
	ClientKind     string        `json:"client_kind" enum:"business,consumer,public" doc:"Which law applies."`
	DigitalContent bool          `json:"digital_content" doc:"Of consumers: they are asked to give up the right of withdrawal before they pay."`
	Engagement     string        `json:"chorus_engagement,omitempty" doc:"Of a public buyer: the number of their order."`
	Service        string        `json:"chorus_service,omitempty" doc:"Of a public buyer: the service that executes it."`
	InformedBefore bool          `json:"informed_before" doc:"You declared that the client was told before ordering that delivery is against payment."`
	ExpiresOn      string        `json:"expires_on,omitempty" format:"date" doc:"Last day to start paying; absent: never."`
	ReachableDays  int           `json:"reachable_days" doc:"How long the files can be downloaded once they are unlocked." example:"365"`
	TimeZone       string        `json:"time_zone" doc:"In which days are meant." example:"Europe/Paris"`
	NoGateReason   string        `json:"no_gate_reason,omitempty" doc:"Why nothing guards the files."`
	Previous       string        `json:"previous,omitempty" doc:"The delivery that this one is a new version of."`
	Revision       string        `json:"revision,omitempty" doc:"The letter of this version; absent where none was said, which counts as A."`
	Deliverables   []Deliverable `json:"deliverables"`
	Recipients     []Recipient   `json:"recipients"`
	Dues           []Due         `json:"dues" doc:"Amounts owed; none where there is nothing to pay."`
	Releases       []Release     `json:"releases" doc:"Files that unlock together, with what they wait for."`
	Payments       []Payment     `json:"payments"`
	Refunds        []Refund      `json:"refunds"`
	Disputes       []Dispute     `json:"disputes"`
	Certificates   []Certificate `json:"certificates"`
	CreatedAt      string        `json:"created_at" format:"date-time" doc:"When the draft was made."`
	SentAt         string        `json:"sent_at,omitempty" format:"date-time" doc:"When the recipients got their links."`
	EndedAt        string        `json:"ended_at,omitempty" format:"date-time" doc:"Completed, withdrawn, declined or expired."`
	FilesErasedAt  string        `json:"files_erased_at,omitempty" format:"date-time" doc:"The files were erased."`
	ErasedAt       string        `json:"erased_at,omitempty" format:"date-time" doc:"Everything personal was erased: names, addresses and texts are empty, certificates can still be verified."`
	UpdatedAt      string        `json:"updated_at" format:"date-time" doc:"Of the last event."`
}

// Deliverable is one file.
type Deliverable struct {
	ID        string `json:"id" doc:"Of the file in this delivery; not that of its upload."`
	Name      string `json:"name" doc:"As the uploader named it." example:"RDC.pdf"`
	Size      int64  `json:"size" doc:"Bytes."`
	MediaType string `json:"media_type" doc:"As the uploader named it." example:"application/pdf"`
	SHA256    string `json:"sha256" doc:"Of the content, in hexadecimal."`
	Pages     int    `json:"pages,omitempty" doc:"Of a PDF; absent where they are not countable." example:"12"`
	Visible   bool   `json:"visible" doc:"Before payment: it belongs to no release."`
	Replaced  bool   `json:"replaced" doc:"By a later file: no longer delivered."`
	Document  *Paper `json:"document,omitempty" doc:"Of an invoice or a quote: what you said of it."`
}

// Paper is what the sender says of an invoice or a quote.
type Paper struct {
	Kind     string `json:"kind" enum:"invoice,quote,credit_note" doc:"What it is."`
	Number   string `json:"number,omitempty" doc:"Its own." example:"F-2026-118"`
	IssuedOn string `json:"issued_on,omitempty" format:"date" doc:"Its date."`
	Total    int64  `json:"total,omitempty" doc:"What it says of itself, in minor units, VAT included, where it could be read."`
	Currency string `json:"currency,omitempty" doc:"Of the total, ISO 4217."`
}

// Recipient is a person the delivery is for.
type Recipient struct {
	ID            string   `json:"id" doc:"See correct, renew-link, reset-passcode."`
	Name          string   `json:"name" doc:"Printed on the certificate."`
	Company       string   `json:"company" doc:"Empty where there is none."`
	Email         string   `json:"email" format:"email" doc:"Where the signed link went."`
	Phone         string   `json:"phone" doc:"E.164; empty where there is none." example:"+33639980001"`
	ProposedPhone string   `json:"proposed_phone,omitempty" doc:"The recipient says that this is the right number; see accept-number and dismiss-number."`
	Roles         []string `json:"roles" enum:"payer,signer,reader" doc:"What is asked of them; nothing of who was named to pay and taken back, see drop-payer."`
	Language      string   `json:"language" enum:"fr,en" doc:"Of their pages and messages."`
	LinkBy        string   `json:"link_by" enum:"email,sms" doc:"How their link goes out: by e-mail, or by e-mail and by text message."`
	OpenedAt      string   `json:"opened_at,omitempty" format:"date-time" doc:"First sign of a person at the link."`
	SignedAt      string   `json:"signed_at,omitempty" format:"date-time" doc:"When the right code came with their consent."`
	ProblemAt     string   `json:"problem_at,omitempty" format:"date-time" doc:"When they last reported a problem, or declined, and you have not said that it is dealt with; see close-problem and the events."`
	NamedBy       string   `json:"named_by,omitempty" doc:"The id of the recipient who named this one to pay in their place: such a one pays, and has neither files nor certificate."`
	WaivedRightAt string   `json:"waived_right_at,omitempty" format:"date-time" doc:"Of a consumer: consented to immediate delivery and to losing the right of withdrawal."`
	WithdrewAt    string   `json:"withdrew_at,omitempty" format:"date-time" doc:"Of a consumer: withdrew from the contract, which ended the delivery and sent back what was paid."`
}

// Due is an amount owed.
type Due struct {
	ID        string `json:"id" doc:"Of the amount owed."`
	Amount    int64  `json:"amount" doc:"VAT included, in minor units." example:"45000"`
	Currency  string `json:"currency" doc:"ISO 4217." example:"EUR"`
	Net       int64  `json:"net,omitempty" doc:"Without VAT. Absent of what is left of an invoice: its tax is split there and nowhere else." example:"37500"`
	VATRate   int    `json:"vat_rate" doc:"Basis points." example:"2000"`
	VATRegime string `json:"vat_regime,omitempty" enum:"exempt_293b,reverse_charge" doc:"Why there is no VAT, where a regime says so."`
	DueOn     string `json:"due_on,omitempty" format:"date" doc:"When it is to be paid."`
	Settled   int64  `json:"settled" doc:"Received."`
	Refunded  int64  `json:"refunded" doc:"Given back."`
	Forgiven  int64  `json:"forgiven,omitempty" doc:"The rest that the sender does without."`
	Owing     int64  `json:"owing" doc:"Still to be paid."`
}

// Release is files that unlock together.
type Release struct {
	ID             string   `json:"id" doc:"See certificate."`
	State          string   `json:"state" enum:"locked,sealing,unlocked,revoked" doc:"Locked: gates wait. Sealing: the certificate is being made."`
	Suspended      bool     `json:"suspended" doc:"By an open dispute."`
	Deliverables   []string `json:"deliverables" doc:"Their ids."`
	Gates          []Gate   `json:"gates" doc:"In order: those of one position are open together."`
	ManifestSHA256 string   `json:"manifest_sha256,omitempty" doc:"Over all files of the release: what is signed."`
	UnlockedAt     string   `json:"unlocked_at,omitempty" format:"date-time" doc:"When the files became available."`
	ReachableUntil string   `json:"reachable_until,omitempty" format:"date-time" doc:"How long the files can be downloaded."`
	DeliveredAt    string   `json:"delivered_at,omitempty" format:"date-time" doc:"First complete download of a file."`
	HandedOverAt   string   `json:"handed_over_at,omitempty" format:"date-time" doc:"When one recipient had been served every file: its certificate (kind=delivery) is made then."`
	HandedTo       string   `json:"handed_to,omitempty" doc:"That recipient."`
	RevokedAt      string   `json:"revoked_at,omitempty" format:"date-time" doc:"When the files were closed: a full refund, or a dispute lost."`
}

// Gate is one condition of a release.
type Gate struct {
	ID       string `json:"id" doc:"See waive."`
	Kind     string `json:"kind" enum:"payment,signature" doc:"What it waits for."`
	State    string `json:"state" enum:"pending,passed,waived" doc:"Waived: you renounced it."`
	Position int    `json:"position" doc:"Those of a lower one come first."`
	Subject  string `json:"subject" doc:"The due to be settled, or the recipient who signs."`
	At       string `json:"at,omitempty" format:"date-time" doc:"When it was passed or waived."`
	Reason   string `json:"reason,omitempty" doc:"Of a waiver."`
}

func viewOf(d *delivery.Delivery) Delivery {
	t := &d.Terms
	out := Delivery{
		ID: string(d.ID), State: string(d.State), Unfinished: d.Unfinished != nil && d.State == delivery.Draft, Sandbox: d.Sandbox, Title: string(t.Title), Message: string(t.Message),
		Reference: string(t.Reference), Language: t.Language, ClientKind: string(t.ClientKind), ExpiresOn: string(t.ExpiresOn),
		Engagement: string(t.ChorusEngagement), Service: string(t.ChorusService), DigitalContent: t.Digital, InformedBefore: t.InformedFirst, ReachableDays: t.ReachableDays, TimeZone: t.Zone,
		NoGateReason: string(t.NoGateReason), Previous: string(t.Previous), Revision: t.Revision,
		Deliverables: each(d.Deliverables, viewOfFile), Recipients: each(d.Recipients, viewOfRecipient),
		Dues:     each(d.Dues, func(x delivery.Due) Due { return viewOfDue(d, x) }),
		Releases: each(d.Releases, func(r delivery.Release) Release { return viewOfRelease(d, r) }),
		Payments: each(d.Payments, viewOfPayment), Refunds: each(d.Refunds, viewOfRefund), Disputes: each(d.Disputes, viewOfDispute),
		Certificates: viewOfCertificates(d),
		CreatedAt:    stamp(d.CreatedAt), SentAt: stamp(d.SentAt), EndedAt: stamp(d.EndedAt), FilesErasedAt: stamp(d.FilesErasedAt), ErasedAt: stamp(d.ErasedAt), UpdatedAt: stamp(d.LastAt),
	}
	if d.State == delivery.Withdrawn {
		out.WithdrawnBy = withdrawnBy(projection.SituationOf(d))
	}
	return out
}

func viewOfFile(f delivery.Deliverable) Deliverable {
	out := Deliverable{
		ID: f.ID, Name: string(f.Name), Size: f.Size, MediaType: f.MediaType, SHA256: f.SHA256, Pages: f.Pages, Visible: f.Visible, Replaced: f.Replaced,
	}
	if x := f.Document; x.Kind != delivery.NoDocument {
		out.Document = &Paper{Kind: string(x.Kind), Number: string(x.Number), IssuedOn: string(x.IssuedOn), Total: x.Total, Currency: x.Currency}
	}
	return out
}

func viewOfRecipient(r delivery.Recipient) Recipient {
	return Recipient{
		ID: r.ID, Name: string(r.Name), Company: string(r.Company), Email: string(r.Email), Phone: string(r.Phone),
		ProposedPhone: string(r.ProposedPhone), ProblemAt: stamp(r.ProblemAt), Roles: each(r.Roles, func(x delivery.Role) string { return string(x) }),
		Language: r.Language, LinkBy: linkBy(r.Invite), OpenedAt: stamp(r.OpenedAt), SignedAt: stamp(r.SignedAt), WaivedRightAt: stamp(r.WaivedRightAt), WithdrewAt: stamp(r.WithdrewAt), NamedBy: r.NamedBy,
	}
}

func viewOfDue(d *delivery.Delivery, x delivery.Due) Due {
	net := x.Parts().Net
	if _, rest := d.RestOf(&x); rest {
		net = 0
	}
	return Due{
		ID: x.ID, Amount: x.Amount, Currency: x.Currency, Net: net, VATRate: x.VATRate, VATRegime: string(x.VATRegime), DueOn: string(x.DueOn), Settled: x.Settled,
		Refunded: x.Refunded, Forgiven: x.Forgiven, Owing: d.Owing(x.ID),
	}
}

func viewOfRelease(d *delivery.Delivery, r delivery.Release) Release {
	return Release{
		ID: r.ID, State: string(r.State), Suspended: r.Suspended, Deliverables: each(r.Deliverables, func(id string) string { return id }),
		Gates: each(r.Gates, viewOfGate), ManifestSHA256: d.Manifest(r.ID), UnlockedAt: stamp(r.UnlockedAt),
		ReachableUntil: stamp(d.ReachableUntil(r.ID)), DeliveredAt: stamp(r.DeliveredAt), HandedOverAt: stamp(r.HandedOverAt), HandedTo: r.HandedTo, RevokedAt: stamp(r.RevokedAt),
	}
}

func viewOfGate(g delivery.Gate) Gate {
	return Gate{
		ID: g.ID, Kind: string(g.Kind), State: string(g.State), Position: g.Position, Subject: g.Subject, At: stamp(g.At), Reason: string(g.Reason),
	}
}

func each[T, V any](all []T, view func(T) V) []V {
	out := make([]V, len(all))
	for i := range all {
		out[i] = view(all[i])
	}
	return out
}

// stamp writes an instant; "" for one that has not come.
func stamp(i delivery.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().Format(time.RFC3339Nano)
}
