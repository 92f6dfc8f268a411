package main

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/timezone"
)

// onceEach are the events of a completed delivery that must not happen twice, whatever happened in between. Where it was
// handed over, a second certificate is recorded and sealed.
var onceEach = map[string]int{
	"delivery.sent": 1, "payment.settled": 1, "recipient.signed": 1, "certificate.recorded": 1, "certificate.sealed": 1,
	"release.sealing": 1, "release.unlocked": 1, "delivery.completed": 1, "gate.passed": 2,
	"payment.unapplied": 0, "refund.requested": 0, "payment.failed": 0, "release.revoked": 0,
}

// evidenceFiles is a certificate with everything an auditor needs to judge it, on disk.
type evidenceFiles struct {
	pdf, seal, time, log string
	deliverables         []string
	env                  []string // of an auditor: no installation, no variables
	content              []byte
}

// saveEvidence downloads the certificate and the well-known keys, and writes the deliverables as they were uploaded.
func (x *trial) saveEvidence(t *testing.T, b *browser, p *parcel) evidenceFiles {
	t.Helper()
	dir := filepath.Join(x.dir, "auditor")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	save := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		check(t, os.WriteFile(path, content, 0o600))
		return path
	}
	fetch := func(address string) []byte {
		at := must[page](t)(b.get(t.Context(), address))
		if at.status != http.StatusOK {
			t.Fatalf("GET %s: %s", address, at.answer)
		}
		return at.body
	}
	const known = "/.well-known/quittance/"
	e := evidenceFiles{
		content: fetch(p.verb("certificate.pdf")), env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir},
		seal: save("seal-ca.pem", fetch(known+"seal-ca.pem")), time: save("tsa-ca.pem", fetch(cmp.Or(x.timeRoot, known+"tsa-ca.pem"))), log: save("log-key", fetch(known+"log-key")),
	}
	e.pdf = save("certificate.pdf", e.content)
	for _, f := range p.files {
		e.deliverables = append(e.deliverables, save(f.name, f.content))
	}
	a := must[answer](t)(x.sender.send(t.Context(), http.MethodGet, "/api/v1/deliveries/"+p.id+"/certificate", nil, nil))
	if a.status != http.StatusOK || !bytes.Equal(a.body, e.content) {
		t.Errorf("the API's certificate is another: %d", a.status)
	}
	return e
}

func (e evidenceFiles) beside(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(filepath.Dir(e.pdf), name)
	check(t, os.WriteFile(path, content, 0o600))
	return path
}

// verify runs `quittance verify` as an auditor does.
func (e evidenceFiles) verify(t *testing.T, pdf string, more ...string) result {
	t.Helper()
	args := append([]string{"verify", pdf, "--trust", e.seal, "--time-trust", e.time, "--log-key", e.log}, more...)
	return must[result](t)(execute(t.Context(), e.env, "", binary, args...))
}

// checkCertificate lets our verifier and foreign ones judge the certificate.
func (x *trial) checkCertificate(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	e := x.saveEvidence(t, b, p)
	var files []string
	for _, f := range e.deliverables {
		files = append(files, "--file", f)
	}
	r := e.verify(t, e.pdf, append(files, "--json")...)
	var report struct {
		Verdict, Level string
		Delivery       string
		Checks         []struct{ Name, Result, Detail string }
	}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 || report.Verdict != "valid" || report.Level != "B-T" || report.Delivery != p.id {
		t.Errorf("verify: exit %d, %v\n%s%s", r.code, err, r.out, r.err)
	}
	for _, c := range report.Checks {
		if c.Result != "pass" {
			t.Errorf("verify: %s: %s: %s", c.Name, c.Result, c.Detail)
		}
	}
	x.checkRefusals(t, e)
	checkForeignJudges(t, e)
	x.followLog(t, b, e, p)
	x.checkAttestation(t, e, b, p)
}

