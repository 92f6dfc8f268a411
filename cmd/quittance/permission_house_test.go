package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/config"
	"quittance/internal/db/login"
	"quittance/internal/db/paper"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/web"
)

// marker stands in everything that is personal of a delivery.
const marker = "zqxv"

// linked are the roles of a delivery's recipients, in their order.
var linked = []string{"payer", "signer", "reader", "old", "delegate"}

// actor is somebody who asks.
type actor struct {
	name    string
	address string // where they ask from: limits are counted by it
	member  account.Member
	session string // text of the cookie
	key     string
	scopes  []account.Scope
	role    string // of a recipient: whose link they hold
}

// house is a server in this process with every door open, and everybody who comes to it.
type house struct {
	server         *server
	watch          *sql.Conn // sees whether anything was written
	actors         []*actor
	owner          account.Member
	client         *client // the owner's program
	sent, unlocked *parcel
	other          *parcel // to somebody else
	olds           map[string]string
	receipt        string // number of that of the unlocked one
}

// openHouse builds the server with an empty database.
func openHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	check(t, err)
	c, err := config.Load([]string{"QUITTANCE_DATA_DIR=" + dir, "QUITTANCE_ADDR=" + listener.Addr().String(), "QUITTANCE_OPERATOR=owner-here@example.org"})
	check(t, err)
	s, err := buildServer(t.Context(), c, slog.New(slog.DiscardHandler), listener, "all")
	check(t, err)
	t.Cleanup(func() {
		if err := s.http.Close(); err != nil {
			t.Error(err)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "quittance.db"))
	check(t, err)
	h := &house{server: s, olds: map[string]string{}}
	h.watch, err = db.Conn(t.Context())
	check(t, err)
	t.Cleanup(func() {
		if err := h.watch.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// furnish makes everybody and their deliveries, with the jobs at work until the files are unlocked.
func (h *house) furnish(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	check(t, h.server.jobs.Start(ctx))
	go func() { _ = h.server.http.Serve(h.server.listener) }() // ends with Close
	h.people(t)
	h.other = h.send(t)
	h.sent = h.send(t)
	h.unlocked = h.send(t)
	h.unlock(t, h.unlocked)
	for _, p := range []*parcel{h.sent, h.unlocked} {
		h.replaceLink(t, p)
	}
	check(t, eventually(t.Context(), "the example", answers(t.Context(), h.client.base+frontend.PathExample, http.StatusOK)))
	check(t, h.server.jobs.Stop(ctx))
	// Nobody's last use is to be noted while others are looked at.
	for _, statement := range []string{"UPDATE api_key SET used_at = $1", "UPDATE session SET last_seen_at = $1"} {
		_, err := h.server.db.SQL().ExecContext(t.Context(), statement, int64(delivery.At(h.server.now().AddDate(0, 0, 1))))
		check(t, err)
	}
}

// version changes with every write to the database.
func (h *house) version(t *testing.T) (n int64) {
	t.Helper()
	check(t, h.watch.QueryRowContext(t.Context(), "PRAGMA data_version").Scan(&n))
	return n
}

// people makes the members of two workspaces with their keys, and everybody else.
func (h *house) people(t *testing.T) {
	t.Helper()
	now := h.server.now()
	nobodys := must[string](t)(account.HashPassword(rand.Text(), rand.Reader))
	member := func(id, workspace string, role account.Role) account.Member {
		return account.Member{ID: id, Workspace: workspace, Email: id + "@example.org", Name: "Member " + id, Role: role, PasswordHash: nobodys, ConfirmedAt: now, CreatedAt: now}
	}
	for _, ws := range []string{"here", "there"} {
		check(t, roster.Begin(t.Context(), h.server.db, account.Workspace{
			ID: ws, Slug: ws, Name: "Atelier " + ws, Language: "fr", Zone: delivery.DefaultZone, CreatedAt: now,
			Profile: account.Profile{LegalName: "Atelier SARL", Address: "1 rue Basse\n75001 Paris", Telephone: "+33142000000"},
		}, member("owner-"+ws, ws, account.Owner)))
	}
	h.owner = member("owner-here", "here", account.Owner)
	alien := member("owner-there", "there", account.Owner)
	colleague, accountant, auditor := member("colleague", "here", account.Colleague), member("accountant", "here", account.Accountant), member("auditor", "here", account.Auditor)
	gone := member("gone", "here", account.Owner)
	for _, m := range []account.Member{colleague, accountant, auditor, gone} {
		check(t, roster.AddMember(t.Context(), h.server.db, m))
	}
	h.actors = []*actor{
		{name: "owner", member: h.owner}, {name: "member", member: colleague}, {name: "acct", member: accountant}, {name: "audit", member: auditor},
		{name: "alien", member: alien}, {name: "gone", member: gone}, {name: "off", member: h.owner},
		{name: "payer", role: "payer"}, {name: "signer", role: "signer"}, {name: "reader", role: "reader"},
		{name: "deleg", role: "delegate"}, {name: "other", role: "other"}, {name: "old", role: "old"},
		{name: "k-read", member: h.owner, scopes: []account.Scope{account.ReadDeliveries}},
		{name: "k-write", member: h.owner, scopes: []account.Scope{account.WriteDeliveries}},
		{name: "k-money", member: h.owner, scopes: []account.Scope{account.WriteMoney}},
		{name: "k-acct", member: accountant, scopes: account.Scopes()}, {name: "k-alien", member: alien, scopes: account.Scopes()},
		{name: "none"},
	}
	for n, a := range h.actors {
		a.address = fmt.Sprintf("192.0.2.%d:1", n+1)
		if len(a.scopes) > 0 {
			a.key = h.newKey(t, a.member, a.scopes)
		}
		h.signIn(t, a)
	}
	h.client = &client{base: "http://" + h.server.listener.Addr().String(), key: h.newKey(t, h.owner, account.Scopes()), http: &http.Client{Timeout: patience}}
	h.end(t)
}

// end takes back what one had who is gone, or signed out.
func (h *house) end(t *testing.T) {
	t.Helper()
	for _, a := range h.actors {
		hash, err := account.HashToken(account.ForSession, a.session)
		switch a.name {
		case "off":
			check(t, err)
			check(t, login.End(t.Context(), h.server.db, hash))
		case "gone": // and the session stays, as if it had been begun meanwhile
			_, err := h.server.db.SQL().ExecContext(t.Context(), "UPDATE member SET disabled_at = 1 WHERE id = $1", a.member.ID)
			check(t, err)
		}
	}
}

func (h *house) newKey(t *testing.T, m account.Member, scopes []account.Scope) string {
	t.Helper()
	text, hint, hash, err := account.NewAPIKey(rand.Reader)
	check(t, err)
	check(t, login.CreateAPIKey(t.Context(), h.server.db, account.APIKey{
		ID: text[:12], Workspace: m.Workspace, Member: m.ID, Name: "walk", Hint: hint, Hash: hash, Scopes: scopes, CreatedAt: h.server.now(),
	}))
	return text
}

// signIn gives a member a session of their own.
func (h *house) signIn(t *testing.T, a *actor) {
	t.Helper()
	if a.member.ID == "" || a.key != "" || a.session != "" && (a.name == "off" || a.name == "gone") {
		return
	}
	text, hash, err := account.NewToken(account.ForSession, rand.Reader)
	check(t, err)
	now := h.server.now()
	check(t, login.CreateSession(t.Context(), h.server.db, account.Session{Hash: hash, Member: a.member.ID, CreatedAt: now, LastSeenAt: now, ProvedAt: now}))
	a.session = text
}

// may is what the declared access says of the actor.
func (a *actor) may(rule web.Rule) bool {
	named := slices.Contains([]string{"alien", "k-alien"}, a.name) && strings.Contains(rule.Path, ":id")
	switch rule.Who {
	case web.Anyone, web.Holders:
		return true
	case web.Members:
		return a.key == "" && a.member.ID != "" && a.name != "gone" && a.name != "off" && a.member.Role.Can(rule.Needs) && !named
	case web.Operators:
		return a.name == "owner"
	case web.Recipients:
		return slices.Contains(linked, a.role) && a.role != "old" && (a.role != "delegate" || !isKeptFromDelegates(rule.Path))
	case web.LinkHolders:
		return slices.Contains(linked, a.role)
	case web.Keys:
		return slices.Contains(a.scopes, rule.Scope) && a.member.Role.Can(rule.Needs) && !named
	case web.Providers, web.Testers:
		return false
	}
	return false
}

// send makes a delivery to a payer, a signer, a reader and somebody whose link is replaced; the payer names somebody to
// pay in their place.
func (h *house) send(t *testing.T) *parcel {
	t.Helper()
	f := file{marker + ".ifc", "application/x-step", []byte("ISO-10303-21; " + marker)}
	upload := must[string](t)(h.client.upload(t.Context(), f))
	body := order{title: "Plans " + marker, amount: 45000}.body(upload)
	body["message"], body["reference"] = "Bonjour "+marker, marker
	var people []any
	for n, role := range []string{"payer", "signer", "reader", "reader"} {
		people = append(people, map[string]any{
			"name": fmt.Sprintf("Camille %s %d", marker, n), "email": fmt.Sprintf("%s%d@example.net", marker, n), "phone": customer(n).phone, "company": marker, "roles": []string{role},
		})
	}
	body["recipients"] = people
	var d deliveryView
	check(t, h.client.call(t.Context(), http.MethodPost, "/api/v1/deliveries", "", body, &d))
	check(t, h.client.act(t.Context(), d.ID, "send", nil, nil))
	_, err := h.server.db.UpdateDelivery(t.Context(), delivery.ID(d.ID), func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.NamePayer(delivery.At(h.server.now()), delivery.PayerNamed{
			Recipient: h.server.site.NewID(), LinkID: h.server.site.NewID(), NamedBy: dv.Recipients[0].ID, Name: delivery.Personal(marker), Email: marker + "@compta.example.net",
		})
	})
	check(t, err)
	return &parcel{id: d.ID, ids: []string{d.Deliverables[0].ID}, files: []file{f}}
}

// unlock has the money recorded and the signature waived, and waits for the seal.
func (h *house) unlock(t *testing.T, p *parcel) {
	t.Helper()
	check(t, h.client.act(t.Context(), p.id, "record-payment", map[string]any{}, nil))
	d := must[deliveryView](t)(h.client.delivery(t.Context(), p.id))
	check(t, h.client.act(t.Context(), p.id, "waive", map[string]any{"gate": d.Releases[0].Gates[1].ID, "reason": marker}, nil))
	check(t, eventually(t.Context(), "the unlock", func() (bool, error) {
		d, err := h.client.delivery(t.Context(), p.id)
		return err == nil && unlocked(d), err
	}))
	check(t, eventually(t.Context(), "the receipt", func() (bool, error) {
		list, err := paper.Receipts(t.Context(), h.server.db, delivery.ID(p.id))
		if len(list) > 0 {
			h.receipt = list[0].Number
		}
		return len(list) > 0, err
	}))
}

// replaceLink gives the recipient of the old link a new one, and keeps the one they had.
func (h *house) replaceLink(t *testing.T, p *parcel) {
	t.Helper()
	d := must[*delivery.Delivery](t)(h.server.db.Delivery(t.Context(), delivery.ID(p.id)))
	last := d.Recipients[slices.Index(linked, "old")]
	h.olds[p.id] = must[string](t)(h.server.instance.link.Sign(link.For(d, last)))
	check(t, h.client.act(t.Context(), p.id, "renew-link", map[string]any{"recipient": last.ID}, nil))
}

// heldBy is the delivery whose link an actor holds.
func (h *house) heldBy(a *actor, of *parcel) *parcel {
	if a.role == "other" {
		return h.other
	}
	return of
}

// linkOf is the token of an actor's link; "" for who has none.
func (h *house) linkOf(t *testing.T, a *actor, of *parcel) string {
	t.Helper()
	if a.role == "" {
		return ""
	}
	if a.role == "old" {
		return h.olds[of.id]
	}
	d := must[*delivery.Delivery](t)(h.server.db.Delivery(t.Context(), delivery.ID(h.heldBy(a, of).id)))
	n := max(slices.Index(linked, a.role), 0)
	return must[string](t)(h.server.instance.link.Sign(link.For(d, d.Recipients[n])))
}
