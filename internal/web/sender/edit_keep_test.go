package sender_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/command"
	"quittance/storage"
)

// A program can say more of a draft than the page asks for: editing it by page keeps that.
func TestEditingKeepsWhatThePageDoesNotAskFor(t *testing.T) {
	w := newWorld(t)
	m := w.member("owner", "camille@moreau.example", "")
	b := w.signedIn(m)
	var uploads []string
	for _, name := range []string{"plan.pdf", "facture.pdf"} {
		o, err := w.vault.Store(t.Context(), storage.NewObject{Owner: m.Workspace, Name: name, Size: storage.UnknownSize}, strings.NewReader("bytes of "+name))
		must(t, err)
		uploads = append(uploads, o.ID)
	}
	measured := false
	made, err := w.commands.Create(t.Context(), command.Member{ID: m.ID, Workspace: m.Workspace, MaySend: true}, draft.Spec{
		Terms:      delivery.Terms{Title: "Plans", Language: "en", ClientKind: delivery.Consumer, ReachableDays: 730, InformedFirst: true},
		Recipients: []delivery.Recipient{{Name: "Hélène", Email: "helene@berthier.example", Phone: "+33612345678"}},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, Digital: &measured,
	}, uploads[:1], uploads[1])
	must(t, err)
	typed := input("client_kind", "consumer", "title", "Plans, indice B", "action", "save")
	typed["upload"] = uploads
	b.postForm("/deliveries/"+string(made.ID)+"/edit", typed).is(http.StatusSeeOther)
	d := w.delivery(string(made.ID))
	if x := d.Terms; x.Title != "Plans, indice B" || x.Language != "en" || x.ReachableDays != 730 || !x.InformedFirst || x.Digital {
		t.Errorf("%+v", x)
	}
	if d.Deliverables[0].Visible || !d.Deliverables[1].Visible || !slices.Equal(d.Releases[0].Deliverables, []string{d.Deliverables[0].ID}) {
		t.Errorf("%+v", d.Deliverables)
	}
	typed.Set("client_kind", "business")
	b.postForm("/deliveries/"+string(made.ID)+"/edit", typed).is(http.StatusSeeOther)
	typed.Set("client_kind", "consumer")
	b.postForm("/deliveries/"+string(made.ID)+"/edit", typed).is(http.StatusSeeOther)
	if d := w.delivery(string(made.ID)); !d.Terms.Digital {
		t.Error("another kind of client, and the usual does not hold")
	}
}
