package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/tariff"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// NewDelivery is what a delivery is made of.
type NewDelivery struct {
	Title          string         `json:"title" maxLength:"200" doc:"What the client is buying; they see it, and sign it." example:"Plans d'exécution, lot 2"`
	Message        string         `json:"message,omitempty" maxLength:"5000" doc:"To the recipients." example:"Bonjour, voici les plans de l'indice C."`
	Language       string         `json:"language,omitempty" enum:"fr,en" doc:"Of the certificate, and of recipients without one of their own; that of your workspace when absent." example:"fr"`
	Price          *Price         `json:"price,omitempty" doc:"Absent: nothing is to be paid, and payment cannot be a gate."`
	VATRate        int            `json:"vat_rate,omitempty" minimum:"0" maximum:"10000" doc:"In basis points; the price includes the VAT." example:"2000"`
	VATRegime      string         `json:"vat_regime,omitempty" enum:"exempt_293b,reverse_charge" doc:"Why there is no VAT, with a vat_rate of 0 or none: exempt_293b (TVA non applicable, art. 293 B du CGI) or reverse_charge (autoliquidation). Printed with the price." example:"exempt_293b"`
	DueOn          string         `json:"due_on,omitempty" format:"date" doc:"When the price is due, a day in your workspace's time zone." example:"2026-12-15"`
	ExpiresOn      string         `json:"expires_on,omitempty" format:"date" doc:"Last day to start paying; twelve months from now when absent." example:"2027-06-30"`
	ReachableDays  int            `json:"reachable_days,omitempty" minimum:"365" maximum:"3660" doc:"How long the files can be downloaded once they are unlocked; 365 days when absent." example:"730"`
	ClientKind     string         `json:"client_kind,omitempty" enum:"business,consumer,public" doc:"Which law applies; business when absent." example:"business"`
	DigitalContent *bool          `json:"digital_content,omitempty" doc:"Consumers only. True when absent: what they buy is digital content, and before paying they are asked to consent to its immediate delivery, by which they lose the right of withdrawal (C. conso. L221-28 13°). False for a service made to measure: they are not asked." example:"true"`
	InformedBefore bool           `json:"informed_before,omitempty" doc:"You declare that the client was told before ordering that delivery is against payment. It is on the certificate; it can also be declared when sending." example:"true"`
	Engagement     string         `json:"chorus_engagement,omitempty" maxLength:"100" doc:"Public buyers only: the number of their order, by which a claim is found in Chorus Pro. Shown to them, and printed on receipts." example:"2026-EJ-004512"`
	Service        string         `json:"chorus_service,omitempty" maxLength:"100" doc:"Public buyers only: the code of the service that executes the order." example:"VOIRIE-03"`
	Gates          []string       `json:"gates,omitempty" enum:"payment,signature" maxItems:"2" doc:"What the files wait for, in this order; payment, then signature when absent (the signature alone for a public buyer). An empty list needs no_gate_reason." example:"payment,signature"`
	NoGateReason   string         `json:"no_gate_reason,omitempty" maxLength:"1000" doc:"Why nothing guards the files; it is on record." example:"Offert, complément du lot 1"`
	Reference      string         `json:"reference,omitempty" maxLength:"100" doc:"Yours: an order or invoice number." example:"2026-118"`
	Previous       string         `json:"previous,omitempty" maxLength:"26" doc:"The delivery that this one is a new version of: one of yours that was sent, and neither withdrawn nor declined. Nothing is taken over from it but the count of revision." example:"01kay3m8r2f8v1wz6q4t9d5xgh"`
	Revision       string         `json:"revision,omitempty" maxLength:"3" doc:"The letter of this version (A, B, … Z, AA), shown beside the title. With previous, and absent: the next one." example:"B"`
	Recipients     []NewRecipient `json:"recipients" minItems:"1" maxItems:"10"`
	Files          []string       `json:"files" minItems:"1" maxItems:"200" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"What is delivered: finished uploads, by the last segment of their Location." example:"0f8d1a52c1d34f6b9a7e5d2c4b3a1908"`
	VisibleFiles   []string       `json:"visible_files,omitempty" minItems:"1" maxItems:"200" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"Uploads that recipients may have before they pay or sign, such as an invoice or a quote. They belong to no release. At most 200 files in all." example:"5c1f0e8ab5d24b7c8f3d2e1a09b7c6d5"`
	Documents      []NewDocument  `json:"documents,omitempty" minItems:"1" maxItems:"200" doc:"Invoices and quotes: visible files of which you say what they are. Name each upload here or in visible_files, not in both."`
}

// NewDocument is an invoice or a quote that recipients may have before they pay.
type NewDocument struct {
	File     string `json:"file" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"A finished upload." example:"9e7c1d52a08f4b36b1c4d5e6f7081920"`
	Kind     string `json:"kind" enum:"invoice,quote,credit_note" doc:"What it is. No invoice is made or transmitted here: the file is yours." example:"invoice"`
	Number   string `json:"number,omitempty" maxLength:"100" doc:"Its own." example:"F-2026-118"`
	IssuedOn string `json:"issued_on,omitempty" format:"date" doc:"Its date." example:"2026-11-20"`
}

// Price is an amount with its currency.
type Price struct {
	Amount   int64  `json:"amount" minimum:"50" maximum:"99999999" doc:"In minor units, VAT included: 45000 is 450.00 EUR." example:"45000"`
	Currency string `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217." example:"EUR"`
}

