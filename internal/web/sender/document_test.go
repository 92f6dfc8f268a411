package sender_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

// facturX is a PDF with an invoice in it: of Société Beauséjour, 1 305,50 EUR of which 305,50 were paid before, number F-2026-0117, of 12 November, due 12 December 2026.
func facturX(t *testing.T) file {
	t.Helper()
	xml, err := os.ReadFile("../../facturx/testdata/en16931.xml")
	must(t, err)
	return file{"Facture F-2026-0117.pdf", fmt.Sprintf("%%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n4 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n", len(xml), xml)}
}

// received posts the files, keeps the draft and returns it with the ids of its uploads.
func (w *world) received(b *browser, pairs []string, files ...file) *delivery.Delivery {
	w.t.Helper()
	p := b.postForm("/deliveries/new", input(append(pairs, "action", "save")...), files...).is(http.StatusSeeOther)
	return w.delivery(strings.TrimPrefix(p.header.Get("Location"), "/deliveries/"))
}

// called says what each upload of the draft is, as the form does.
func called(d *delivery.Delivery, form url.Values, rows ...[]string) url.Values {
	for i, row := range rows {
		form.Add("upload", d.Deliverables[i].Object)
		form.Set(fmt.Sprintf("document-%d-id", i), d.Deliverables[i].Object)
		for j, name := range []string{"kind", "number", "issued_on"} {
			if j < len(row) {
				form.Set(fmt.Sprintf("document-%d-%s", i, name), row[j])
			}
		}
	}
	return form
}

func TestAnInvoiceIsSeenBeforePayment(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	d := w.received(b, nil, file{"plan.pdf", "a plan"}, file{"facture.pdf", "no Factur-X"})
	edit := "/deliveries/" + string(d.ID) + "/edit"
	b.get(edit).is(http.StatusOK).has("Facture, visible tout de suite", "il remplit les champs laissés vides")

	b.postForm(edit, called(d, input("action", "save"), nil, []string{"invoice", "F-12", "2026-11-20"})).is(http.StatusSeeOther)
	d = w.delivery(string(d.ID))
	invoice := d.Deliverables[1]
	if d.Deliverables[0].Visible || !invoice.Visible || invoice.Document != (delivery.Document{Kind: delivery.Invoice, Number: "F-12", IssuedOn: "2026-11-20"}) {
		t.Fatalf("%+v", d.Deliverables)
	}
	if len(d.Releases) != 1 || len(d.Releases[0].Deliverables) != 1 {
		t.Fatalf("the invoice waits for payment: %+v", d.Releases)
	}
	b.get(edit).is(http.StatusOK).has(`<option value="invoice" selected>`, `value="F-12"`, `value="2026-11-20"`)
	plain(b.get("/deliveries/"+string(d.ID)+"/send").is(http.StatusOK)).has("Facture", "n° F-12", "du 20 novembre 2026", "Quittance n’établit et ne transmet aucune facture").hasNot("ce qui n’est pas le prix")

	b.postForm(edit, called(d, input("action", "save"), nil, []string{"other"})).is(http.StatusSeeOther)
	if d = w.delivery(string(d.ID)); !d.Deliverables[1].Visible || d.Deliverables[1].Document != (delivery.Document{}) {
		t.Fatalf("%+v", d.Deliverables)
	}
	b.postForm(edit, called(d, input("action", "save"), nil, []string{""})).is(http.StatusSeeOther)
	if d = w.delivery(string(d.ID)); d.Deliverables[1].Visible || len(d.Releases[0].Deliverables) != 2 {
		t.Fatalf("it does not wait again: %+v", d.Deliverables)
	}

	b.postForm(edit, called(d, input(), nil, []string{"invoice", strings.Repeat("9", 101), "soon"})).is(http.StatusUnprocessableEntity).has("Trop long", `value="soon"`)
	b.postForm(edit, called(d, input("price", "", "due_on", "", "gates", "signature"), []string{"invoice"}, []string{"quote"})).is(http.StatusUnprocessableEntity)
}

