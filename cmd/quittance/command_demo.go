package main

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/command"
	"quittance/storage"
)

type demoCommand struct{}

// errDemoInProduction keeps the demonstration away from real people.
var errDemoInProduction = errors.New("the demonstration is not for production")

// Run furnishes a workspace with a delivery in each situation that needs nobody from outside, and prints how to sign
// in. It works beside a running server, which does the rest (messages to the sandbox, certificates).
func (demoCommand) Run(w *world) error {
	c, err := w.config()
	if err != nil {
		return err
	}
	if c.Production() {
		return errDemoInProduction
	}
	a, err := openStore(w.ctx, c, newLogger("error"))
	if err != nil {
		return err
	}
	// No provider is contacted from here: the events cause jobs, and the server works them.
	if err := a.openJobs(outside{standIns: c.StandIns()}); err != nil {
		return errors.Join(err, a.close())
	}
	return errors.Join(furnish(w, a), a.close())
}

func furnish(w *world, a *app) error {
	secret := make([]byte, 10)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("draw password: %w", err)
	}
	password := strings.ToLower(base32.StdEncoding.EncodeToString(secret))
	email := "demo-" + password[:4] + "@quittance.example"
	_, err := a.people().Create(w.ctx, account.Signup{Name: "Démonstration", Email: email, Password: password, Workspace: "Atelier de démonstration"}, account.Profile{
		LegalName: "Atelier de démonstration", Address: "1 place de la Comédie\n69001 Lyon", Telephone: "+33 4 72 00 00 00",
	})
	if err != nil {
		return err
	}
	m, err := roster.MemberByEmail(w.ctx, a.db, email)
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	d := furniture{world: w, app: a, member: command.Member{ID: m.ID, Workspace: m.Workspace, Name: m.Name, Email: m.Email, Confirmed: true, MaySend: true, MaySpend: true, MayWaive: true}}
	d.commands = &command.Commands{
		DB: a.db, Vault: a.vault, Links: a.instance.link, URL: func(p string) string { return base(a.config) + p }, Payments: true, SMS: true,
		StandIns: len(a.outside.standIns) > 0, PasscodeKey: a.root.Derive("passcode"), Now: a.now, Entropy: rand.Reader,
	}
	if err := d.deliveries(); err != nil {
		return err
	}
	say(w.out, "sign in at %s/signin\n  e-mail    %s\n  password  %s\n", base(a.config), email, password)
	return nil
}

// furniture makes deliveries as a member would.
type furniture struct {
	*world
	app      *app
	commands *command.Commands
	member   command.Member
}

func (d *furniture) deliveries() error {
	if _, err := d.draft("Étude de faisabilité, phase 1", 180_000); err != nil {
		return err
	}
	if _, err := d.sent("Plans d’exécution, lot gros œuvre", 450_000); err != nil {
		return err
	}
	paid, err := d.sent("Note de calcul, charpente", 96_000)
	if err != nil {
		return err
	}
	if err := d.record(paid); err != nil {
		return err
	}
	done, err := d.sent("Rapport de diagnostic, toiture", 72_000)
	if err != nil {
		return err
	}
	for _, g := range done.Releases[0].Gates {
		if g.Kind == delivery.SignatureGate {
			if _, err := d.commands.Waive(d.ctx, d.member, string(done.ID), g.ID, "Démonstration : personne n’est là pour signer."); err != nil {
				return fmt.Errorf("waive: %w", err)
			}
		}
	}
	return d.record(done)
}

func (d *furniture) draft(title string, amount int64) (*delivery.Delivery, error) {
	text := "Fichier de démonstration : " + title + ".\n"
	o, err := d.app.vault.Store(d.ctx, storage.NewObject{
		Owner: d.member.Workspace, Name: title + ".txt", MediaType: "text/plain", Size: int64(len(text)),
	}, strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("store file: %w", err)
	}
	made, err := d.commands.Create(d.ctx, d.member, draft.Spec{
		Terms:      delivery.Terms{Title: delivery.Personal(title), Message: "Une remise de démonstration.", Language: "fr", ClientKind: delivery.Business},
		Price:      &delivery.Money{Amount: amount, Currency: "EUR"},
		VATRate:    2000,
		Recipients: []delivery.Recipient{{Name: "Client d’exemple", Email: "client@quittance.example", Phone: "+33639980001", Language: "fr"}},
	}, []string{o.ID})
	if err != nil {
		return nil, fmt.Errorf("draft delivery: %w", explain(err))
	}
	return made, nil
}

func (d *furniture) sent(title string, amount int64) (*delivery.Delivery, error) {
	made, err := d.draft(title, amount)
	if err != nil {
		return nil, err
	}
	sent, err := d.commands.Send(d.ctx, d.member, string(made.ID))
	if err != nil {
		return nil, fmt.Errorf("send delivery: %w", err)
	}
	return sent, nil
}

func (d *furniture) record(x *delivery.Delivery) error {
	_, err := d.commands.RecordPayment(d.ctx, d.member, string(x.ID), delivery.PaymentRecorded{
		Due: x.Dues[0].ID, Amount: x.Dues[0].Amount, Currency: x.Dues[0].Currency, ReceivedOn: delivery.Date(d.app.now().Format(time.DateOnly)),
		Reference: "VIR-DEMO",
	}, command.Sure{})
	if err != nil {
		return fmt.Errorf("record payment: %w", err)
	}
	return nil
}
