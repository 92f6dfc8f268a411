package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestARecipientMailsTheLinkToTheirComputer(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("0123456789")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	page := b.get(base).is(http.StatusOK).has("Send the link to my computer").has("Download (")
	if strings.Count(page.body, `class="button button-wide"`) != 2 {
		t.Error("the two ways to the files are not of the same weight")
	}
	before := len(events[delivery.LinkIssued](w, d.ID))
	for range linksADay {
		b.post(base+"/to-computer", nil).is(http.StatusSeeOther)
	}
	b.get(base).is(http.StatusOK).has("on its way to your address")
	b.post(base+"/to-computer", nil).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("Too many links")
	issued := events[delivery.LinkIssued](w, d.ID)[before:]
	if len(issued) != linksADay {
		t.Fatalf("%d links went out, want %d", len(issued), linksADay)
	}
	for _, x := range issued {
		if !x.ToComputer || x.LinkID != d.Recipients[0].LinkID || x.Recipient != d.Recipients[0].ID {
			t.Errorf("%+v is not the link in use, to its own recipient", x)
		}
	}
}

const linksADay = 3

func TestThereIsNoLinkForTheComputerBeforeTheFiles(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	b := w.opened(d)
	before := len(events[delivery.LinkIssued](w, d.ID))
	b.post("/d/"+string(d.ID)+"/to-computer", nil).is(http.StatusSeeOther)
	if len(events[delivery.LinkIssued](w, d.ID)) != before {
		t.Error("a link went out")
	}
}
