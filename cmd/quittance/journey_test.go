package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestTheWholeChain goes from an upload to the files in the recipient's hands and a certificate that strangers accept.
func TestTheWholeChain(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		p, b := x.bigParcel(t)

		at := must[page](t)(b.openLink(t.Context(), p))
		for _, shown := range []string{p.order.title, "450,00", "Atelier Marchand SARL", "plan masse.pdf"} {
			if !strings.Contains(string(at.body), shown) {
				t.Errorf("the page does not show %q", shown)
			}
		}
		if strings.Contains(string(at.body), p.order.to.phone) {
			t.Error("the page shows the whole telephone number")
		}
		p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)

		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
		x.signs(t, b, p)
		d := x.await(t, p, "unlock", unlocked)
		if d.State != "completed" || !d.Sandbox {
			t.Errorf("the delivery is %s, sandbox %t", d.State, d.Sandbox)
		}
		x.checkDownloads(t, b, p)
		x.await(t, p, "the certificate of delivery", attested)
		x.checkCertificate(t, b, p)
		x.checkEvents(t, p)
		x.checkMail(t, p)
	})
}

// bigParcel sends two marked files: one within a part, one over several.
func (x *trial) bigParcel(t *testing.T) (*parcel, *browser) {
	t.Helper()
	marker := newMarker(t)
	o := order{title: "Plans d’exécution, lot 2", amount: 45000, to: customer(1), due: "2031-12-15", texted: true}
	p := must[*parcel](t)(x.sender.deliver(t.Context(), o,
		file{"plan masse.pdf", "application/pdf", marked(t, marker, 3<<20+17)},
		file{"maquette été.ifc", "application/x-step", marked(t, marker, 9<<20+4099)},
	))
	return p, x.browser(t)
}

// checkDownloads downloads everything in every way.
func (x *trial) checkDownloads(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	for n, f := range p.files {
		at := must[page](t)(b.get(t.Context(), p.file(n)))
		if at.status != http.StatusOK || !bytes.Equal(at.body, f.content) {
			t.Errorf("%s: %d with %d bytes, want all %d as they were uploaded", f.name, at.status, len(at.body), len(f.content))
		}
		if d := at.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
			t.Errorf("%s is offered as %q", f.name, d)
		}
		checkRanges(t, b, p.file(n), f.content, at.header.Get("ETag"))
	}
	at := must[page](t)(b.get(t.Context(), p.verb("files.zip")))
	checkArchive(t, at, p.files)
	checkRanges(t, b, p.verb("files.zip"), at.body, at.header.Get("ETag"))
}

// checkRanges resumes a download at places that matter: packages are of 64 KiB, parts of 8 MiB.
func checkRanges(t *testing.T, b *browser, address string, content []byte, tag string) {
	t.Helper()
	size := len(content)
	for _, r := range [][2]int{{0, 0}, {65_535, 65_537}, {1<<20 + 1, size - 1}, {size - 1, size - 1}, {min(8<<20, size-1) - 1, size - 1}} {
		at := must[page](t)(b.get(t.Context(), address, "Range", fmt.Sprintf("bytes=%d-%d", r[0], r[1]), "If-Range", tag))
		if at.status != http.StatusPartialContent || !bytes.Equal(at.body, content[r[0]:r[1]+1]) {
			t.Errorf("%s range %v: %d with %d bytes", address, r, at.status, len(at.body))
		}
	}
	at := must[page](t)(b.get(t.Context(), address, "Range", fmt.Sprintf("bytes=%d-", size)))
	if at.status != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("%s beyond its end: %d", address, at.status)
	}
}

func checkArchive(t *testing.T, at page, files []file) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(at.body), int64(len(at.body)))
	if err != nil || len(archive.File) != len(files) {
		t.Fatalf("the archive: %v (%d)", err, at.status)
	}
	for n, entry := range archive.File {
		r, err := entry.Open()
		check(t, err)
		content, err := io.ReadAll(r)
		if err != nil || entry.Name != files[n].name || !bytes.Equal(content, files[n].content) {
			t.Errorf("in the archive: %q with %d bytes, %v", entry.Name, len(content), err)
		}
	}
}

// countEvents counts the events of each type, which have no gap.
func (x *trial) countEvents(t *testing.T, p *parcel) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for n, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
		if ev.Seq != int64(n+1) {
			t.Errorf("event %d has seq %d", n+1, ev.Seq)
		}
		counts[ev.Type]++
	}
	return counts
}

// checkEvents looks at the audit trail of a completed delivery: everything once.
func (x *trial) checkEvents(t *testing.T, p *parcel) {
	t.Helper()
	counts := x.countEvents(t, p)
	handed := counts["release.handed_over"]
	if handed > 0 { // its certificate follows
		x.await(t, p, "the certificate of delivery", attested)
		counts = x.countEvents(t, p)
	}
	if handed > 1 {
		t.Errorf("handed over %d times", handed)
	}
	for event, want := range onceEach {
		if strings.HasPrefix(event, "certificate.") {
			want += handed
		}
		if counts[event] != want {
			t.Errorf("%d events %s, want %d: %v", counts[event], event, want, counts)
		}
	}
}

// checkMail looks for both certificates in both mailboxes.
func (x *trial) checkMail(t *testing.T, p *parcel) {
	t.Helper()
	for _, to := range []string{p.order.to.email, senderEmail} {
		err := eventually(t.Context(), "the certificates by mail", func() (bool, error) {
			var all []struct{ Attachments []struct{ Name string } }
			err := x.outside.do(t.Context(), http.MethodGet, "/sandbox/messages.json?to="+to, nil, &all)
			seen := map[string]bool{}
			for _, m := range all {
				for _, a := range m.Attachments {
					for _, name := range []string{"certificat-Q-", "attestation-de-remise-A-"} {
						seen[name] = seen[name] || strings.HasPrefix(a.Name, name) && strings.HasSuffix(a.Name, ".pdf")
					}
				}
			}
			return len(seen) == 2 && seen["certificat-Q-"] && seen["attestation-de-remise-A-"], err
		})
		check(t, err)
	}
}
