package main

import (
	"bytes"
	"database/sql"
	"encoding/base32"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// words are what people type and what is made for them, each by a name that says what it is.
type words struct {
	secret  map[string]string // stand nowhere in clear: not in the database, not in a file, not in a log
	private map[string]string // are read again, so the database has them; nothing else has: no other file, no log, no address, no job
	asked   trail             // the addresses that browsers were sent to
}

// trail notes the address of every request that passes, those of redirects too.
type trail struct {
	mu   sync.Mutex
	seen []string
	next http.RoundTripper
}

func (r *trail) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.seen = append(r.seen, q.URL.String()+" "+q.Referer())
	r.mu.Unlock()
	return r.next.RoundTrip(q)
}

// follows has a browser's addresses noted.
func (w *words) follows(browsers ...*browser) {
	for _, b := range browsers {
		w.asked.next = b.http.Transport
		b.http.Transport = &w.asked
	}
}

var (
	enrolSecret  = regexp.MustCompile(`secret=([A-Z2-7]{32})"`)
	recoveryCode = regexp.MustCompile(`<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</li>`)
	mailedToken  = regexp.MustCompile(`/(?:confirm|reset|invitation)/([\w-]{20,})`)
)

// types has the sender and the recipient of p type into every form that keeps words, and make every secret that a
// member has.
func (x *trial) types(t *testing.T, w *words, b *browser, p *parcel) {
	t.Helper()
	s := x.signedIn(t)
	w.follows(s, b)
	said := func(b *browser, what, path string, form ...string) page {
		t.Helper()
		at := must[page](t)(b.post(t.Context(), path, form...))
		if at.status/100 != 2 {
			t.Fatalf("%s: at %s: %s", what, at.at.Path, at.answer)
		}
		for i := 1; i < len(form); i += 2 {
			if len(form[i]) > 8 && !strings.HasPrefix(what, "secret") {
				w.private[what+", "+form[i-1]] = form[i]
			}
		}
		return at
	}
	base := "/deliveries/" + p.id
	said(s, "note", base+"/note", "text", "Attendre le virement de Tréguier.")
	said(s, "kept form", "/deliveries/keep", "kept", "new", "title", "Relevé de Kermorvan", "recipients-0-name", "Nolwenn Kermorvan", "recipients-0-email", "nolwenn@kermorvan.example")
	said(s, "bank account", "/settings/bank", "iban", "FR7630006000011234567890189", "holder", "Marchand et associés")
	said(s, "invitation", "/settings/team/invite", "email", "ines@haddad.example", "role", "auditor")
	said(b, "report of abuse", p.verb("abuse"), "text", "Ceci ressemble à Plougastel.")
	said(b, "problem", p.verb("problem"), "text", "La feuille de Locronan manque.")
	w.secret["token of an invitation"] = x.mailed(t, "ines@haddad.example")

	stranger := x.browser(t)
	w.follows(stranger)
	said(stranger, "secret of a stranger", "/signup", "name", "Yann", "email", "yann@roscoff.example", "password", "douze bateaux rentrent", "workspace", "Atelier Roscoff")
	w.secret["password of a stranger"] = "douze bateaux rentrent"
	w.private["address of a stranger"] = "yann@roscoff.example"
	w.secret["token of an address"] = x.mailed(t, "yann@roscoff.example")

	said(s, "secret of codes", "/settings/security/codes")
	found := enrolSecret.FindSubmatch(must[page](t)(s.get(t.Context(), "/settings/security/codes")).body)
	if found == nil {
		t.Fatal("no secret of codes is shown")
	}
	secret := string(found[1])
	w.secret["secret of codes"] = secret
	w.secret["secret of codes, as bytes"] = string(must[[]byte](t)(base32.StdEncoding.DecodeString(secret)))
	shown := said(s, "secret of codes", "/settings/security/codes/confirm", "code", must[string](t)(totp.GenerateCode(secret, time.Now())))
	codes := recoveryCode.FindAllSubmatch(shown.body, -1)
	if len(codes) == 0 {
		t.Fatalf("no recovery codes: %s", shown.answer)
	}
	for _, c := range codes[:2] {
		w.secret["recovery code "+string(c[1][:4])] = string(c[1])
		w.secret["recovery code without dashes "+string(c[1][:4])] = strings.ReplaceAll(string(c[1]), "-", "")
	}
	// A passkey's own secret never leaves its device; what this server gives is the token of a ceremony, as for codes.
	half := x.browser(t)
	said(half, "secret of who signs in", "/signin", "email", senderEmail, "password", senderPassword)

	said(stranger, "secret of a password", "/forgot", "email", senderEmail)
	token := x.mailed(t, senderEmail)
	w.secret["token of a password"], w.secret["password after the token"] = token, "treize phares et une digue"
	for name, b := range map[string]*browser{"member": s, "halfway": half} {
		for _, c := range b.http.Jar.Cookies(must[*url.URL](t)(url.Parse(x.base))) {
			if len(c.Value) > 20 {
				w.secret["cookie "+c.Name+" of a browser, "+name] = c.Value
			}
		}
	}
	if len(w.secret) < 14 {
		t.Fatalf("too few secrets were made: %d", len(w.secret))
	}
	said(stranger, "secret of a password", "/reset/"+token, "password", w.secret["password after the token"])
	for _, bad := range []string{"/reset/" + token + "x", "/invitation/" + w.secret["token of an invitation"] + "x", "/confirm/" + w.secret["token of an address"] + "x"} {
		must[page](t)(x.browser(t).get(t.Context(), bad))
	}
}

