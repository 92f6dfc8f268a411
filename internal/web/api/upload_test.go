package api_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/web/api"
)

func TestAFileComesByTusAndIsDelivered(t *testing.T) {
	h := open(t)
	const path, content = "/api/v1/uploads", "%PDF the ground floor"
	begun := h.tus(t, h.key, http.MethodPost, path, "", "Upload-Length", itoa(len(content)), "Upload-Metadata", "filename "+base64Of("RDC.pdf")+",filetype "+base64Of("application/pdf"))
	location := begun.header.Get("Location")
	if begun.status != http.StatusCreated || !strings.HasPrefix(location, path+"/") {
		t.Fatal(begun.status, location)
	}
	send := func(offset int, bytes string) reply {
		return h.tus(t, h.key, http.MethodPatch, location, bytes, "Upload-Offset", itoa(offset), "Content-Type", "application/offset+octet-stream")
	}
	if r := send(0, content[:5]); r.status != http.StatusNoContent || r.header.Get("Upload-Offset") != "5" {
		t.Fatal(r.status, r.header)
	}
	if r := send(0, content); r.status != http.StatusConflict {
		t.Fatalf("another offset: %d", r.status)
	}
	if r := h.tus(t, h.key, http.MethodHead, location, ""); r.status != http.StatusOK || r.header.Get("Upload-Offset") != "5" {
		t.Fatal(r.status, r.header)
	}
	if r := h.tus(t, h.other, http.MethodHead, location, ""); r.status != http.StatusNotFound {
		t.Fatalf("another workspace sees the upload: %d", r.status)
	}
	if r := send(5, content[5:]); r.status != http.StatusNoContent {
		t.Fatal(r.status)
	}
	if r := h.tus(t, h.key, http.MethodPost, path, "", "Upload-Length", itoa(2<<20)); r.status != http.StatusRequestEntityTooLarge {
		t.Fatalf("a file larger than allowed: %d", r.status)
	}
	upload := location[strings.LastIndexByte(location, '/')+1:]
	d := want[api.Delivery](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(upload, nil)), http.StatusCreated)
	if f := d.Deliverables[0]; f.Name != "RDC.pdf" || f.MediaType != "application/pdf" || f.Size != int64(len(content)) {
		t.Fatalf("%+v", f)
	}
	if strings.Contains(h.log.String(), "RDC.pdf") || strings.Contains(h.log.String(), upload) {
		t.Fatal("the log tells what was uploaded")
	}
}

func TestABodyLargerThanARequestMayBeIsAnUploadAllTheSame(t *testing.T) {
	h := open(t)
	id := h.upload(t, h.key, "big.bin", strings.Repeat("x", 900<<10)) // each half is above the bound of ordinary bodies
	want[api.Delivery](t, h.call(t, h.key, http.MethodPost, "/api/v1/deliveries", body(id, nil)), http.StatusCreated)
}
