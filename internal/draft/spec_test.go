package draft_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
)

var morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

// mistakes are what a sender can type wrong, and the field and code that say so.
var mistakes = map[string]struct {
	change func(*draft.Spec)
	want   string // "" = nothing is wrong
}{
	"everything is right":                        {func(*draft.Spec) {}, ""},
	"a file name that climbs":                    {named("../plan.pdf"), "files.0.name path_in_name"},
	"a file name with a Windows path":            {named(`C:\plan.pdf`), "files.0.name path_in_name"},
	"a file name with a control character":       {named("plan\x00.pdf"), "files.0.name control_characters"},
	"a file name with a zero-width space":        {named("pl\u200ban.pdf"), "files.0.name control_characters"},
	"a Persian file name with its non-joiner":    {named("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf"), ""},
	"a title of a filler alone":                  {func(s *draft.Spec) { s.Terms.Title = "\u3164" }, "title control_characters"},
	"a title in private use":                     {func(s *draft.Spec) { s.Terms.Title = "Plans \ue000" }, "title control_characters"},
	"a title with a coloured heart":              {func(s *draft.Spec) { s.Terms.Title = "Plans \u2764\ufe0f" }, ""},
	"a title with a selector after a letter":     {func(s *draft.Spec) { s.Terms.Title = "Plan\ufe0fs" }, "title control_characters"},
	"a toll-free number of a signer":             {phoned("0800 00 00 00"), "recipients.0.phone land_line"},
	"a title with a soft hyphen":                 {func(s *draft.Spec) { s.Terms.Title = "Plans\u00ad" }, "title control_characters"},
	"a title with a picture made of two":         {func(s *draft.Spec) { s.Terms.Title = "\U0001f469\u200d\U0001f4bb Site" }, ""},
	"a name with a zero-width space":             {func(s *draft.Spec) { s.Recipients[0].Name = "A\u200bda" }, "recipients.0.name control_characters"},
	"a name with a joiner between Latin letters": {func(s *draft.Spec) { s.Recipients[0].Name = "A\u200dda" }, "recipients.0.name control_characters"},
	"a name that turns the writing":              {func(s *draft.Spec) { s.Recipients[0].Name = "Ada\u061c" }, "recipients.0.name control_characters"},
	"a Sinhala name with its joiner":             {func(s *draft.Spec) { s.Recipients[0].Name = "\u0dc1\u0dca\u200d\u0dbb\u0dd3" }, ""},
	"a company that ends in nothing":             {func(s *draft.Spec) { s.Recipients[0].Company = "Lovelace\u2060" }, "recipients.0.company control_characters"},
	"a message with a soft hyphen":               {func(s *draft.Spec) { s.Terms.Message = "Voici les do\u00adcuments" }, ""},
	"a message that turns the writing":           {func(s *draft.Spec) { s.Terms.Message = "Voici \u202e" }, "message control_characters"},
	"a file name that turns the writing":         {named("plan\u202efdp.exe"), "files.0.name control_characters"},
	"a file name of 4-byte characters":           {named("📐.pdf"), "files.0.name unsupported_characters"},
	"a file name of 300 characters":              {named(strings.Repeat("a", 300)), "files.0.name too_long"},
	"a file name in broken UTF-8":                {named("plan\xff.pdf"), "files.0.name not_text"},
	"a file name of two dots":                    {named(".."), "files.0.name path_in_name"},
	"no file name":                               {named(" "), "files.0.name required"},
	"a file name in Greek":                       {named("σχέδιο façade n° 3.pdf"), ""},
	"two files of one name":                      {named("report.pdf"), "files.1.name duplicate"},
	"an empty file":                              {func(s *draft.Spec) { s.Files[1].Size = 0 }, "files.1 empty_file"},
	"no file":                                    {func(s *draft.Spec) { s.Files = nil }, "files required"},
	"a negative price":                           {priced(-1), "price.amount negative"},
	"a price of zero":                            {priced(0), "price.amount zero"},
	"a price that no processor takes":            {priced(49), "price.amount under_minimum"},
	"a huge price":                               {priced(1 << 62), "price.amount too_large"},
	"the largest price":                          {priced(delivery.MaxAmount), ""},
	"a currency that does not exist":             {func(s *draft.Spec) { s.Price.Currency = "XQQ" }, "price.currency unknown"},
	"a VAT rate of a thousand per cent":          {func(s *draft.Spec) { s.VATRate = 100_000 }, "vat_rate out_of_range"},
	"a due date in the past":                     {func(s *draft.Spec) { s.DueOn = "2026-11-21" }, "due_on in_past"},
	"a due date today":                           {func(s *draft.Spec) { s.DueOn = "2026-11-22" }, ""},
	"a due date that is no day":                  {func(s *draft.Spec) { s.DueOn = "2026-02-30" }, "due_on not_a_date"},
	"a due date after the last day to pay":       {func(s *draft.Spec) { s.DueOn = "2027-02-01" }, "expires_on before_due"},
	"an expiry in the past":                      {func(s *draft.Spec) { s.Terms.ExpiresOn, s.DueOn = "2026-01-01", "" }, "expires_on in_past"},
	"a signer's impossible number":               {phoned("+33 12"), "recipients.0.phone not_a_phone"},
	"a signer's number in letters":               {phoned("call me"), "recipients.0.phone not_a_phone"},
	"a signer without a number":                  {phoned(""), "recipients.0.phone required"},
	"a reader without a number":                  {func(s *draft.Spec) { s.Recipients[1].Phone = "" }, ""},
	"an e-mail with a newline":                   {mailed("ada@example.org\nBcc: all@example.org"), "recipients.0.email not_an_email"},
	"an e-mail with a name":                      {mailed("Ada <ada@example.org>"), "recipients.0.email not_an_email"},
	"no e-mail":                                  {mailed(""), "recipients.0.email required"},
	"an e-mail with an accent":                   {mailed("zoé@exämple.org"), ""},
	"nobody to send to":                          {func(s *draft.Spec) { s.Recipients = nil }, "recipients required"},
	"eleven recipients":                          {func(s *draft.Spec) { s.Recipients = make([]delivery.Recipient, 11) }, "recipients too_many"},
	"a role that does not exist":                 {func(s *draft.Spec) { s.Recipients[1].Roles = []delivery.Role{"boss"} }, "recipients.1.roles unknown"},
	"a recipient without a role":                 {func(s *draft.Spec) { s.Recipients[1].Roles = nil }, "recipients.1.roles required"},
	"one recipient alone needs no role named":    {func(s *draft.Spec) { s.Recipients = []delivery.Recipient{person("Ada")} }, ""},
	"a signer on a land line":                    {phoned("01 42 68 53 00"), "recipients.0.phone land_line"},
	"a land line of one who does not sign":       {func(s *draft.Spec) { gated(delivery.PaymentGate)(s); phoned("01 42 68 53 00")(s) }, ""},
	"nobody to sign":                             {roles(delivery.Payer), "recipients signer_needed"},
	"nobody to pay":                              {roles(delivery.Signer), "recipients payer_needed"},
	"a link by text message to nobody's number":  {func(s *draft.Spec) { s.Recipients[1].Invite, s.Recipients[1].Phone = delivery.InviteBySMS, "" }, "recipients.1.phone required"},
	"a link by text message to a land line": {func(s *draft.Spec) {
		s.Recipients[1].Invite, s.Recipients[1].Phone = delivery.InviteBySMS, "01 42 68 53 00"
	}, "recipients.1.phone land_line"},
	"a link by text message to a reader": {func(s *draft.Spec) {
		s.Recipients[1].Invite, s.Recipients[1].Phone = delivery.InviteBySMS, "06 39 98 00 02"
	}, ""},
	"a link by pigeon":                           {func(s *draft.Spec) { s.Recipients[1].Invite = "pigeon" }, "recipients.1.link_by unknown"},
	"a title of one blank":                       {func(s *draft.Spec) { s.Terms.Title = " " }, "title required"},
	"a title with a line break":                  {func(s *draft.Spec) { s.Terms.Title = "Plans\nSubject: x" }, "title control_characters"},
	"a message of two lines":                     {func(s *draft.Spec) { s.Terms.Message = "Hello\nhere they are" }, ""},
	"a language that is not spoken":              {func(s *draft.Spec) { s.Terms.Language = "de" }, "language unknown"},
	"a kind of client that does not exist":       {func(s *draft.Spec) { s.Terms.ClientKind = "friend" }, "client_kind unknown"},
	"a gate that does not exist":                 {func(s *draft.Spec) { s.Gates = []delivery.GateKind{"moon"} }, "gates unknown"},
	"the same gate twice":                        {gated(delivery.PaymentGate, delivery.PaymentGate), "gates duplicate"},
	"signature before payment":                   {gated(delivery.SignatureGate, delivery.PaymentGate), ""},
	"no gate and no reason":                      {gated(), "no_gate_reason required"},
	"no price and the usual gates":               {free(nil), "price.amount required"},
	"no price and a signature":                   {free([]delivery.GateKind{delivery.SignatureGate}), ""},
	"a due date without a price":                 {func(s *draft.Spec) { free([]delivery.GateKind{delivery.SignatureGate})(s); s.DueOn = "2026-12-15" }, "due_on without_price"},
	"a public buyer who pays before":             {func(s *draft.Spec) { gated(delivery.PaymentGate)(s); s.Terms.ClientKind = delivery.Public }, "gates public_pays_after"},
	"a public buyer with the usual gates":        {func(s *draft.Spec) { s.Terms.ClientKind = delivery.Public }, ""},
	"a business with an order in Chorus Pro":     {func(s *draft.Spec) { s.Terms.ChorusEngagement = "EJ-1" }, "chorus_engagement public_only"},
	"a consumer with a service of Chorus Pro":    {func(s *draft.Spec) { s.Terms.ClientKind, s.Terms.ChorusService = delivery.Consumer, "V" }, "chorus_service public_only"},
	"a public buyer with both references":        {public("2026/EJ 4512-é", "VOIRIE_03"), ""},
	"a public buyer's reference of two lines":    {public("EJ\n1", ""), "chorus_engagement control_characters"},
	"a public buyer's reference that hides":      {public("EJ", "V\u200b3"), "chorus_service control_characters"},
	"a public buyer's reference of 101 signs":    {public(delivery.Personal(strings.Repeat("9", 101)), ""), "chorus_engagement too_long"},
	"digital content for a business":             {func(s *draft.Spec) { s.Terms.Digital = true }, "digital_content consumers_only"},
	"files that nothing guards and no price":     {func(s *draft.Spec) { free(nil)(s); s.Files = visible(s.Files) }, "files nothing_guarded"},
	"an invoice that is only to be paid":         {func(s *draft.Spec) { s.Files = visible(s.Files) }, ""},
	"a time zone that exists on one machine":     {func(s *draft.Spec) { s.Terms.Zone = "Local" }, "zone unknown"},
	"everything is wrong, and all of it is told": {func(s *draft.Spec) { priced(-1)(s); phoned("1")(s); named("")(s); s.Terms.Title = "" }, "title required, price.amount negative, recipients.0.phone not_a_phone, files.0.name required"},
}

