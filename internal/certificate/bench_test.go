package certificate_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"quittance/internal/certificate"
	"quittance/internal/delivery"
)

// spent is the CPU time of this process so far, which other work on the machine does not lengthen.
func spent(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure runs what is measured and reports its CPU beside the time it took.
func measure(b *testing.B, act func()) {
	b.Helper()
	act() // warm-up
	b.ReportAllocs()
	before := spent(b)
	for b.Loop() {
		act()
	}
	b.ReportMetric(float64(spent(b)-before)/float64(b.N)/1e6, "cpu-ms/op")
}

// benched are the deliveries that are measured: an ordinary one, and the largest that people make.
var benched = map[string]func(testing.TB) certificate.Material{"ordinary": samples["sandbox"], "large": large}

// large has ten recipients, two hundred files with names of 255 bytes, and two thousand events of which many
// carry a user agent of 512 bytes.
func large(t testing.TB) certificate.Material {
	s := newSample(t, "fr")
	for i := range 198 {
		s.file(fmt.Sprintf("%03d-%s.dwg", i, strings.Repeat("é", 123)), "application/acad", 5_000_000_000, 0)
	}
	gates := []delivery.Gate{s.gate(delivery.PaymentGate, dueID)}
	var people []string
	for i := range 10 {
		id := s.recipient(fmt.Sprintf("Anne-Sophie de La Rochefoucauld n° %d", i), "Société nouvelle d’exploitation", fmt.Sprintf("+336123456%02d", i+10), delivery.Signer, delivery.Payer)
		people = append(people, id)
		gates = append(gates, s.gate(delivery.SignatureGate, id))
	}
	s.send(gates...)
	for len(s.events) < 1900 {
		s.record(delivery.ByRecipient(people[0]), delivery.RecipientOpened{Recipient: people[0], Origin: delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: delivery.Personal(strings.Repeat("Mozilla/5.0 (Lin)", 30) + "ab")}})
	}
	s.pay(people[0])
	for _, id := range people {
		s.sign(id)
	}
	return s.material()
}

func TestTheLargestOrdinaryDeliveryGetsItsCertificate(t *testing.T) {
	w := newWorld(t)
	m := large(t)
	before := spent(t)
	pdf := w.make(t, w.input(t, m))
	made := spent(t)
	r := certificate.Verify(pdf, w.trust())
	t.Logf("%d events, %d bytes: made in %v of CPU, verified in %v", len(m.Events), len(pdf), made-before, spent(t)-made)
	if r.Verdict != certificate.Valid {
		t.Errorf("%+v", r)
	}
	if len(pdf) > certificate.MaxPDF/8 {
		t.Error("near the limit of what is verified")
	}
}

func BenchmarkPage(b *testing.B) {
	for name, build := range benched {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			in := w.input(b, build(b))
			measure(b, func() {
				if _, err := certificate.Page(in.Evidence, in.Proof, in.Token); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkMake is one certificate: pages, attachments and seal B-T, by an authority in this same process.
func BenchmarkMake(b *testing.B) {
	for name, build := range benched {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			in := w.input(b, build(b))
			measure(b, func() { w.make(b, in) })
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	for name, build := range benched {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			pdf := w.make(b, w.input(b, build(b)))
			o := w.trust()
			o.Now = november.Add(time.Hour)
			measure(b, func() {
				if certificate.Verify(pdf, o).Verdict != certificate.Valid {
					b.Fatal("not valid")
				}
			})
		})
	}
}
