package delivery_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

// mistakes are what a sender can type wrong, and the field and code that say so.
var mistakes = map[string]struct {
	change func(*delivery.Spec)
	want   string // "" = nothing is wrong
}{
	"everything is right":                        {func(*delivery.Spec) {}, ""},
	"a file name that climbs":                    {named("../plan.pdf"), "files.0.name path_in_name"},
	"a file name with a Windows path":            {named(`C:\plan.pdf`), "files.0.name path_in_name"},
	"a file name with a control character":       {named("plan\x00.pdf"), "files.0.name control_characters"},
	"a file name with a zero-width space":        {named("pl\u200ban.pdf"), "files.0.name control_characters"},
	"a Persian file name with its non-joiner":    {named("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf"), ""},
	"a title with a soft hyphen":                 {func(s *delivery.Spec) { s.Terms.Title = "Plans\u00ad" }, "title control_characters"},
	"a title with a picture made of two":         {func(s *delivery.Spec) { s.Terms.Title = "\U0001f469\u200d\U0001f4bb Site" }, ""},
	"a name with a zero-width space":             {func(s *delivery.Spec) { s.Recipients[0].Name = "A\u200bda" }, "recipients.0.name control_characters"},
	"a name with a joiner between Latin letters": {func(s *delivery.Spec) { s.Recipients[0].Name = "A\u200dda" }, "recipients.0.name control_characters"},
	"a name that turns the writing":              {func(s *delivery.Spec) { s.Recipients[0].Name = "Ada\u061c" }, "recipients.0.name control_characters"},
	"a Sinhala name with its joiner":             {func(s *delivery.Spec) { s.Recipients[0].Name = "\u0dc1\u0dca\u200d\u0dbb\u0dd3" }, ""},
	"a company that ends in nothing":             {func(s *delivery.Spec) { s.Recipients[0].Company = "Lovelace\u2060" }, "recipients.0.company control_characters"},
	"a message with a soft hyphen":               {func(s *delivery.Spec) { s.Terms.Message = "Voici les do\u00adcuments" }, ""},
	"a message that turns the writing":           {func(s *delivery.Spec) { s.Terms.Message = "Voici \u202e" }, "message control_characters"},
	"a file name that turns the writing":         {named("plan\u202efdp.exe"), "files.0.name control_characters"},
	"a file name of 4-byte characters":           {named("📐.pdf"), "files.0.name unsupported_characters"},
	"a file name of 300 characters":              {named(strings.Repeat("a", 300)), "files.0.name too_long"},
	"a file name in broken UTF-8":                {named("plan\xff.pdf"), "files.0.name not_text"},
	"a file name of two dots":                    {named(".."), "files.0.name path_in_name"},
	"no file name":                               {named(" "), "files.0.name required"},
	"a file name in Greek":                       {named("σχέδιο façade n° 3.pdf"), ""},
	"two files of one name":                      {named("report.pdf"), "files.1.name duplicate"},
	"an empty file":                              {func(s *delivery.Spec) { s.Files[1].Size = 0 }, "files.1 empty_file"},
	"no file":                                    {func(s *delivery.Spec) { s.Files = nil }, "files required"},
	"a negative price":                           {priced(-1), "price.amount negative"},
	"a price of zero":                            {priced(0), "price.amount zero"},
	"a price that no processor takes":            {priced(49), "price.amount too_small"},
	"a huge price":                               {priced(1 << 62), "price.amount too_large"},
	"the largest price":                          {priced(delivery.MaxAmount), ""},
	"a currency that does not exist":             {func(s *delivery.Spec) { s.Price.Currency = "XQQ" }, "price.currency unknown"},
	"a VAT rate of a thousand per cent":          {func(s *delivery.Spec) { s.VATRate = 100_000 }, "vat_rate out_of_range"},
	"a due date in the past":                     {func(s *delivery.Spec) { s.DueOn = "2026-11-21" }, "due_on in_past"},
	"a due date today":                           {func(s *delivery.Spec) { s.DueOn = "2026-11-22" }, ""},
	"a due date that is no day":                  {func(s *delivery.Spec) { s.DueOn = "2026-02-30" }, "due_on not_a_date"},
	"a due date after the last day to pay":       {func(s *delivery.Spec) { s.DueOn = "2027-02-01" }, "expires_on before_due"},
	"an expiry in the past":                      {func(s *delivery.Spec) { s.Terms.ExpiresOn, s.DueOn = "2026-01-01", "" }, "expires_on in_past"},
	"a signer's impossible number":               {phoned("+33 12"), "recipients.0.phone not_a_phone"},
	"a signer's number in letters":               {phoned("call me"), "recipients.0.phone not_a_phone"},
	"a signer without a number":                  {phoned(""), "recipients.0.phone required"},
	"a reader without a number":                  {func(s *delivery.Spec) { s.Recipients[1].Phone = "" }, ""},
	"an e-mail with a newline":                   {mailed("ada@example.org\nBcc: all@example.org"), "recipients.0.email not_an_email"},
	"an e-mail with a name":                      {mailed("Ada <ada@example.org>"), "recipients.0.email not_an_email"},
	"no e-mail":                                  {mailed(""), "recipients.0.email required"},
	"an e-mail with an accent":                   {mailed("zoé@exämple.org"), ""},
	"nobody to send to":                          {func(s *delivery.Spec) { s.Recipients = nil }, "recipients required"},
	"eleven recipients":                          {func(s *delivery.Spec) { s.Recipients = make([]delivery.Recipient, 11) }, "recipients too_many"},
	"a role that does not exist":                 {func(s *delivery.Spec) { s.Recipients[1].Roles = []delivery.Role{"boss"} }, "recipients.1.roles unknown"},
	"a recipient without a role":                 {func(s *delivery.Spec) { s.Recipients[1].Roles = nil }, "recipients.1.roles required"},
	"one recipient alone needs no role named":    {func(s *delivery.Spec) { s.Recipients = []delivery.Recipient{person("Ada")} }, ""},
	"a signer on a land line":                    {phoned("01 42 68 53 00"), "recipients.0.phone land_line"},
	"a land line of one who does not sign":       {func(s *delivery.Spec) { gated(delivery.PaymentGate)(s); phoned("01 42 68 53 00")(s) }, ""},
	"nobody to sign":                             {roles(delivery.Payer), "recipients signer_needed"},
	"nobody to pay":                              {roles(delivery.Signer), "recipients payer_needed"},
	"a title of one blank":                       {func(s *delivery.Spec) { s.Terms.Title = " " }, "title required"},
	"a title with a line break":                  {func(s *delivery.Spec) { s.Terms.Title = "Plans\nSubject: x" }, "title control_characters"},
	"a message of two lines":                     {func(s *delivery.Spec) { s.Terms.Message = "Hello\nhere they are" }, ""},
	"a language that is not spoken":              {func(s *delivery.Spec) { s.Terms.Language = "de" }, "language unknown"},
	"a kind of client that does not exist":       {func(s *delivery.Spec) { s.Terms.ClientKind = "friend" }, "client_kind unknown"},
	"a gate that does not exist":                 {func(s *delivery.Spec) { s.Gates = []delivery.GateKind{"moon"} }, "gates unknown"},
	"the same gate twice":                        {gated(delivery.PaymentGate, delivery.PaymentGate), "gates duplicate"},
	"signature before payment":                   {gated(delivery.SignatureGate, delivery.PaymentGate), ""},
	"no gate and no reason":                      {gated(), "no_gate_reason required"},
	"no price and the usual gates":               {free(nil), "price.amount required"},
	"no price and a signature":                   {free([]delivery.GateKind{delivery.SignatureGate}), ""},
	"a due date without a price":                 {func(s *delivery.Spec) { free([]delivery.GateKind{delivery.SignatureGate})(s); s.DueOn = "2026-12-15" }, "due_on without_price"},
	"a public buyer who pays before":             {func(s *delivery.Spec) { gated(delivery.PaymentGate)(s); s.Terms.ClientKind = delivery.Public }, "gates public_pays_after"},
	"a public buyer with the usual gates":        {func(s *delivery.Spec) { s.Terms.ClientKind = delivery.Public }, ""},
	"digital content for a business":             {func(s *delivery.Spec) { s.Terms.Digital = true }, "digital_content consumers_only"},
	"files that nothing guards and no price":     {func(s *delivery.Spec) { free(nil)(s); s.Files = visible(s.Files) }, "files nothing_guarded"},
	"an invoice that is only to be paid":         {func(s *delivery.Spec) { s.Files = visible(s.Files) }, ""},
	"a time zone that exists on one machine":     {func(s *delivery.Spec) { s.Terms.Zone = "Local" }, "zone unknown"},
	"everything is wrong, and all of it is told": {func(s *delivery.Spec) { priced(-1)(s); phoned("1")(s); named("")(s); s.Terms.Title = "" }, "title required, price.amount negative, recipients.0.phone not_a_phone, files.0.name required"},
}

