package sender_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/web/sender"
)

// device is an authenticator as Web Authentication describes it, with one passkey.
type device struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  string // the user's, base64
	counter uint32
	origin  string
	rp      string
	flags   byte // user present, user verified
}

const verified = 0x05

func newDevice(t *testing.T) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 32)
	_, err = rand.Read(id)
	must(t, err)
	return &device{t: t, key: key, id: id, origin: "https://quittance.test", rp: "quittance.test", flags: verified}
}

var b64 = base64.RawURLEncoding

func (d *device) clientData(kind, challenge string) []byte {
	out, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	must(d.t, err)
	return out
}

func (d *device) authData(flags byte, more ...byte) []byte {
	sum := sha256.Sum256([]byte(d.rp))
	d.counter++
	return append(append(append(sum[:], flags), binary.BigEndian.AppendUint32(nil, d.counter)...), more...)
}

// options is what the server asks of a browser, as far as a device looks.
type options struct {
	PublicKey struct {
		Challenge        string                `json:"challenge"`
		RPID             string                `json:"rpId"`
		RP               struct{ ID string }   `json:"rp"`
		User             struct{ ID string }   `json:"user"`
		UserVerification string                `json:"userVerification"`
		Selection        map[string]any        `json:"authenticatorSelection"`
		Exclude          []struct{ ID string } `json:"excludeCredentials"`
		Allow            []struct{ ID string } `json:"allowCredentials"`
	} `json:"publicKey"`
}

func (b *browser) asked(path string) options {
	b.t.Helper()
	var o options
	must(b.t, json.Unmarshal([]byte(b.post(path).is(http.StatusOK).body), &o))
	return o
}

// makes answers a registration.
func (d *device) makes(o options) string {
	point, err := d.key.PublicKey.Bytes()
	must(d.t, err)
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:],
	})
	must(d.t, err)
	attested := append(make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(d.id)))...)
	attested = append(append(attested, d.id...), public...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.authData(d.flags|0x40, attested...)})
	must(d.t, err)
	d.handle = o.PublicKey.User.ID
	return d.answer(map[string]any{"clientDataJSON": b64.EncodeToString(d.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64.EncodeToString(object)})
}

// signs answers a sign-in.
func (d *device) signs(o options) string {
	client, auth := d.clientData("webauthn.get", o.PublicKey.Challenge), d.authData(d.flags)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, auth...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	must(d.t, err)
	return d.answer(map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(auth), "signature": b64.EncodeToString(signature), "userHandle": d.handle,
	})
}

