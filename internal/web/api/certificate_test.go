package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/web/api"
	"quittance/storage"
)

func TestACertificateIsDownloadedOnceItIsSealed(t *testing.T) {
	h := open(t)
	d := h.create(t, object{"price": nil, "vat_rate": nil, "due_on": nil, "gates": []string{}, "no_gate_reason": "Offert"})
	path := "/api/v1/deliveries/" + d.ID
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate", nil), http.StatusPaymentRequired, "release_locked")
	wantHead(t, h.call(t, h.key, http.MethodHead, path+"/certificate", nil), http.StatusPaymentRequired, "")
	want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate", nil), http.StatusPaymentRequired, "release_sealing")

	const pdf = "%PDF-1.7 sealed"
	h.seal(t, d, pdf)
	r := h.call(t, h.key, http.MethodGet, path+"/certificate", nil)
	if r.status != http.StatusOK || string(r.body) != pdf || r.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(r.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %v %s", r.status, r.header, r.body)
	}
	if part := h.call(t, h.key, http.MethodGet, path+"/certificate", nil, "Range", "bytes=0-3"); part.status != http.StatusPartialContent || string(part.body) != "%PDF" {
		t.Fatalf("%d %s", part.status, part.body)
	}
	wantHead(t, h.call(t, h.key, http.MethodHead, path+"/certificate", nil), http.StatusOK, itoa(len(pdf)))
	wantHead(t, h.call(t, h.key, http.MethodHead, path+"/certificate?kind=delivery", nil), http.StatusConflict, "")
	wantHead(t, h.call(t, h.other, http.MethodHead, path+"/certificate", nil), http.StatusNotFound, "")
	wantHead(t, h.call(t, "", http.MethodHead, path+"/certificate", nil), http.StatusUnauthorized, "")
	wantProblem(t, h.call(t, h.other, http.MethodGet, path+"/certificate", nil), http.StatusNotFound, "not_found")
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate?kind=delivery", nil), http.StatusConflict, "not_downloaded")
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/certificate?release=x", nil), http.StatusNotFound, "unknown_release")
	seen := want[api.Delivery](t, h.call(t, h.key, http.MethodGet, path, nil), http.StatusOK)
	if len(seen.Certificates) != 1 || seen.Certificates[0].SealedAt == "" || seen.Releases[0].State != "unlocked" || seen.Releases[0].ReachableUntil == "" || seen.State != "completed" {
		t.Fatalf("%+v", seen)
	}
}

// wantHead fails unless an answer has the status, no body, and the length where one is to be told.
func wantHead(t testing.TB, r reply, status int, length string) {
	t.Helper()
	if r.status != status || len(r.body) > 0 || length != "" && (r.header.Get("Content-Length") != length || r.header.Get("Etag") == "") {
		t.Fatalf("%d %v %q, want %d without a body", r.status, r.header, r.body, status)
	}
}

// seal does what the jobs do: the evidence, then the PDF.
func (h *house) seal(t testing.TB, d api.Delivery, pdf string) {
	t.Helper()
	id, release, at := delivery.ID(d.ID), d.Releases[0].ID, delivery.At(h.clock())
	stored := must[storage.Object](t)(h.vault.Store(t.Context(), storage.NewObject{Owner: "w1", Name: "c.pdf", MediaType: "application/pdf", Size: int64(len(pdf))}, strings.NewReader(pdf)))
	hash := evidence.Hash{1}
	_, err := h.db.UpdateDeliveryWith(t.Context(), id, func(ctx context.Context, tx *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
		row := proof.Certificate{ID: "QT-1", Delivery: id, Release: release, Kind: delivery.CompletionCertificate, Evidence: []byte{1}, EvidenceHash: hash, RecordedAt: at}
		if err := proof.Record(ctx, tx, row); err != nil {
			return nil, err
		}
		return x.RecordCertificate(at, delivery.CertificateRecorded{Release: release, Kind: row.Kind, Certificate: row.ID, Evidence: hash.String()})
	})
	check(t, err)
	_, err = h.db.UpdateDeliveryWith(t.Context(), id, func(ctx context.Context, tx *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
		if _, err := proof.Seal(ctx, tx, proof.Sealed{ID: "QT-1", Object: stored.ID, PDF: evidence.Hash{2}, Level: "B-B", At: at}); err != nil {
			return nil, err
		}
		return x.Seal(at, delivery.CertificateSealed{Release: release, Kind: delivery.CompletionCertificate, Certificate: "QT-1", PDF: evidence.Hash{2}.String(), Level: "B-B"})
	})
	check(t, err)
}

func TestReceiptsAreListedAndDownloaded(t *testing.T) {
	h := open(t)
	d := h.create(t, nil)
	path := "/api/v1/deliveries/" + d.ID
	want[api.Links](t, h.call(t, h.key, http.MethodPost, path+"/send", nil), http.StatusOK)
	paid := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, path+"/record-payment", object{"amount": 10000}), http.StatusOK)
	if list := want[api.ReceiptList](t, h.call(t, h.key, http.MethodGet, path+"/receipts", nil), http.StatusOK); list.Receipts == nil || len(list.Receipts) != 0 {
		t.Fatalf("%+v", list)
	}
	const pdf = "%PDF-1.7 receipt"
	stored := must[storage.Object](t)(h.vault.Store(t.Context(), storage.NewObject{Owner: "w1", Name: "r.pdf", MediaType: "application/pdf", Size: int64(len(pdf))}, strings.NewReader(pdf)))
	if first := must[bool](t)(paper.Issue(t.Context(), h.db, paper.Receipt{
		Number: "R-1", Delivery: delivery.ID(d.ID), Payment: paid.Payments[0].ID, Object: stored.ID, IssuedAt: delivery.At(h.clock()),
	})); !first {
		t.Fatal("not issued")
	}
	list := want[api.ReceiptList](t, h.call(t, h.key, http.MethodGet, path+"/receipts", nil), http.StatusOK)
	if len(list.Receipts) != 1 || list.Receipts[0].Number != "R-1" || list.Receipts[0].Payment != paid.Payments[0].ID || list.Receipts[0].Refund != "" {
		t.Fatalf("%+v", list)
	}
	if r := h.call(t, h.key, http.MethodGet, path+"/receipts/R-1", nil); r.status != http.StatusOK || string(r.body) != pdf {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for _, at := range []string{"/receipts", "/receipts/R-1"} {
		wantProblem(t, h.call(t, h.other, http.MethodGet, path+at, nil), http.StatusNotFound, "not_found")
	}
	wantProblem(t, h.call(t, h.key, http.MethodGet, path+"/receipts/R-2", nil), http.StatusNotFound, "not_found")
}