func public(engagement, service delivery.Personal) func(*draft.Spec) {
	return func(s *draft.Spec) {
		s.Terms.ClientKind, s.Terms.ChorusEngagement, s.Terms.ChorusService = delivery.Public, engagement, service
	}
}

func named(name string) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Files[0].Name = delivery.Personal(name) }
}
func priced(a int64) func(*draft.Spec) { return func(s *draft.Spec) { s.Price.Amount = a } }
func phoned(p delivery.Personal) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Recipients[0].Phone = p }
}
func mailed(m delivery.Personal) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Recipients[0].Email = m }
}
func roles(r ...delivery.Role) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Recipients[0].Roles = r }
}
func gated(g ...delivery.GateKind) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Gates = append([]delivery.GateKind{}, g...) }
}
func free(g []delivery.GateKind) func(*draft.Spec) {
	return func(s *draft.Spec) { s.Price, s.DueOn, s.Gates = nil, "", g }
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
			if err == nil {
				canBeSent(t, s)
			}
		})
	}
}

// canBeSent drafts and sends what was found valid.
func canBeSent(t *testing.T, s draft.Spec) {
	t.Helper()
	ids := 0
	x := draft.Plan(s, func() string {
		ids++
		return fmt.Sprintf("i%03d", ids)
	})
	x.Workspace, x.Member = "w1", "m1"
	d := delivery.New("d1")
	if _, err := d.Save("sender:m1", morning, x); err != nil {
		t.Fatalf("it cannot be drafted: %v %s", err, fields(err))
	}
	var links []delivery.LinkIssued
	for i := range d.Recipients {
		links = append(links, delivery.LinkIssued{Recipient: d.Recipients[i].ID, LinkID: "link-" + d.Recipients[i].ID})
	}
	if _, err := d.Send("sender:m1", morning, links, false); err != nil {
		t.Fatalf("it cannot be sent: %v %s", err, fields(err))
	}
}

func file(name string) delivery.Deliverable {
	sum := sha256.Sum256([]byte(name))
	return delivery.Deliverable{Object: "o-" + name, Name: delivery.Personal(name), Size: 1000, MediaType: "application/pdf", SHA256: hex.EncodeToString(sum[:])}
}

func person(name string, roles ...delivery.Role) delivery.Recipient {
	return delivery.Recipient{Name: delivery.Personal(name), Email: delivery.Personal(strings.ToLower(name) + "@example.org"), Phone: "+33639980001", Roles: roles}
}

// simple is a price of 450 euros, one client who pays and signs, and one reader.
func simple() draft.Spec {
	return draft.Spec{
		Terms:      delivery.Terms{Title: "Plans of the house", ExpiresOn: "2027-01-31"},
		Recipients: []delivery.Recipient{person("Ada", delivery.Payer, delivery.Signer), person("Rea", delivery.Reader)},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000, DueOn: "2026-12-15",
		Files: []delivery.Deliverable{file("plan.pdf"), file("report.pdf")},
	}
}

func fields(err error) string {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return ""
	}
	var out []string
	for _, f := range p.Fields {
		out = append(out, f.Name+" "+f.Code)
	}
	return strings.Join(out, ", ")
}
