package entrance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
)

// passkeyCookie holds the token of a passkey's ceremony; its challenge waits on the server.
const passkeyCookie = "passkey"

// What is said of passkeys. Every passkey that does not open is refused by the same words, whatever is wrong with it.
var (
	ErrPasskeysOff    = problem.New(problem.Conflict, "passkeys_off", "passkeys need an address with a name")
	ErrPasskeyRefused = problem.New(problem.Unauthenticated, "passkey_refused", "this passkey opens no account here")
)

// relyingParty is this installation as passkeys know it (Web Authentication, section 4): the host of its public address.
// It is nil where that is an IP address, which is nobody's name (section 5.1.3, "effective domain").
func (d *Entrance) relyingParty() *webauthn.WebAuthn {
	if _, err := netip.ParseAddr(d.BaseURL.Hostname()); err == nil {
		return nil
	}
	resident := true
	rp, err := webauthn.New(&webauthn.Config{
		RPID: d.BaseURL.Hostname(), RPDisplayName: "Quittance", RPOrigins: []string{d.URL("")}, AttestationPreference: protocol.PreferNoAttestation,
		// Kept by the authenticator with the account's name, and opened by a finger, a face or a PIN: that is both factors.
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &resident, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		d.Logger.Warn("passkeys are off: the public address cannot be their relying party", slog.Any("error", err))
		return nil
	}
	return rp
}

// HasPasskeys reports whether passkeys can work at the public address.
func (d *Entrance) HasPasskeys() bool { return d.passkeys != nil }

// Passkey is a passkey as it is kept: with the name its owner gave it.
type Passkey struct {
	Name       string              `json:"name"`
	Credential webauthn.Credential `json:"credential"`
}

// Holder is a member as package webauthn asks for them.
type Holder struct {
	Member account.Member
	Keys   []Passkey
}

// WebAuthnID is the user handle: an id that says nothing about the person (Web Authentication, section 14.6.1).
func (h Holder) WebAuthnID() []byte { return []byte(h.Member.ID) }

// WebAuthnName is what the authenticator shows to tell accounts apart.
func (h Holder) WebAuthnName() string { return h.Member.Email }

// WebAuthnDisplayName is the person's name.
func (h Holder) WebAuthnDisplayName() string { return h.Member.Name }

// WebAuthnCredentials are the member's passkeys.
func (h Holder) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(h.Keys))
	for i, k := range h.Keys {
		out[i] = k.Credential
	}
	return out
}

// HolderOf loads a member's passkeys.
func (d *Entrance) HolderOf(ctx context.Context, m account.Member) (Holder, error) {
	list, err := login.Credentials(ctx, d.DB, m.ID, account.Passkey)
	if err != nil {
		return Holder{}, fmt.Errorf("list passkeys: %w", err)
	}
	h := Holder{Member: m, Keys: make([]Passkey, len(list))}
	for i, c := range list {
		if err := json.Unmarshal([]byte(c.Secret), &h.Keys[i]); err != nil {
			return Holder{}, fmt.Errorf("read passkey: %w", err)
		}
	}
	return h, nil
}

// PasskeyID is a credential's id as it is kept and posted.
func PasskeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Relying is the installation as passkeys know it; ErrPasskeysOff where they cannot work.
func (d *Entrance) Relying() (*webauthn.WebAuthn, error) {
	if d.passkeys == nil {
		return nil, ErrPasskeysOff
	}
	return d.passkeys, nil
}

// BeginPasskey keeps the challenge of a passkey's ceremony and answers with what the browser is to be asked.
func (d *Entrance) BeginPasskey(c echo.Context, p account.Purpose, member string, s *webauthn.SessionData, options any) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("keep passkey challenge: %w", err)
	}
	if err := d.Begin(c, passkeyCookie, account.Ceremony{Purpose: p, Member: member, Data: data}); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, options)
}

