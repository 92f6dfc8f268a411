package draft_test

import (
	"reflect"
	"strconv"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/tariff"
)

// begun is what one can type first.
func begun(change func(*draft.Spec)) draft.Spec {
	s := draft.Spec{
		Terms: delivery.Terms{Title: "Plans"}, MayLack: true, VATRate: 1000, Side: tariff.Net, DueOn: "2026-12-15",
		Recipients: []delivery.Recipient{{Roles: []delivery.Role{delivery.Payer, delivery.Signer}, Language: "fr"}},
	}
	change(&s)
	return s
}

func TestWhatIsMissingMayWaitAndWhatIsWrongMayNot(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*draft.Spec)
		wrong  string
		lacks  string // when it is to be sent
	}{
		"only a title":          {func(*draft.Spec) {}, "", "price.amount required, due_on without_price, recipients required, files required"},
		"a client without more": {func(s *draft.Spec) { s.Recipients[0].Name = "Ada" }, "", "price.amount required, due_on without_price, recipients.0.email required, recipients.0.phone required, files required"},
		"nobody who signs": {func(s *draft.Spec) { s.Recipients[0] = person("Ada", delivery.Payer) }, "",
			"price.amount required, due_on without_price, recipients signer_needed, files required"},
		"no title":                    {func(s *draft.Spec) { s.Terms.Title = " " }, "title required", ""},
		"a day that has passed":       {func(s *draft.Spec) { s.DueOn = "2026-11-21" }, "due_on in_past", ""},
		"an address that is none":     {func(s *draft.Spec) { s.Recipients[0].Email = "z" }, "recipients.0.email not_an_email", ""},
		"a land line that is to sign": {func(s *draft.Spec) { s.Recipients[0].Phone = "04 72 00 00 00" }, "recipients.0.phone land_line", ""},
		"a price below what is taken": {priced(1), "price.amount under_minimum", ""},
		"a file without a name":       {func(s *draft.Spec) { s.Files = []delivery.Deliverable{file(" ")} }, "files.0.name required", ""},
		"a reference for nobody":      {func(s *draft.Spec) { s.Terms.ChorusService = "X" }, "chorus_service public_only", ""},
		"files, and nothing asked for": {func(s *draft.Spec) {
			s.Files, s.Gates, s.DueOn = []delivery.Deliverable{file("a.pdf")}, []delivery.GateKind{}, ""
		}, "", "recipients required, no_gate_reason required"},
	} {
		t.Run(name, func(t *testing.T) {
			s := begun(func(s *draft.Spec) {
				if name == "a price below what is taken" {
					s.Price = &delivery.Money{Currency: "EUR"}
				}
				c.change(s)
			})
			if got := fields(s.Validate(morning)); got != c.wrong {
				t.Fatalf("got %q, want %q", got, c.wrong)
			}
			if c.wrong != "" {
				return
			}
			d := delivery.New("d1")
			n := 0
			id := func() string { n++; return strconv.Itoa(n) }
			if _, err := d.Save("sender:m1", morning, draft.Plan(s, id)); err != nil {
				t.Fatal(fields(err))
			}
			if got := fields(draft.Missing(d, morning)); got != c.lacks {
				t.Errorf("got  %q\nwant %q", got, c.lacks)
			}
		})
	}
}

// What was chosen of an unfinished draft is there again, in itself and in a duplicate.
func TestAnUnfinishedDraftKeepsWhatWasChosen(t *testing.T) {
	s := begun(func(s *draft.Spec) { s.Gates, s.VATRate, s.VATRegime = []delivery.GateKind{}, 0, tariff.ReverseCharge })
	d := delivery.New("d1")
	if _, err := d.Save("sender:m1", morning, draft.Plan(s, func() string { return "x" })); err != nil {
		t.Fatal(err)
	}
	want := delivery.Unfinished{Gates: []delivery.GateKind{}, Side: tariff.Net, VATRegime: tariff.ReverseCharge, DueOn: "2026-12-15"}
	if d.Unfinished == nil || !reflect.DeepEqual(*d.Unfinished, want) || len(d.Recipients) != 0 || len(d.Releases) != 0 || len(d.Dues) != 0 {
		t.Fatalf("%+v, %+v", d, d.Unfinished)
	}
	got := draft.SpecOf(d)
	if !got.MayLack || got.Gates == nil || len(got.Gates) != 0 || got.Side != s.Side || got.VATRegime != s.VATRegime || got.DueOn != s.DueOn {
		t.Errorf("%+v", got)
	}
	if like := draft.Duplicate(d); like.DueOn != "" || like.VATRegime != s.VATRegime || like.Gates == nil {
		t.Errorf("%+v", like)
	}
	if s.Files = []delivery.Deliverable{file("a.pdf")}; draft.Plan(s, func() string { return "x" }).Unfinished == nil {
		t.Error("a client is still missing")
	}
	s.Recipients, s.DueOn, s.Terms.NoGateReason = []delivery.Recipient{person("Ada", delivery.Reader)}, "", "Offert"
	if draft.Plan(s, func() string { return "x" }).Unfinished != nil {
		t.Error("nothing is missing")
	}
}