// mailed is the token of the newest message to an address that holds one.
func (x *trial) mailed(t *testing.T, to string) (token string) {
	t.Helper()
	check(t, eventually(t.Context(), "a message with a token to "+to, func() (bool, error) {
		all, err := x.outside.messages(t.Context(), to)
		for _, m := range all {
			if found := mailedToken.FindStringSubmatch(m.Text); found != nil {
				token = found[1]
				return true, err
			}
		}
		return false, err
	}))
	return token
}

// rest looks for the words where nothing moves any more: in the files and the database of an installation that stopped.
func (w *words) rest(t *testing.T, x *trial, dump []byte) {
	t.Helper()
	database := filepath.Join(x.data(), "quittance.db") // and the log of its changes
	kept := map[string]bool{}
	look := func(where string, content []byte, mayHold bool) {
		for name, value := range w.secret {
			if holds(content, name, value) {
				t.Errorf("the %s is in clear in %s", name, where)
			}
		}
		for name, value := range w.private {
			if !holds(content, name, value) {
				continue
			}
			if kept[name] = true; !mayHold {
				t.Errorf("the %s is in %s", name, where)
			}
		}
	}
	check(t, filepath.WalkDir(x.dir, func(path string, entry fs.DirEntry, err error) error {
		// The sandbox is the telephone and the mailbox of others: what was sent to them is theirs.
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(path, filepath.Join(x.data(), "sandbox.db")) {
			return err
		}
		content, err := os.ReadFile(path)
		look(path, content, strings.HasPrefix(path, database))
		return err
	}))
	look("the database", dump, true)
	for name := range w.private {
		if typed := strings.Contains(name, ", "); typed && !kept[name] {
			t.Errorf("the %s was never kept: nothing was looked for", name)
		}
	}
	jobs := x.jobs(t)
	for name, value := range w.all() {
		for _, address := range w.asked.seen {
			// A secret that is a link is in its own address and in no other: the log and the files tell whether it went further.
			if _, private := w.private[name]; private && holds([]byte(address), name, value) {
				t.Errorf("the %s is in the address %s", name, address)
			}
		}
		if holds(jobs, name, value) {
			t.Errorf("a job holds the %s", name)
		}
	}
}

// all are the secret words and the private ones.
func (w *words) all() map[string]string {
	all := map[string]string{}
	for _, some := range []map[string]string{w.secret, w.private} {
		for name, value := range some {
			all[name] = value
		}
	}
	return all
}

// holds tells whether a value stands in a content, as it is or as forms write it; six digits of a longer number, or of a
// second's fraction, are no code.
func holds(content []byte, name, value string) bool {
	if name == "code" {
		return regexp.MustCompile(`(?:^|[^\w.])` + value + `(?:\W|$)`).Match(content)
	}
	return bytes.Contains(content, []byte(value)) || bytes.Contains(content, []byte(url.QueryEscape(value)))
}

// jobs is everything that was ever handed to a job, and what jobs failed of.
func (x *trial) jobs(t *testing.T) []byte {
	t.Helper()
	driver, source := "pgx", x.databaseURL()
	if path, ok := strings.CutPrefix(source, "sqlite://"); ok {
		driver, source = "sqlite", "file:"+path+"?mode=ro"
	}
	server := must[*sql.DB](t)(sql.Open(driver, source))
	defer func() { check(t, server.Close()) }()
	rows, err := server.QueryContext(t.Context(), "SELECT kind, CAST(args AS TEXT), COALESCE(CAST(errors AS TEXT), ''), CAST(metadata AS TEXT) FROM river_job")
	check(t, err)
	defer func() { check(t, rows.Close()) }()
	var out bytes.Buffer
	kinds := map[string]bool{}
	for rows.Next() {
		var kind, args, failed, metadata string
		check(t, rows.Scan(&kind, &args, &failed, &metadata))
		kinds[kind] = true
		out.WriteString(args + "\n" + failed + "\n" + metadata + "\n")
	}
	check(t, rows.Err())
	for _, kind := range []string{"notice_send", "passcode_send", "link_send", "confirmation_send", "reset_send", "invitation_send", "abuse_send", "release_seal"} {
		if !kinds[kind] {
			t.Errorf("no job of kind %s: nothing was looked at", kind)
		}
	}
	return out.Bytes()
}
