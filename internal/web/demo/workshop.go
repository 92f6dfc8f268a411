package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"math/big"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/command"
	"quittance/storage"
)

// plan is the document that is delivered: one page, A4.
//
//go:embed plan.pdf
var plan []byte

// The two workspaces: visitors' demonstrations, and the delivery whose certificate is shown as an example.
const (
	forVisitors = "demonstration@quittance.example"
	forExample  = "exemple@quittance.example"
)

// words are what a sender would type.
type words struct{ title, message, file, client string }

var typed = map[frontend.Lang]words{
	frontend.French:  {"Plan d’exécution, rez-de-chaussée", "Voici le plan dont nous avons parlé. Bonne lecture !", "Plan de démonstration.pdf", "Client d’exemple"},
	frontend.English: {"Working drawing, ground floor", "Here is the drawing we talked about. Enjoy!", "Demonstration plan.pdf", "Example client"},
}

// price is that of every demonstration, tax included.
var price = delivery.Money{Amount: 12_000, Currency: "EUR"}

// sender returns the member who sends, made on first use. It has no password: nobody signs in as it.
func (d *Door) sender(ctx context.Context, email string) (command.Member, error) {
	m, err := roster.MemberByEmail(ctx, d.DB, email)
	if errors.Is(err, db.ErrNotFound) {
		now := d.Now()
		ws := account.Workspace{
			ID: d.NewID(), Slug: account.Slug("demonstration"), Name: "Atelier de démonstration", Language: string(frontend.French), Zone: delivery.DefaultZone, CreatedAt: now,
			Profile: account.Profile{LegalName: "Atelier de démonstration", Address: "1 place de l’Exemple\n69001 Lyon", Telephone: "+33 1 99 00 00 00"},
		}
		err = roster.Begin(ctx, d.DB, ws, account.Member{ID: d.NewID(), Email: email, Name: "Démonstration", Role: account.Owner, ConfirmedAt: now, CreatedAt: now})
		if err != nil && !errors.Is(err, db.ErrExists) {
			return command.Member{}, fmt.Errorf("make demonstration: %w", err)
		}
		m, err = roster.MemberByEmail(ctx, d.DB, email)
	}
	if err != nil {
		return command.Member{}, fmt.Errorf("find demonstration: %w", err)
	}
	return command.Member{ID: m.ID, Workspace: m.Workspace, Name: m.Name, Email: m.Email, Confirmed: true, MaySend: true, MaySpend: true, MayWaive: true}, nil
}

// deliver sends the plan to a client of its own.
func (d *Door) deliver(ctx context.Context, m command.Member, lang frontend.Lang) (*delivery.Delivery, error) {
	w := typed[lang]
	file, err := d.Commands.Vault.Store(ctx, storage.NewObject{Owner: m.Workspace, Name: w.file, MediaType: "application/pdf", Size: int64(len(plan))}, bytes.NewReader(plan))
	if err != nil {
		return nil, fmt.Errorf("store plan: %w", err)
	}
	number, err := fictional()
	if err != nil {
		return nil, err
	}
	made, err := d.Commands.Create(ctx, m, draft.Spec{
		Terms: delivery.Terms{Title: delivery.Personal(w.title), Message: delivery.Personal(w.message), Language: string(lang), ClientKind: delivery.Business},
		Price: &price, VATRate: 2000,
		Recipients: []delivery.Recipient{{
			Name: delivery.Personal(w.client), Email: delivery.Personal("client-" + d.NewID() + "@quittance.example"), Phone: delivery.Personal(number), Language: string(lang),
		}},
	}, []string{file.ID})
	if err != nil {
		return nil, fmt.Errorf("draft demonstration: %w", err)
	}
	sent, err := d.Commands.SendInformed(ctx, m, string(made.ID))
	if err != nil {
		return nil, fmt.Errorf("send demonstration: %w", err)
	}
	return sent, nil
}

// fictional draws one of the 10,000 mobile numbers that are nobody's.
func fictional() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000))
	if err != nil {
		return "", fmt.Errorf("draw number: %w", err)
	}
	return fmt.Sprintf("+3363998%04d", n), nil
}
