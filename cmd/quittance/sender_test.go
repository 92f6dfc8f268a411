package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// client is a program of a sender: it has a key, and speaks JSON and tus.
type client struct {
	base, key string
	http      *http.Client
}

// answer is what a server said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) String() string { return fmt.Sprintf("%d %.600s", a.status, a.body) }

// The parts of the API's answers that tests look at.
type (
	deliveryView struct {
		ID           string            `json:"id"`
		Title        string            `json:"title"`
		State        string            `json:"state"`
		Sandbox      bool              `json:"sandbox"`
		Deliverables []deliverableView `json:"deliverables"`
		Recipients   []struct{ ID string }
		Releases     []releaseView
		Payments     []struct {
			ID, State, Reason, Method string
			Amount, Refunded          int64
		}
		Refunds      []struct{ ID, State string }
		Disputes     []struct{ ID, State string }
		Certificates []struct {
			Number, Kind string
			SealedAt     string `json:"sealed_at"`
		}
	}
	deliverableView struct {
		ID, Name, SHA256 string
		Size             int64
	}
	releaseView struct {
		ID, State    string
		Suspended    bool
		HandedOverAt string `json:"handed_over_at"`
		Gates        []struct{ ID, Kind, State string }
	}
	eventView struct {
		Seq  int64
		Type string
		Data json.RawMessage
	}
	linksView struct {
		State      string
		Recipients []struct{ ID, Name, Link string }
	}
)

// send sends one request with the key.
func (s *client) send(ctx context.Context, method, path string, header http.Header, body io.Reader) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return answer{}, err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	return read(s.http.Do(req))
}

func read(res *http.Response, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body}, err
}

