package export

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db/book"
	"quittance/internal/db/export"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sheet"
	"quittance/storage"
)

// ServeWorkspace answers with everything of a workspace that is in a part of its deliveries; with the first part comes what
// is of no delivery: members, clients, the account log.
func (d *Exporter) ServeWorkspace(c echo.Context, ws account.Workspace, part export.Part, record Record) error {
	at, lang := d.Now().In(timezone.Of(ws.Zone)), web.Lang(c)
	name := fmt.Sprintf("%s-%s", ws.Slug, at.Format(time.DateOnly))
	if part != (export.Part{}) {
		name += "-" + string(part.After) + "-" + string(part.Until)
	}
	return d.send(c, d.slots, storage.SafeName(name)+".zip", record, func(ctx context.Context, p *pack) error {
		if err := d.readMe(p, ws.Name+" · "+at.Format("2006-01-02 15:04 -07:00")+" · "+d.URL(frontend.PathHome), "workspace"); err != nil {
			return err
		}
		if err := d.verifying(p); err != nil {
			return err
		}
		if part.After == "" {
			if err := d.common(ctx, p, ws, lang); err != nil {
				return err
			}
		}
		for _, t := range d.tables() {
			if err := d.fill(ctx, p, ws, part, lang, t); err != nil {
				return err
			}
		}
		return export.Walk(ctx, d.DB, ws.ID, part, func(x *delivery.Delivery) error {
			if err := d.whole(ctx, p, x); err != nil {
				return fmt.Errorf("add delivery %s: %w", x.ID, err)
			}
			return nil
		})
	})
}

// ServeEvidence answers with what proves one delivery: its events, and its certificates with what they were made of.
func (d *Exporter) ServeEvidence(c echo.Context, x *delivery.Delivery, record Record) error {
	at := d.Now().In(timezone.Of(x.Terms.Zone))
	name := "preuves-"
	if web.Lang(c) == frontend.English {
		name = "evidence-"
	}
	return d.send(c, d.brief, name+string(x.ID)+".zip", record, func(ctx context.Context, p *pack) error {
		if err := d.readMe(p, string(x.Terms.Title)+" · "+at.Format("2006-01-02 15:04 -07:00")+" · "+d.URL(frontend.PathVerify), "evidence"); err != nil {
			return err
		}
		if err := d.verifying(p); err != nil {
			return err
		}
		return d.proof(ctx, p, x, "")
	})
}

// common adds what is of no delivery, each as JSON and, where it is a list, as a table.
func (d *Exporter) common(ctx context.Context, p *pack, ws account.Workspace, lang frontend.Lang) error {
	members, err := roster.Members(ctx, d.DB, ws.ID)
	if err != nil {
		return err
	}
	if err := p.json("workspace.json", workspaceRecordOf(ws, members)); err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	w, format := &words{renderer: d.Renderer, lang: lang}, sheet.New(io.Discard, lang, timezone.Of(ws.Zone))
	lists := []struct {
		file    string
		columns []string
		each    func(add func(value any, cells ...string) error) error
	}{
		{"clients", []string{"name", "company", "email", "phone", "informed_at", "last_at"}, func(add func(any, ...string) error) error {
			return d.eachClient(ctx, ws.ID, func(c book.Client) error {
				return add(clientRecord(c), c.Name, c.Company, c.Email, c.Phone, format.Time(c.InformedAt), format.Time(c.LastAt))
			})
		}},
		{"account-log", []string{"at", "who", "what", "subject", "was", "became"}, func(add func(any, ...string) error) error {
			return d.eachLine(ctx, ws.ID, func(e account.Event) error {
				at, subject := delivery.At(e.At), e.Subject
				if name, known := names[e.Subject]; known {
					subject = name
				}
				return add(lineRecord{at, e.Member, string(e.Kind), e.Subject, e.Was, e.Became}, format.Time(at), names[e.Member], w.say("account_event."+string(e.Kind)), subject, e.Was, e.Became)
			})
		}},
	}
	for _, l := range lists {
		err := p.array(l.file+".json", func(add func(any) error) error {
			return l.each(func(value any, _ ...string) error { return add(value) })
		})
		if err != nil {
			return err
		}
		out, err := p.create(l.file+".csv", p.at, zip.Deflate)
		if err != nil {
			return err
		}
		s := sheet.New(out, lang, timezone.Of(ws.Zone))
		if err := head(s, w, l.columns); err != nil {
			return err
		}
		if err := l.each(func(_ any, cells ...string) error { return s.Add(cells...) }); err != nil {
			return fmt.Errorf("write %s: %w", l.file, err)
		}
		if err := s.Flush(); err != nil {
			return err
		}
	}
	return w.err
}