func TestAFacturXFillsWhatWasLeftEmpty(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	empty := []string{"title", "", "price", "", "due_on", "", "gates", "signature", "recipients-0-name", "Hélène", "recipients-0-email", "helene@berthier.example"}
	d := w.received(b, empty, facturX(t), file{"plan.pdf", "a plan"})
	edit := "/deliveries/" + string(d.ID) + "/edit"

	blank := input("title", "", "price", "", "due_on", "", "recipients-0-name", "", "recipients-0-email", "", "recipients-0-phone", "")
	b.postForm(edit, called(d, blank, []string{"invoice"}, nil)).is(http.StatusSeeOther).at("/deliveries/" + string(d.ID) + "/send")
	d = w.delivery(string(d.ID))
	want := delivery.Document{Kind: delivery.Invoice, Number: "F-2026-0117", IssuedOn: "2026-11-12", Total: 100_000, Currency: "EUR", Whole: 130_550, Filled: "price due_on contact"}
	if d.Deliverables[0].Document != want || d.Dues[0].Amount != 100_000 || d.Dues[0].DueOn != "2026-12-12" || d.Terms.Title != "plan" {
		t.Fatalf("%+v %+v %q", d.Deliverables[0].Document, d.Dues, d.Terms.Title)
	}
	if r := d.Recipients[0]; r.Name != "Marc Petit" || r.Company != "Société Beauséjour" || r.Email != "compta@beausejour.example" || r.Phone != "+33612345678" {
		t.Errorf("%+v", r)
	}
	filled := []string{"Rempli d’après la facture F-2026-0117 : prix, échéance, client et son contact.", "Vérifiez le nom et le numéro de qui signe"}
	plain(b.get("/deliveries/"+string(d.ID)+"/send").is(http.StatusOK)).has(filled...).has("Reste à payer", "1 000,00 €", "Facture F-2026-0117 de 1 305,50 € TTC, dont 305,50 € déjà payés").
		hasNot("ce qui n’est pas le prix", "Prix hors taxes", "833,33")
	plain(b.get(edit).is(http.StatusOK)).has(filled...).has(`name="document-0-filled" value="price due_on contact"`)

	// What was typed stays, and what differs is said in the editor, on the review and on the page of the delivery.
	b.postForm(edit, called(d, input("action", "save", "title", "Permis", "price", "1 250,00"), []string{"invoice", "F-1"}, nil)).is(http.StatusSeeOther)
	d = w.delivery(string(d.ID))
	if d.Deliverables[0].Document.Number != "F-1" || d.Dues[0].Amount != 125_000 || d.Recipients[0].Name != "Hélène Berthier" || d.Terms.Title != "Permis" {
		t.Fatalf("%+v", d)
	}
	for _, page := range []string{edit, "/deliveries/" + string(d.ID) + "/send", "/deliveries/" + string(d.ID)} {
		plain(b.get(page).is(http.StatusOK)).has("« Facture F-2026-0117.pdf » demande 1 000,00 €, ce qui n’est pas le prix de la remise.")
	}
}

// A Factur-X that was left among the files that wait is proposed for what it says that it is, once: whoever leaves it there is
// asked no more.
func TestAFacturXIsProposedForWhatItIs(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	b.lang = "fr"
	xml, err := os.ReadFile("../../facturx/testdata/minimum.xml")
	must(t, err)
	credit := facturX(t)
	credit.name, credit.content = "avoir.pdf", fmt.Sprintf("%%PDF-1.7\n4 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", len(xml), xml)
	for _, c := range []struct {
		file  file
		kind  delivery.DocumentKind
		says  []string
		notes string
	}{
		{facturX(t), delivery.Invoice, []string{"Ce PDF est une facture électronique (Factur-X)", "Rempli d’après la facture F-2026-0117 : prix, échéance, client et son contact", "1 000,00 € TTC : le reste d’une facture", `data-rest="100000"`}, ""},
		{credit, delivery.CreditNote, []string{"Ce PDF est un avoir électronique (Factur-X)", "Rempli d’après l’avoir 2026/42 : client.", `<option value="credit_note" selected>`}, "Avoir"},
	} {
		blank := []string{"title", "", "price", "", "due_on", "", "recipients-0-name", "", "recipients-0-email", "", "recipients-0-phone", ""}
		asked := b.postForm("/deliveries/new", input(blank...), file{"plan.pdf", "a plan"}, c.file).is(http.StatusOK)
		plain(asked).has(c.says...).hasNot("Rempli d’après l’avoir 2026/42 : client et")
		if c.kind == delivery.CreditNote {
			plain(asked).hasNot("Vérifiez le nom et le numéro de qui signe")
		}
		var ids []string
		for _, part := range strings.Split(asked.body, `name="upload" value="`)[1:] {
			ids = append(ids, part[:32])
		}
		typed := func(kind string) url.Values {
			form := input("action", "review")
			form["upload"] = ids
			for name, value := range map[string]string{"id": ids[1], "kind": kind, "proposed": "yes"} {
				form.Set("document-1-"+name, value)
			}
			return form
		}
		for _, kind := range []string{"", string(c.kind)} {
			at := b.postForm("/deliveries/new", typed(kind)).is(http.StatusSeeOther).header.Get("Location")
			d := w.delivery(strings.Split(at, "/")[2])
			if f := d.Deliverables[1]; f.Visible != (kind != "") || f.Document.Kind != delivery.DocumentKind(kind) {
				t.Errorf("%q: %+v", kind, f)
			}
			if kind != "" && c.notes != "" {
				plain(b.get(at).is(http.StatusOK)).has(c.notes, "n° 2026/42")
			}
		}
	}
	// Alone it is what is paid for: nothing is proposed. A file called an invoice that is a credit note is called that.
	b.postForm("/deliveries/new", input(), facturX(t)).is(http.StatusSeeOther)
	d := w.received(b, nil, file{"plan.pdf", "a plan"}, credit)
	b.postForm("/deliveries/"+string(d.ID)+"/edit", called(d, input("action", "save"), nil, []string{"invoice"})).is(http.StatusSeeOther)
	if x := w.delivery(string(d.ID)).Deliverables[1].Document; x.Kind != delivery.CreditNote {
		t.Errorf("%+v", x)
	}
}