func named(name string) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Files[0].Name = delivery.Personal(name) }
}
func priced(a int64) func(*delivery.Spec) { return func(s *delivery.Spec) { s.Price.Amount = a } }
func phoned(p delivery.Personal) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Recipients[0].Phone = p }
}
func mailed(m delivery.Personal) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Recipients[0].Email = m }
}
func roles(r ...delivery.Role) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Recipients[0].Roles = r }
}
func gated(g ...delivery.GateKind) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Gates = append([]delivery.GateKind{}, g...) }
}
func free(g []delivery.GateKind) func(*delivery.Spec) {
	return func(s *delivery.Spec) { s.Price, s.DueOn, s.Gates = nil, "", g }
}

func visible(files []delivery.Deliverable) []delivery.Deliverable {
	for i := range files {
		files[i].Visible = true
	}
	return files
}

func TestMistakesAreNamedAllAtOnce(t *testing.T) {
	for sentence, m := range mistakes {
		t.Run(sentence, func(t *testing.T) {
			s := simple()
			m.change(&s)
			err := s.Validate(morning)
			if got := fields(err); got != m.want {
				t.Fatalf("got %q, want %q", got, m.want)
			}
			if err == nil { // what is valid can be drafted and sent
				newLife().sent(t, s)
			}
		})
	}
}

func TestPhonesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"06 12 34 56 78": "+33612345678", "+33 (0)6 12 34 56 78": "+33612345678", "0033612345678": "+33612345678", "+41 79 123 45 67": "+41791234567",
		"+33639980001": "+33639980001", "+33000000000": "", "+331": "", "12": "", "": "", "+999123456789": "", strings.Repeat("6", 41): "", "06 12 34 56 78\n": "",
	} {
		got, err := delivery.ParsePhone(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q gives %q, %v; want %q", typed, got, err, want)
		}
	}
	if got := delivery.MaskPhone("+33612345678"); strings.Contains(got, "345") || !strings.HasSuffix(got, "78") {
		t.Errorf("the mask %q", got)
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"+33612345678", "06 12", "+1 (202) 555-0123;ext=9", "tel:+33;phone-context=+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e164, err := delivery.ParsePhone(s)
		if err != nil {
			return
		}
		if again, err := delivery.ParsePhone(e164); err != nil || again != e164 || strings.Trim(e164[1:], "0123456789") != "" {
			t.Fatalf("%q gives %q, which gives %q, %v", s, e164, again, err)
		}
	})
}

func TestAFileNameIsTakenInAsItLooks(t *testing.T) {
	for sentence, c := range map[string]struct{ given, want, wrong string }{
		"what everybody sees stays":                  {"Plan d’exécution – été.pdf", "Plan d’exécution – été.pdf", ""},
		"a zero-width space goes":                    {"pl\u200ban.pdf", "plan.pdf", ""},
		"a soft hyphen and a word joiner go":         {"de\u00advis\u2060.pdf", "devis.pdf", ""},
		"a byte order mark at the beginning goes":    {"\ufeffplan.pdf", "plan.pdf", ""},
		"a direction mark of another program goes":   {"\u200eplan\u200f.pdf", "plan.pdf", ""},
		"a non-joiner that Persian needs stays":      {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", ""},
		"a name that turns the writing is refused":   {"plan\u202efdp.exe", "plan\u202efdp.exe", "control_characters"},
		"so is one with an isolate":                  {"plan\u2066fdp.exe", "plan\u2066fdp.exe", "control_characters"},
		"a control character is refused":             {"a\x01b.pdf", "a\x01b.pdf", "control_characters"},
		"a name of which nothing is seen is missing": {"\u200b\u00ad", "", "required"},
		"what is no text stays what it is":           {"a\xff\u200b", "a\xff\u200b", "not_text"},
	} {
		t.Run(sentence, func(t *testing.T) {
			got := delivery.VisibleFileName(c.given)
			if got != c.want || delivery.SafeFileName(got) != c.wrong {
				t.Errorf("%q, judged %q; want %q, judged %q", got, delivery.SafeFileName(got), c.want, c.wrong)
			}
			if again := delivery.VisibleFileName(got); again != got {
				t.Errorf("taken in again it is %q", again)
			}
		})
	}
}

func FuzzSafeFileName(f *testing.F) {
	for _, s := range []string{"plan.pdf", "../x", "a/b", "\u202e", "📐", "..", "a.", "CON"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if delivery.SafeFileName(s) == "" && (len(s) > 255 || strings.ContainsAny(s, "/\\\x00\r\n") || s == ".." || s == "") {
			t.Fatalf("%q is called safe", s)
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	for _, name := range delivery.EventTypes() {
		f.Add(name, []byte(`{}`))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		p, err := delivery.Decode(name, data)
		if err != nil {
			return
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := delivery.Decode(name, b); err != nil {
			t.Fatalf("what was written cannot be read: %s: %v", b, err)
		}
	})
}

func TestAnEventOfALaterVersionIsRefused(t *testing.T) {
	for what, data := range map[string]string{"an unknown field": `{"recipient":"r","mood":"good"}`, "two values": `{} {}`, "no object": `[]`} {
		if _, err := delivery.Decode("link.issued", []byte(data)); err == nil {
			t.Errorf("%s is read", what)
		}
	}
	if _, err := delivery.Decode("link.unheard_of", []byte(`{}`)); err == nil {
		t.Error("an unknown type is read")
	}
}

func TestNamesAreInTheOrderOfTime(t *testing.T) {
	low, high := bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)), bytes.NewReader(make([]byte, 10))
	a, b := delivery.NewID(morning, low), delivery.NewID(morning.Add(1_000_000), high)
	if len(a) != 26 || a >= b || strings.ToLower(a) != a || a[10:] != strings.Repeat("z", 16) || b[10:] != strings.Repeat("0", 16) {
		t.Errorf("%s, %s", a, b)
	}
}

func TestASignerNeedsANumberThatReceivesMessages(t *testing.T) {
	for sentence, c := range map[string]struct {
		phone    string
		landLine bool
	}{
		"a land line of Paris":                                  {"01 42 68 53 00", true},
		"a land line of Lyon with its country":                  {"+33 4 72 00 10 20", true},
		"a line of a box at home":                               {"09 72 00 00 01", true},
		"a land line of London":                                 {"+44 20 7946 0958", true},
		"a land line of La Réunion":                             {"+262 262 12 34 56", true},
		"a mobile telephone of 06":                              {"06 12 34 56 78", false},
		"a mobile telephone of 07":                              {"07 56 12 34 56", false},
		"a mobile telephone of La Réunion":                      {"+262 692 12 34 56", false},
		"a mobile telephone of Guadeloupe":                      {"+590 690 12 34 56", false},
		"a mobile telephone of Guyane":                          {"+594 694 12 34 56", false},
		"a mobile telephone of Martinique":                      {"+596 696 12 34 56", false},
		"a mobile telephone of Saint-Pierre-et-Miquelon":        {"+508 55 12 34", false},
		"a mobile telephone of Polynesia":                       {"+689 87 12 34 56", false},
		"a mobile telephone of New Caledonia":                   {"+687 75 12 34", false},
		"a mobile telephone of Belgium":                         {"+32 470 12 34 56", false},
		"a mobile telephone of Morocco":                         {"+212 612 34 56 78", false},
		"a number of the United States, where none can be told": {"+1 415 555 2671", false},
		"a number set apart for examples":                       {"06 39 98 00 01", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			want := ""
			if c.landLine {
				want = "phone land_line"
			}
			s := simple()
			phoned(delivery.Personal(c.phone))(&s)
			if got := fields(s.Validate(morning)); got != strings.Replace(want, "phone", "recipients.0.phone", 1) {
				t.Errorf("drafting says %q", got)
			}
			l := newLife().sent(t, simple())
			if _, err := l.d.ProposeNumber(l.who(0), l.at, delivery.Personal(c.phone)); fields(err) != want && !errors.Is(err, delivery.ErrNumberUnchanged) {
				t.Errorf("proposing it says %v %q", err, fields(err))
			}
			r := l.d.Recipients[0]
			_, err := l.d.Correct("sender:m1", l.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: delivery.Personal(c.phone)})
			if got := fields(err); got != want {
				t.Errorf("correcting to it says %q", got)
			}
		})
	}
}