func (d *device) answer(response map[string]any) string {
	out, err := json.Marshal(map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key", "response": response})
	must(d.t, err)
	return string(out)
}

// addPasskey registers one as the page's script does.
func (b *browser) addPasskey(name string) *device {
	b.t.Helper()
	d := newDevice(b.t)
	b.post("/settings/security/passkeys", "credential", d.makes(b.asked("/settings/security/passkeys/begin")), "name", name).is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").has("The passkey is added.", name)
	return d
}

func TestAPasskeyIsBothFactors(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(m)
	b.enrol()
	w.told = nil
	asked := b.asked("/settings/security/passkeys/begin")
	if k := asked.PublicKey; k.RP.ID != "quittance.test" || k.Selection["userVerification"] != "required" || k.Selection["residentKey"] != "required" || k.User.ID != b64.EncodeToString([]byte(m.ID)) {
		t.Errorf("asked for %+v", k)
	}
	d := b.addPasskey("Camille's telephone")
	w.wasTold(m.ID + " passkey_added")
	if n := w.lines(m.Workspace, account.FactorAdded); n != 2 { // the codes came before
		t.Errorf("two factors are on record %d times", n)
	}
	if got := b.asked("/settings/security/passkeys/begin").PublicKey.Exclude; len(got) != 1 || got[0].ID != b64.EncodeToString(d.id) {
		t.Errorf("a second passkey on the same device is not refused by it: %+v", got)
	}

	c := w.browser()
	c.get("/signin").is(http.StatusOK).has(`data-passkey-use="/signin/passkey/begin"`, `src="`)
	o := c.asked("/signin/passkey/begin")
	if k := o.PublicKey; k.RPID != "quittance.test" || k.UserVerification != "required" || len(k.Allow) > 0 {
		t.Errorf("a sign-in asks %+v", k)
	}
	answer := d.signs(o)
	token := c.cookie("passkey")
	c.post("/signin/passkey", "credential", answer, "next", "/settings/profile").is(http.StatusSeeOther).at("/settings/profile") // no code is asked for
	c.get("/settings/security/password").is(http.StatusOK)
	before := sessionOf(c)
	again := w.browser()
	again.do(http.MethodPost, "/signin/passkey", "application/x-www-form-urlencoded", strings.NewReader(values([]string{"credential", answer}).Encode()), "Cookie", "passkey="+token).is(http.StatusSeeOther).at("/signin")
	if sessionOf(again) != "" {
		t.Fatal("an answer opens twice")
	}
	c.post("/signin/passkey", "credential", d.signs(c.asked("/signin/passkey/begin"))).is(http.StatusSeeOther).at("/deliveries")
	if after := sessionOf(c); after == before || after == "" {
		t.Fatal("the token survived signing in")
	}
	w.now = w.now.Add(account.Fresh)
	c.get("/settings/security/password").is(http.StatusSeeOther)
	c.post("/prove/passkey", "credential", d.signs(c.asked("/prove/passkey/begin")), "next", "/settings/security/password").is(http.StatusSeeOther).at("/settings/security/password")
	c.get("/settings/security/password").is(http.StatusOK)

	c.post("/settings/security/passkeys/remove", "id", b64.EncodeToString(d.id)).is(http.StatusSeeOther)
	w.wasTold(m.ID + " passkey_removed")
	c.post("/settings/security/passkeys/remove", "id", b64.EncodeToString(d.id)).is(http.StatusSeeOther)
	w.wasTold()
	gone := w.browser()
	gone.post("/signin/passkey", "credential", d.signs(gone.asked("/signin/passkey/begin"))).is(http.StatusUnauthorized).has("This passkey opens no account here.")
}

func TestPasskeysThatOpenNothing(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	other := w.member(account.Colleague, "luc@moreau.example", m.Workspace)
	owner, colleague := w.signedIn(m), w.signedIn(other)
	mine, theirs := owner.addPasskey("A"), colleague.addPasskey("B")
	copied := *mine
	for sentence, forge := range map[string]func(d *device, o *options){
		"one of nobody":                  func(d *device, _ *options) { d.handle = b64.EncodeToString([]byte("nobody")) },
		"one of somebody else":           func(d *device, _ *options) { d.handle = theirs.handle },
		"one made for another site":      func(d *device, _ *options) { d.rp = "evil.example" },
		"one used on another site":       func(d *device, _ *options) { d.origin = "https://evil.example" },
		"one used over plain HTTP":       func(d *device, _ *options) { d.origin = "http://quittance.test" },
		"one used without finger or PIN": func(d *device, _ *options) { d.flags = 0x01 },
		"an answer to another question":  func(_ *device, o *options) { o.PublicKey.Challenge = b64.EncodeToString(make([]byte, 32)) },
		"one whose key is another's":     func(d *device, _ *options) { d.key = theirs.key },
		"a copy whose counter is behind": func(d *device, _ *options) { d.counter = 0 },
	} {
		t.Run(sentence, func(t *testing.T) {
			d := copied
			d.t = t
			b := w.browser()
			b.t = t
			o := b.asked("/signin/passkey/begin")
			forge(&d, &o)
			b.post("/signin/passkey", "credential", d.signs(o), "next", "/settings/profile").is(http.StatusUnauthorized).has("This passkey opens no account here.").hasNot("camille@moreau.example")
			if sessionOf(b) != "" {
				t.Error("it opens a session")
			}
		})
	}
	w.t = t
	b := w.browser()
	b.post("/signin/passkey", "credential", "{}").is(http.StatusSeeOther).at("/signin") // nothing was asked
	b.asked("/signin/passkey/begin")
	for range account.CeremonyAttempts {
		b.post("/signin/passkey", "credential", "{").is(http.StatusUnauthorized)
	}
	b.post("/signin/passkey", "credential", "{").is(http.StatusSeeOther).at("/signin")

	// Somebody else's passkey proves nothing of who is signed in.
	w.now = w.now.Add(account.Fresh)
	owner.post("/prove/passkey", "credential", theirs.signs(owner.asked("/prove/passkey/begin"))).is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fsecurity")
	owner.get("/settings/security/password").is(http.StatusSeeOther)
	// Nor is an answer for signing in one for proving, or the other way round.
	o := owner.asked("/signin/passkey/begin")
	owner.post("/prove/passkey", "credential", mine.signs(o)).is(http.StatusSeeOther)
	owner.get("/settings/security/password").is(http.StatusSeeOther)

	must(t, roster.UpdateMember(t.Context(), w.db, m.ID, func(x *account.Member) error { x.DisabledAt = w.now; return nil }))
	gone := w.browser()
	gone.post("/signin/passkey", "credential", mine.signs(gone.asked("/signin/passkey/begin"))).is(http.StatusUnauthorized).has("This passkey opens no account here.")
}

func TestPasskeysThatAreNotKept(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	other := w.member(account.Colleague, "luc@moreau.example", m.Workspace)
	b, colleague := w.signedIn(m), w.signedIn(other)
	const add, begin = "/settings/security/passkeys", "/settings/security/passkeys/begin"
	refused := func(what string, d *device, o options) {
		t.Helper()
		b.post(add, "credential", d.makes(o)).is(http.StatusSeeOther).at("/settings/security")
		if list, err := login.Credentials(t.Context(), w.db, m.ID, account.Passkey); err != nil || len(list) > 0 {
			t.Fatalf("%s is kept: %v", what, err)
		}
	}
	unverified, foreign := newDevice(t), newDevice(t)
	unverified.flags, foreign.origin = 0x01, "https://evil.example"
	refused("one without finger or PIN", unverified, b.asked(begin))
	refused("one of another site", foreign, b.asked(begin))
	colleagues := colleague.asked(begin)
	b.asked(begin)
	refused("one that was begun by somebody else", newDevice(t), colleagues)
	b.post(add, "credential", strings.Repeat("x", 9000)).is(http.StatusSeeOther)
	w.wasTold()
	w.now = w.now.Add(account.Fresh)
	b.do(http.MethodPost, begin, "", nil, "Referer", "https://quittance.test/settings/security").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fsecurity")
	b.post(add, "credential", "{}").is(http.StatusSeeOther)
}

// A passkey beside a password is no second factor: the password alone still opens.
func TestAStrictOperatorSignsInWithACode(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Operators, d.StrictOperators = []string{"camille@moreau.example"}, true })
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	act := func() page { return b.post(frontend.PathCloseAbuse, "id", "nothing") }
	act().is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").has("An operator needs more than a password")
	b.addPasskey("A")
	act().is(http.StatusSeeOther).at("/settings/security")
	b.enrol()
	if got := act(); got.header.Get("Location") == "/settings/security" || got.status >= http.StatusInternalServerError {
		t.Errorf("with codes on: %d, sent to %q", got.status, got.header.Get("Location"))
	}
}
