package message

import (
	"bytes"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/storage"
)

// A message that brings a certificate leaves, however large the certificate is.
func TestACertificateThatIsTooLargeIsOnThePage(t *testing.T) {
	for size, large := range map[int]bool{1000: false, maxEnclosed: false, maxEnclosed + 1: true} {
		var n Notice
		if n.carry(make([]byte, size)); n.TooLarge != large || (len(n.Certificate) == size) == large {
			t.Errorf("of %d bytes: %d carried, too large %t", size, len(n.Certificate), n.TooLarge)
		}
	}
}

func TestFilesToBeReadBeforePaymentGoWithWhatAsksForIt(t *testing.T) {
	b := newTill(t)
	stored := func(size int) string {
		o, err := b.Vault.Store(t.Context(), storage.NewObject{Owner: "w1", Name: "x.pdf", MediaType: "application/pdf", Size: int64(size)},
			bytes.NewReader(bytes.Repeat([]byte("x"), size)))
		check(t, err)
		return o.ID
	}
	paper := func(name string, size int) delivery.Deliverable {
		return delivery.Deliverable{ID: name, Object: stored(size), Name: delivery.Personal(name), Size: int64(size), MediaType: "application/pdf", Visible: true}
	}
	guarded, replaced, strange := paper("plans.pdf", 10), paper("old.pdf", 10), paper("quote.odt", 30)
	guarded.Visible, replaced.Replaced, strange.MediaType = false, true, "no media type"
	invoice, large := paper("invoice.pdf", 20), paper("model.pdf", maxEnclosed-10)
	for name, c := range map[string]struct {
		files            []delivery.Deliverable
		notice, reader   string
		named            string
		attached, opaque int
	}{
		"an invitation brings them":             {[]delivery.Deliverable{guarded, invoice, replaced}, NoticeInvitation, "r", "invoice.pdf", 1, 0},
		"a reminder too":                        {[]delivery.Deliverable{invoice}, NoticeReminder, "r", "invoice.pdf", 1, 0},
		"together too large they are named":     {[]delivery.Deliverable{invoice, large}, NoticeInvitation, "r", "invoice.pdf large", 0, 0},
		"what is said to be nothing is bytes":   {[]delivery.Deliverable{strange}, NoticeExpiring, "r", "quote.odt", 1, 1},
		"the sender has them":                   {[]delivery.Deliverable{invoice}, NoticeExpiring, "", "", 0, 0},
		"a message after the payment does not":  {[]delivery.Deliverable{invoice}, NoticePaid, "r", "", 0, 0},
		"a file that is guarded never leaves":   {[]delivery.Deliverable{guarded}, NoticeInvitation, "r", "", 0, 0},
		"a guarded one marked visible does not": {[]delivery.Deliverable{{ID: "g", Object: guarded.Object, Name: "g", Size: 10, Visible: true}}, NoticeInvitation, "r", "", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := &delivery.Delivery{ID: "d9", Deliverables: c.files, Releases: []delivery.Release{{ID: "rel", Deliverables: []string{"plans.pdf", "g"}}}}
			var n Notice
			check(t, b.enclose(t.Context(), SendNotice{Notice: c.notice, Recipient: c.reader}, d, &n))
			want := strings.Replace(c.named, "large", "model.pdf", 1)
			if got := strings.Join(n.Papers, " "); got != want || len(n.Attachments) != c.attached || n.Enclosed != (c.attached > 0) {
				t.Fatalf("named %q, %d attached, enclosed %t", got, len(n.Attachments), n.Enclosed)
			}
			for _, a := range n.Attachments {
				if len(a.Data) == 0 || (a.MediaType == "application/octet-stream") != (c.opaque > 0) {
					t.Errorf("%s: %s, %d bytes", a.Name, a.MediaType, len(a.Data))
				}
			}
		})
	}
}
