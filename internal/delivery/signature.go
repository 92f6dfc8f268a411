package delivery

// Signature is a person's: given by a one-time passcode bound to exactly what was shown. A person signs; the
// seal on the certificate is an organisation's.
type Signature struct {
	Passcode string  `json:"passcode"` // id of the passcode, never the code
	Consent  Consent `json:"consent"`
	Manifest string  `json:"manifest"` // hex of the manifest hash over all files of the release
}

// Consent is the exact sentence the signer saw.
type Consent struct {
	Version  string `json:"version"`
	Language string `json:"language"`
	Text     string `json:"text"`
	SHA256   string `json:"sha256"` // hex, of Text in UTF-8
}
