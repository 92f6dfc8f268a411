package screen

import (
	"time"

	"quittance/frontend"
)

// Profile is GET and POST /settings/profile: who the recipients will deal with.
type Profile struct {
	frontend.Shell
	Form     ProfileForm
	Zones    []string // by their IANA names
	Required bool     // shown because a sending needs it first
	Next     string
}

// ProfileForm is the workspace's legal identity.
type ProfileForm struct {
	Name      frontend.Field `form:"name"`
	Zone      frontend.Field `form:"zone"`
	LegalName frontend.Field `form:"legal_name"`
	Address   frontend.Field `form:"address"`
	Phone     frontend.Field `form:"telephone"`
	SIREN     frontend.Field `form:"siren"`
	Accent    frontend.Field `form:"accent"`
	Next      frontend.Field `form:"next"`
}

// APIKeys is GET and POST /settings/api-keys.
type APIKeys struct {
	frontend.Shell
	Keys    []APIKey
	Form    APIKeyForm
	Created NewAPIKey // zero but once, right after creation
	// ProveURL is where the member first proves who they are; "" where that was lately, and Form is shown.
	ProveURL string
}

// APIKeyForm names a new key and chooses what it may do.
type APIKeyForm struct {
	Name  frontend.Field `form:"name"`
	Scope frontend.Field `form:"scope"` // "write" or "read"
}

// NewAPIKey is the only showing of a key.
type NewAPIKey struct {
	Name   string
	Secret string
}

// APIKey is a key as listed: never the key itself. Revoking posts "id" to PathRevokeAPIKey.
type APIKey struct {
	ID         string
	Name       string
	Prefix     string // the public beginning, e.g. "qk_live_3f9a"
	Scope      string // "write" or "read"
	CreatedAt  time.Time
	LastUsedAt time.Time // zero: never
	RevokedAt  time.Time // zero: in use
}

func (Profile) Template() string { return "sender/profile" }
func (APIKeys) Template() string { return "sender/api_keys" }