// NewRecipient is a person the delivery is for.
type NewRecipient struct {
	Name     string   `json:"name" maxLength:"200" doc:"Who it is; printed on the certificate." example:"Camille Martin"`
	Email    string   `json:"email" maxLength:"254" doc:"The signed link goes there." example:"camille@example.org"`
	Phone    string   `json:"phone,omitempty" maxLength:"40" doc:"E.164; needed of a signer, who gets a code by SMS." example:"+33639980001"`
	Company  string   `json:"company,omitempty" maxLength:"200" doc:"Printed with the name." example:"SCI du Port"`
	Roles    []string `json:"roles,omitempty" enum:"payer,signer,reader" maxItems:"3" doc:"What is asked of them. A single recipient pays and signs when absent." example:"payer,signer"`
	Language string   `json:"language,omitempty" enum:"fr,en" doc:"Of their pages and messages; that of the delivery when absent." example:"fr"`
	LinkBy   string   `json:"link_by,omitempty" enum:"email,sms" doc:"How the link goes out: by e-mail when absent; sms is by e-mail and by text message, which needs a mobile telephone." example:"email"`
}

// linkByEmail names delivery.InviteByEmail.
const linkByEmail = "email"

func linkBy(i delivery.Invite) string {
	if i == delivery.InviteByEmail {
		return linkByEmail
	}
	return string(i)
}

func (n NewDelivery) spec() draft.Spec {
	s := draft.Spec{
		Terms: delivery.Terms{
			Title: delivery.Personal(n.Title), Message: delivery.Personal(n.Message), Reference: delivery.Personal(n.Reference),
			Language: n.Language, ClientKind: delivery.ClientKind(n.ClientKind), ExpiresOn: delivery.Date(n.ExpiresOn), ReachableDays: n.ReachableDays,
			NoGateReason: delivery.Personal(n.NoGateReason), InformedFirst: n.InformedBefore, Previous: delivery.ID(n.Previous), Revision: n.Revision,
			ChorusEngagement: delivery.Personal(n.Engagement), ChorusService: delivery.Personal(n.Service),
		},
		VATRate: n.VATRate, VATRegime: tariff.Regime(n.VATRegime), DueOn: delivery.Date(n.DueOn), Digital: n.DigitalContent,
	}
	if n.Price != nil {
		s.Price = &delivery.Money{Amount: n.Price.Amount, Currency: n.Price.Currency}
	}
	if n.Gates != nil { // none named is not the same as none wanted
		s.Gates = each(n.Gates, func(g string) delivery.GateKind { return delivery.GateKind(g) })
	}
	if len(n.Documents) > 0 {
		s.Documents = map[string]delivery.Document{}
	}
	for _, x := range n.Documents {
		s.Documents[x.File] = delivery.Document{Kind: delivery.DocumentKind(x.Kind), Number: delivery.Personal(x.Number), IssuedOn: delivery.Date(x.IssuedOn)}
	}
	for _, r := range n.Recipients {
		invite := delivery.Invite(r.LinkBy)
		if r.LinkBy == linkByEmail {
			invite = delivery.InviteByEmail
		}
		s.Recipients = append(s.Recipients, delivery.Recipient{
			Name: delivery.Personal(r.Name), Email: delivery.Personal(r.Email), Phone: delivery.Personal(r.Phone),
			Company: delivery.Personal(r.Company), Language: r.Language, Invite: invite, Roles: each(r.Roles, func(x string) delivery.Role { return delivery.Role(x) }),
		})
	}
	return s
}

// visible are the uploads that are seen before payment, those that are documents after the others.
func (n NewDelivery) visible() []string {
	out := uploads(n.VisibleFiles)
	for _, x := range n.Documents {
		out = append(out, uploads([]string{x.File})...)
	}
	return out
}

// named gives what is wrong with a document its own path: to the command it is one more visible file.
func (n NewDelivery) named(err error) error {
	p, ok := web.AsProblem(err)
	if !ok {
		return err
	}
	told := *p
	told.Fields = slices.Clone(p.Fields)
	for i, f := range told.Fields {
		rest, of := strings.CutPrefix(f.Name, "visible_files.")
		place, member, inside := strings.Cut(rest, ".")
		at, err := strconv.Atoi(place)
		if !of || err != nil || at < len(n.VisibleFiles) {
			continue
		}
		if !inside || member == "name" {
			member = "file"
		}
		told.Fields[i].Name = "documents." + strconv.Itoa(at-len(n.VisibleFiles)) + "." + member
	}
	return &told
}

// uploads are the ids that can be those of uploads. Others keep their place, and are not looked for.
func uploads(ids []string) []string {
	return each(ids, func(id string) string {
		if len(id) > 64 || !isPrintable(id) {
			return "-"
		}
		return id
	})
}

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func (d *Door) createDelivery() {
	o := operation{
		id: "create-delivery", method: http.MethodPost, path: pathDeliveries, tag: tagDeliveries, status: http.StatusCreated,
		summary:     "Make a delivery",
		description: "Makes a draft of finished uploads. Nobody is told before it is sent. It is complete: one that is to be completed later is begun on the page. Everything that is wrong is named at once, each field by its path in the body (`recipients.0.phone`).",
		right:       right{account.WriteDeliveries, account.Send},
	}
	register(d, o, o.document(), func(ctx context.Context, in *Keyed) (*answer[Delivery], error) {
		return post(ctx, d, o, in.Key, "",
			func(k *command.Commands, m command.Member, body NewDelivery) (*delivery.Delivery, error) {
				made, err := k.Create(ctx, m, body.spec(), uploads(body.Files), body.visible()...)
				return made, body.named(err)
			},
			func(m command.Member, body NewDelivery) error {
				return body.named(d.commands.Check(ctx, m, body.spec(), uploads(body.Files), body.visible()...))
			},
			render)
	})
	describeBody[NewDelivery](d, o)
}

func render[B any](d *delivery.Delivery, _ B) (Delivery, error) { return viewOf(d), nil }