// call sends JSON and reads JSON; another status than 2xx is an error. A key makes the request one that is done once.
func (s *client) call(ctx context.Context, method, path, key string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if key != "" {
		header.Set("Idempotency-Key", key)
	}
	a, err := s.send(ctx, method, path, header, body)
	if err != nil {
		return err
	}
	if a.status/100 != 2 {
		return fmt.Errorf("%s %s: %s", method, path, a)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(a.body, out)
}

// delivery is the delivery as it is now.
func (s *client) delivery(ctx context.Context, id string) (d deliveryView, err error) {
	return d, s.call(ctx, http.MethodGet, "/api/v1/deliveries/"+id, "", nil, &d)
}

// act posts an action on a delivery.
func (s *client) act(ctx context.Context, id, verb string, in, out any) error {
	return s.call(ctx, http.MethodPost, "/api/v1/deliveries/"+id+"/"+verb, "", in, out)
}

// events is the whole audit trail of a delivery.
func (s *client) events(ctx context.Context, id string) ([]eventView, error) {
	var all []eventView
	for after := int64(0); ; {
		var page struct {
			Events []eventView
			Next   int64
		}
		path := "/api/v1/deliveries/" + id + "/events?limit=100&after=" + strconv.FormatInt(after, 10)
		if err := s.call(ctx, http.MethodGet, path, "", nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Events...)
		if page.Next == 0 {
			return all, nil
		}
		after = page.Next
	}
}

// file is something to deliver.
type file struct {
	name, mediaType string
	content         []byte
}

func tus(extra ...string) http.Header {
	h := http.Header{"Tus-Resumable": {"1.0.0"}}
	for i := 0; i < len(extra); i += 2 {
		h.Set(extra[i], extra[i+1])
	}
	return h
}

// beginUpload makes an upload and returns its path.
func (s *client) beginUpload(ctx context.Context, f file) (string, error) {
	encode := base64.StdEncoding.EncodeToString
	a, err := s.send(ctx, http.MethodPost, "/api/v1/uploads", tus("Upload-Length", strconv.Itoa(len(f.content)),
		"Upload-Metadata", "filename "+encode([]byte(f.name))+",filetype "+encode([]byte(f.mediaType))), nil)
	if err == nil && a.status != http.StatusCreated {
		err = fmt.Errorf("begin upload: %s", a)
	}
	return a.header.Get("Location"), err
}

// continueUpload asks how much arrived and sends at most one more piece. Done says that all of it is there.
func (s *client) continueUpload(ctx context.Context, path string, f file, piece int) (done bool, err error) {
	a, err := s.send(ctx, http.MethodHead, path, tus(), nil)
	if err != nil {
		return false, err
	}
	offset, err := strconv.Atoi(a.header.Get("Upload-Offset"))
	if a.status != http.StatusOK || err != nil {
		return false, fmt.Errorf("look at upload: %s", a)
	}
	if offset == len(f.content) {
		return true, nil
	}
	end := min(offset+piece, len(f.content))
	a, err = s.send(ctx, http.MethodPatch, path, tus("Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream"),
		bytes.NewReader(f.content[offset:end]))
	if err == nil && a.status != http.StatusNoContent {
		err = fmt.Errorf("continue upload: %s", a)
	}
	return false, err
}

// upload sends a whole file in pieces and returns its id.
func (s *client) upload(ctx context.Context, f file) (string, error) {
	const piece = 3 << 20 // not a divisor of the parts the server cuts
	path, err := s.beginUpload(ctx, f)
	for done := false; err == nil && !done; {
		done, err = s.continueUpload(ctx, path, f, piece)
	}
	return path[strings.LastIndexByte(path, '/')+1:], err
}

// person is a recipient as the tests know them.
type person struct{ name, email, phone string }

// order is what a sender wants delivered.
type order struct {
	title  string
	amount int64
	in     string // the currency; "": euros
	to     person
	gates  []string // nil: payment, then signature
	due    string
	until  string // last day to start paying; "": a year
	texted bool   // the link goes by text message too
}

func (o order) body(files ...string) map[string]any {
	body := map[string]any{
		"title": o.title, "message": "Voici les plans.", "vat_rate": 2000, "client_kind": "business", "files": files,
		"recipients": []any{map[string]any{
			"name": o.to.name, "email": o.to.email, "phone": o.to.phone, "company": "Mairie", "roles": []string{"payer", "signer"}, "language": "fr",
		}},
	}
	if o.amount > 0 {
		body["price"] = map[string]any{"amount": o.amount, "currency": cmp.Or(o.in, "EUR")}
	}
	if o.gates != nil {
		body["gates"] = o.gates
	}
	if o.due != "" {
		body["due_on"] = o.due
	}
	if o.texted {
		body["recipients"].([]any)[0].(map[string]any)["link_by"] = "sms"
	}
	if o.until != "" {
		body["expires_on"] = o.until
	}
	return body
}

// parcel is a delivery that was sent, with the link of its only recipient.
type parcel struct {
	id, link  string
	recipient string // id
	files     []file
	ids       []string // of the deliverables, in the order of files
	order     order
}

// deliver uploads the files, makes the delivery and sends it.
func (s *client) deliver(ctx context.Context, o order, files ...file) (*parcel, error) {
	ids := make([]string, len(files))
	for n, f := range files {
		id, err := s.upload(ctx, f)
		if err != nil {
			return nil, err
		}
		ids[n] = id
	}
	return s.deliverUploaded(ctx, o, ids, files...)
}

// deliverUploaded makes a delivery of files that are uploaded, and sends it.
func (s *client) deliverUploaded(ctx context.Context, o order, ids []string, files ...file) (*parcel, error) {
	var d deliveryView
	if err := s.call(ctx, http.MethodPost, "/api/v1/deliveries", "", o.body(ids...), &d); err != nil {
		return nil, err
	}
	var sent linksView
	if err := s.act(ctx, d.ID, "send", nil, &sent); err != nil {
		return nil, err
	}
	if sent.State != "sent" || len(sent.Recipients) != 1 || len(d.Deliverables) != len(files) {
		return nil, fmt.Errorf("sent delivery: %+v", sent)
	}
	p := &parcel{id: d.ID, link: sent.Recipients[0].Link, recipient: sent.Recipients[0].ID, files: files, order: o}
	for _, f := range d.Deliverables {
		p.ids = append(p.ids, f.ID)
	}
	return p, nil
}