// checkRefusals shows the verifier what it must not accept.
func (x *trial) checkRefusals(t *testing.T, e evidenceFiles) {
	t.Helper()
	for _, at := range []int{len(e.content) / 5, len(e.content) / 2, len(e.content) * 9 / 10} {
		changed := bytes.Clone(e.content)
		changed[at] ^= 1
		if r := e.verify(t, e.beside(t, "changed.pdf", changed)); r.code != 1 {
			t.Errorf("byte %d of %d changed: exit %d\n%s%s", at, len(changed), r.code, r.out, r.err)
		}
	}
	other := e.beside(t, filepath.Base(e.deliverables[0])+".other", []byte("another file"))
	if r := e.verify(t, e.pdf, "--file", other); r.code != 1 {
		t.Errorf("another file: exit %d\n%s%s", r.code, r.out, r.err)
	}
	foreign := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" +
		"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n101\n%%EOF\n"
	if r := e.verify(t, e.beside(t, "foreign.pdf", []byte(foreign))); r.code != 2 {
		t.Errorf("a foreign PDF: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if r := must[result](t)(execute(t.Context(), e.env, "", binary, "verify", e.pdf)); r.code != 2 {
		t.Errorf("no trusted root given: exit %d\n%s%s", r.code, r.out, r.err)
	}
}

// checkForeignJudges has the certificate judged by programs that know nothing of ours.
func checkForeignJudges(t *testing.T, e evidenceFiles) {
	t.Helper()
	judge := func(want []string, name string, args ...string) string {
		t.Helper()
		r, err := execute(t.Context(), e.env, "", name, args...)
		if err != nil || r.code != 0 {
			t.Errorf("%s: exit %d, %v\n%s%s", name, r.code, err, r.out, r.err)
		}
		for _, w := range want {
			if !strings.Contains(r.out+r.err, w) {
				t.Errorf("%s does not say %q:\n%s%s", name, w, r.out, r.err)
			}
		}
		return r.out
	}
	if out := judge(nil, "qpdf", "--check", e.pdf); strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	judge([]string{"Signature is Valid", "ETSI.CAdES.detached", "Total document signed"}, "pdfsig", "-nocert", e.pdf)
	der, covered := sealOf(t, e.content)
	judge([]string{"uccessful"}, "openssl", "cms", "-verify", "-inform", "DER", "-binary", "-in", e.beside(t, "seal.p7s", der),
		"-content", e.beside(t, "covered", covered), "-CAfile", e.seal, "-purpose", "any", "-out", os.DevNull)
	document := judge(nil, "qpdf", "--show-attachment=evidence.json", e.pdf)
	var said evidence.Document
	check(t, json.Unmarshal([]byte(document), &said))
	keptTenYears(t, &said)
	tellsFromWhere(t, &said)
	token := judge(nil, "qpdf", "--show-attachment=evidence.tst", e.pdf)
	judge([]string{"Verification: OK"}, "openssl", "ts", "-verify", "-token_in", "-in", e.beside(t, "evidence.tst", []byte(token)),
		"-data", e.beside(t, "evidence.json", []byte(document)), "-CAfile", e.time)
}

// keptTenYears insists on the calendar's ten years: so many times 365 days end before them.
func keptTenYears(t *testing.T, said *evidence.Document) {
	t.Helper()
	paris := timezone.Of(delivery.DefaultZone)
	made, end := time.UnixMicro(said.Certificate.MadeAt).In(paris), time.UnixMicro(said.Law.RetentionEndAt).In(paris)
	if want := made.AddDate(10, 0, 0); !end.Equal(want) {
		t.Errorf("made on %s it is kept until %s, want %s", made, end, want)
	}
}

// tellsFromWhere insists that whatever a recipient did says from where.
func tellsFromWhere(t *testing.T, said *evidence.Document) {
	t.Helper()
	acts := 0
	for _, e := range said.Events {
		if !strings.HasPrefix(e.Actor, "recipient:") || e.Type == (delivery.GateOpened{}).EventType() { // a gate passes by what they did before it
			continue
		}
		acts++
		if e.Details["/address"].Value == "" || !bytes.Contains(e.Data, []byte(`"address_from":"`)) {
			t.Errorf("event %d, %s, does not tell from where: %s", e.Seq, e.Type, e.Data)
		}
	}
	if acts == 0 {
		t.Error("no recipient did anything")
	}
}

// sealOf cuts the seal out of a certificate as a court expert would: by its ByteRange.
func sealOf(t *testing.T, pdf []byte) (der, covered []byte) {
	t.Helper()
	const mark = "/ByteRange[0 "
	var a, b, c int
	at := bytes.Index(pdf, []byte(mark))
	if at < 0 {
		t.Fatal("the certificate has no byte range")
	}
	if _, err := fmt.Sscanf(string(pdf[at:at+60]), mark+"%d %d %d]", &a, &b, &c); err != nil {
		t.Fatal(err)
	}
	der, err := hex.DecodeString(string(pdf[a+1 : b-1]))
	check(t, err)
	return der, append(bytes.Clone(pdf[:a]), pdf[b:b+c]...)
}
