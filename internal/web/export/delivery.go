package export

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"quittance/internal/certificate"
	"quittance/internal/db"
	"quittance/internal/db/book"
	"quittance/internal/db/paper"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/timezone"
	"quittance/storage"
)

// longestTitle is how much of a title a folder's name has, in characters.
const longestTitle = 50

// folderOf names the folder of a delivery: its day, its title and the end of its id, which is random.
func folderOf(x *delivery.Delivery) string {
	const random = 8
	title := []rune(string(x.Terms.Title))
	if len(title) > longestTitle {
		title = title[:longestTitle]
	}
	day := x.CreatedAt.Time().In(timezone.Of(x.Terms.Zone)).Format(time.DateOnly)
	return "deliveries/" + storage.SafeName(day+" "+strings.TrimSpace(string(title))+" "+string(x.ID[max(0, len(x.ID)-random):]))
}

// pathsOf are where the files of a delivery are in the archive, by the ids of its deliverables.
func pathsOf(x *delivery.Delivery) map[string]string {
	paths, names, folder := map[string]string{}, distinct{}, folderOf(x)+"/files/"
	for _, f := range x.Deliverables {
		paths[f.ID] = folder + names.name(string(f.Name))
	}
	return paths
}

// record is a delivery as it is kept. Instants are microseconds since 1970 UTC, 0 where nothing happened; amounts are in
// minor units.
type record struct {
	ID           delivery.ID            `json:"id"`
	State        delivery.State         `json:"state"`
	Sandbox      bool                   `json:"sandbox"`
	Member       string                 `json:"member"`
	CreatedAt    delivery.Instant       `json:"created_at"`
	SentAt       delivery.Instant       `json:"sent_at"`
	EndedAt      delivery.Instant       `json:"ended_at"`
	Terms        delivery.Terms         `json:"terms"`
	Deliverables []delivery.Deliverable `json:"deliverables"`
	Recipients   []delivery.Recipient   `json:"recipients"`
	Dues         []delivery.Due         `json:"dues"`
	Releases     []delivery.Release     `json:"releases"`
	Unfinished   *delivery.Unfinished   `json:"unfinished,omitempty"`
	Payments     []delivery.Payment     `json:"payments"`
	Refunds      []delivery.Refund      `json:"refunds"`
	Disputes     []delivery.Dispute     `json:"disputes"`
	Receipts     []paperRecord          `json:"receipts"`
	Notes        []noteRecord           `json:"notes"`
}

type paperRecord struct {
	Number   string           `json:"number"`
	Payment  string           `json:"payment"`
	Refund   string           `json:"refund,omitempty"`
	SHA256   evidence.Hash    `json:"sha256"`
	IssuedAt delivery.Instant `json:"issued_at"`
}

type noteRecord struct {
	Author string           `json:"author"`
	At     delivery.Instant `json:"at"`
	Text   string           `json:"text"`
}

// whole adds everything of a delivery: its record, its events, its papers and its files.
func (d *Exporter) whole(ctx context.Context, p *pack, x *delivery.Delivery) error {
	papers, err := paper.Receipts(ctx, d.DB, x.ID)
	if err != nil {
		return err
	}
	notes, err := d.book.Notes(ctx, x.ID)
	if err != nil {
		return err
	}
	folder := folderOf(x) + "/"
	if err := p.json(folder+"delivery.json", recordOf(x, papers, notes)); err != nil {
		return err
	}
	if err := d.proof(ctx, p, x, folder); err != nil {
		return err
	}
	for _, r := range papers {
		if err := p.object(ctx, d.Vault, folder+"receipts/"+storage.SafeName(r.Number)+".pdf", r.Object); err != nil {
			return err
		}
	}
	paths := pathsOf(x)
	for _, f := range x.Deliverables {
		if err := p.object(ctx, d.Vault, paths[f.ID], f.Object); err != nil {
			return err
		}
	}
	return nil
}

func recordOf(x *delivery.Delivery, papers []paper.Receipt, notes []book.Note) record {
	r := record{
		ID: x.ID, State: x.State, Sandbox: x.Sandbox, Member: x.Member, CreatedAt: x.CreatedAt, SentAt: x.SentAt, EndedAt: x.EndedAt, Terms: x.Terms,
		Deliverables: x.Deliverables, Recipients: x.Recipients, Dues: x.Dues, Releases: x.Releases, Unfinished: x.Unfinished, Payments: x.Payments, Refunds: x.Refunds, Disputes: x.Disputes,
	}
	for _, paper := range papers {
		r.Receipts = append(r.Receipts, paperRecord{paper.Number, paper.Payment, paper.Refund, paper.SHA256, paper.IssuedAt})
	}
	for _, n := range notes {
		r.Notes = append(r.Notes, noteRecord{n.MemberName, n.At, n.Text})
	}
	return r
}

// proof adds the events of a delivery and its certificates, each with the evidence it was made of, the proof of its place
// in the log and, where there is one, the trusted time.
func (d *Exporter) proof(ctx context.Context, p *pack, x *delivery.Delivery, folder string) error {
	if err := d.events(ctx, p, x, folder+"events.json"); err != nil {
		return err
	}
	list, err := proof.OfDelivery(ctx, d.DB, x.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := d.certificate(ctx, p, c, folder+"certificates/"+storage.SafeName(c.ID)); err != nil {
			return fmt.Errorf("add certificate %s: %w", c.ID, err)
		}
	}
	return nil
}

func (d *Exporter) certificate(ctx context.Context, p *pack, c proof.Certificate, stem string) error {
	if len(c.Evidence) == 0 {
		return nil // erased, and the paper with it
	}
	encoded, err := storage.OpenBytes(ctx, d.Keys, c.Evidence, certificate.EvidenceBinding(c.ID))
	if err != nil {
		return fmt.Errorf("open evidence: %w", err)
	}
	if err := p.text(stem+".evidence.json", encoded); err != nil {
		return err
	}
	for extension, content := range map[string][]byte{".proof.txt": c.Proof, ".evidence.tst": c.Token} {
		if len(content) == 0 {
			continue // not made yet, or no authority answered
		}
		if err := p.text(stem+extension, content); err != nil {
			return err
		}
	}
	if c.SealedAt.IsZero() {
		return nil
	}
	return p.object(ctx, d.Vault, stem+".pdf", c.Object)
}

// eventRecord is an event with the hash of the one before, so that the chain can be computed again.
type eventRecord struct {
	Seq     int64                      `json:"seq"`
	Type    string                     `json:"type"`
	At      delivery.Instant           `json:"at"`
	Actor   delivery.Actor             `json:"actor"`
	Data    json.RawMessage            `json:"data"`
	Details map[string]evidence.Detail `json:"details,omitempty"`
	Prev    evidence.Hash              `json:"prev_hash"`
	Hash    evidence.Hash              `json:"hash"`
}

// events adds the audit trail page by page.
func (d *Exporter) events(ctx context.Context, p *pack, x *delivery.Delivery, path string) error {
	return p.array(path, func(add func(any) error) error {
		return d.eachEvent(ctx, x.ID, func(r db.Record) error {
			return add(eventRecord{r.Seq, r.Type, r.At, r.Actor, r.Data, r.Details, r.Prev, r.Hash})
		})
	})
}

func (d *Exporter) eachEvent(ctx context.Context, id delivery.ID, each func(db.Record) error) error {
	const page = 200
	for after := int64(0); ; {
		list, err := d.DB.Events(ctx, id, after, page)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := each(r); err != nil {
				return err
			}
			after = r.Seq
		}
		if len(list) < page {
			return nil
		}
	}
}