type workspaceRecord struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	LegalName string           `json:"legal_name"`
	Address   string           `json:"address"`
	Telephone string           `json:"telephone"`
	SIREN     string           `json:"siren"`
	Language  string           `json:"language"`
	Zone      string           `json:"time_zone"`
	IBAN      string           `json:"iban"`
	BIC       string           `json:"bic"`
	Holder    string           `json:"account_holder"`
	CreatedAt delivery.Instant `json:"created_at"`
	ClosedAt  delivery.Instant `json:"closed_at"`
	Members   []memberRecord   `json:"members"`
}

type memberRecord struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Email       string           `json:"email"`
	Role        account.Role     `json:"role"`
	CreatedAt   delivery.Instant `json:"created_at"`
	ConfirmedAt delivery.Instant `json:"confirmed_at"`
	DisabledAt  delivery.Instant `json:"disabled_at"`
}

type clientRecord struct {
	ID         string           `json:"id"`
	Email      string           `json:"email"`
	Name       string           `json:"name"`
	Company    string           `json:"company"`
	Phone      string           `json:"phone"`
	Kind       string           `json:"kind"`
	Language   string           `json:"language"`
	InformedAt delivery.Instant `json:"informed_at"`
	LastAt     delivery.Instant `json:"last_at"`
}

type lineRecord struct {
	At      delivery.Instant `json:"at"`
	Member  string           `json:"member"`
	Kind    string           `json:"kind"`
	Subject string           `json:"subject"`
	Was     string           `json:"was"`
	Became  string           `json:"became"`
}

func workspaceRecordOf(w account.Workspace, members []account.Member) workspaceRecord {
	r := workspaceRecord{
		ID: w.ID, Name: w.Name, LegalName: w.Profile.LegalName, Address: w.Profile.Address, Telephone: w.Profile.Telephone, SIREN: w.Profile.SIREN,
		Language: w.Language, Zone: w.Zone, IBAN: w.Bank.IBAN, BIC: w.Bank.BIC, Holder: w.Bank.Holder, CreatedAt: instantOf(w.CreatedAt), ClosedAt: instantOf(w.ClosedAt),
	}
	for _, m := range members {
		r.Members = append(r.Members, memberRecord{m.ID, m.Name, m.Email, m.Role, instantOf(m.CreatedAt), instantOf(m.ConfirmedAt), instantOf(m.DisabledAt)})
	}
	return r
}

// instantOf keeps what never happened at 0.
func instantOf(t time.Time) delivery.Instant {
	if t.IsZero() {
		return 0
	}
	return delivery.At(t)
}

func (d *Exporter) eachClient(ctx context.Context, workspace string, each func(book.Client) error) error {
	const page = 200
	for at := (book.Place{}); ; {
		list, next, err := d.book.Clients(ctx, workspace, at, page)
		if err != nil {
			return err
		}
		for _, c := range list {
			if err := each(c); err != nil {
				return err
			}
		}
		if next == nil {
			return nil
		}
		at = *next
	}
}

func (d *Exporter) eachLine(ctx context.Context, workspace string, each func(account.Event) error) error {
	for before := ""; ; {
		list, err := roster.Events(ctx, d.DB, workspace, before, roster.MostEvents)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := each(e); err != nil {
				return err
			}
			before = e.ID
		}
		if len(list) < roster.MostEvents {
			return nil
		}
	}
}