// TryPasskey finds the ceremony of this browser and counts the attempt. account.ErrCeremonyOver when there is none.
func (d *Entrance) TryPasskey(c echo.Context, p account.Purpose) (x account.Ceremony, s webauthn.SessionData, err error) {
	if x, err = d.Underway(c, passkeyCookie, p); err != nil {
		return x, s, err
	}
	if x, err = d.Try(c.Request().Context(), x); err != nil {
		return x, s, err
	}
	if err := json.Unmarshal(x.Data, &s); err != nil {
		return x, s, fmt.Errorf("read passkey challenge: %w", err)
	}
	return x, s, nil
}

// askPasskey begins the use of a passkey: the browser offers those it has for this site, so that nobody says an address
// and no address is confirmed.
func (d *Entrance) askPasskey(c echo.Context, p account.Purpose, member string) error {
	rp, err := d.Relying()
	if err != nil {
		return err
	}
	options, session, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return fmt.Errorf("begin use of a passkey: %w", err)
	}
	return d.BeginPasskey(c, p, member, session, options)
}

// usePasskey judges what the browser answered and notes the use, together with what then does. ErrPasskeyRefused
// whatever is wrong with it.
func (d *Entrance) usePasskey(c echo.Context, p account.Purpose, answer string, then func(ctx context.Context, tx *db.Tx, m account.Member) error) (account.Member, error) {
	rp, err := d.Relying()
	if err != nil {
		return account.Member{}, err
	}
	x, session, err := d.TryPasskey(c, p)
	if err != nil {
		return account.Member{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return account.Member{}, ErrPasskeyRefused
	}
	ctx := c.Request().Context()
	var holder Holder
	var fault error // of ours, which the library would wrap in a refusal
	find := func(_, handle []byte) (webauthn.User, error) {
		holder, fault = d.holderNamed(ctx, string(handle))
		return holder, fault
	}
	_, key, err := rp.ValidatePasskeyLogin(find, session, parsed)
	switch {
	case fault != nil && !errors.Is(fault, ErrPasskeyRefused):
		return account.Member{}, fault
	case err != nil, key.Authenticator.CloneWarning, x.Member != "" && x.Member != holder.Member.ID: // a counter that went back is a copy's
		return account.Member{}, ErrPasskeyRefused
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndCeremony(ctx, tx, x.Hash); err != nil {
			return err
		}
		if err := d.noteUse(ctx, tx, holder, key); err != nil {
			return err
		}
		return then(ctx, tx, holder.Member)
	})
	if err != nil {
		return account.Member{}, err
	}
	d.SetCookie(c, passkeyCookie, "", -1)
	return holder.Member, nil
}

// holderNamed finds the member of a user handle, which a stranger may have made up.
func (d *Entrance) holderNamed(ctx context.Context, id string) (Holder, error) {
	m, err := roster.Member(ctx, d.DB, id)
	if errors.Is(err, db.ErrNotFound) {
		return Holder{}, ErrPasskeyRefused
	}
	if err != nil {
		return Holder{}, fmt.Errorf("find member: %w", err)
	}
	return d.HolderOf(ctx, m)
}

// noteUse keeps the passkey's counter and the instant.
func (d *Entrance) noteUse(ctx context.Context, tx *db.Tx, h Holder, used *webauthn.Credential) error {
	for _, k := range h.Keys {
		if string(k.Credential.ID) != string(used.ID) {
			continue
		}
		used.Attestation = webauthn.CredentialAttestation{}
		secret, err := json.Marshal(Passkey{k.Name, *used})
		if err != nil {
			return fmt.Errorf("keep passkey: %w", err)
		}
		return login.UsePasskey(ctx, tx, h.Member.ID, PasskeyID(used.ID), string(secret), d.Now())
	}
	return ErrPasskeyRefused
}

// passkeyWindow bounds how often one network may begin with a passkey, as each beginning is a row.
const passkeyWindow = 15 * time.Minute
