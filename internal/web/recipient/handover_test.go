package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestAReleaseIsHandedOverOnceWhenOneRecipientWasServedEveryFile(t *testing.T) {
	const content = "0123456789"
	for name, c := range map[string]struct {
		act  func(b *browser, file, archive string)
		want int
	}{
		"a whole file": {func(b *browser, file, _ string) { b.get(file).is(http.StatusOK) }, 1},
		"twice is once": {func(b *browser, file, _ string) {
			b.get(file).is(http.StatusOK)
			b.get(file).is(http.StatusOK)
		}, 1},
		"in pieces, the last first": {func(b *browser, file, _ string) {
			b.get(file, "Range", "bytes=5-9").is(http.StatusPartialContent)
			b.get(file, "Range", "bytes=0-4").is(http.StatusPartialContent)
		}, 1},
		"a piece":                     {func(b *browser, file, _ string) { b.get(file, "Range", "bytes=0-8").is(http.StatusPartialContent) }, 0},
		"all as one archive":          {func(b *browser, _, archive string) { b.get(archive).is(http.StatusOK) }, 1},
		"asked for and not looked at": {func(b *browser, file, _ string) { b.do(http.MethodHead, file, nil).is(http.StatusOK) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.unlocked(content)
			path := "/d/" + string(d.ID)
			c.act(w.opened(d), path+"/files/"+d.Deliverables[0].ID, path+"/files.zip")
			handed, started := events[delivery.ReleaseHandedOver](w, d.ID), events[delivery.DownloadStarted](w, d.ID)
			if len(handed) != c.want {
				t.Fatalf("handed over %d times, want %d", len(handed), c.want)
			}
			must(t, w.db.CheckReplay(t.Context(), d.ID))
			waiting, err := w.db.UnattestedReleases(t.Context(), w.instant()+1, 10)
			must(t, err)
			if len(waiting) != c.want {
				t.Errorf("%d releases wait for their certificate of delivery, want %d", len(waiting), c.want)
			}
			if c.want == 0 {
				return
			}
			h := handed[0]
			if h.Recipient != d.Recipients[0].ID || h.Bytes != int64(len(content)) || !recorded(started, h.Download) {
				t.Errorf("handed over as %+v", h)
			}
		})
	}
}

func recorded(started []delivery.DownloadStarted, id string) bool {
	for _, s := range started {
		if s.Download == id {
			return true
		}
	}
	return false
}

func TestThePageOffersTheCertificateOfDeliveryOnceItIsSealed(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("content")
	b := w.opened(d)
	page := "/d/" + string(d.ID)
	b.get(page + "/attestation.pdf").is(http.StatusNotFound)
	b.get(page + "/files.zip").is(http.StatusOK)
	kind, number, release := delivery.DeliveryCertificate, "A-1", d.Releases[0].ID
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordCertificate(w.instant(), delivery.CertificateRecorded{Release: release, Kind: kind, Certificate: number, Evidence: strings.Repeat("1", 64)})
	})
	if strings.Contains(b.get(page).body, "attestation.pdf") {
		t.Error("offered before it was sealed")
	}
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Seal(w.instant(), delivery.CertificateSealed{Release: release, Kind: kind, Certificate: number, PDF: strings.Repeat("1", 64), Level: "B-B"})
	})
	if !strings.Contains(b.get(page).body, page+"/attestation.pdf") {
		t.Error("not offered")
	}
	waiting, err := w.db.UnattestedReleases(t.Context(), w.instant()+1, 10)
	must(t, err)
	if len(waiting) != 0 {
		t.Errorf("the sweeper still looks for %v", waiting)
	}
}
