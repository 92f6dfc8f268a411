package screen

import "quittance/frontend"

// Publisher is who runs this site and answers for it, as the operator's settings name them.
type Publisher struct {
	Name, Address, SIREN, Phone, Email string
	Director                           string // the person responsible for what is published
	Host                               string // of the server: name, address, telephone
}

// LegalNotice is /mentions-legales. Without a name the page says that the operator has not filled it in.
type LegalNotice struct {
	frontend.Shell
	Publisher Publisher
}

// Privacy is /confidentialite: what is kept, where, by whom, for how long, and whom to ask.
type Privacy struct {
	frontend.Shell
	Publisher  Publisher
	Region     string // of the bucket, as configured; "" says nothing about it
	Bucket     string // host of the bucket; "" where files are on the server's own disk
	Processors []Processor
	Played     bool // everything outside is a stand-in: nothing leaves the server
}

// Processor is a provider to whom the running installation hands something.
type Processor struct {
	Task string // "payments", "messages", "mail" or "timestamps"
	Name string
}

// TermsOfUse is /conditions, in the operator's own words.
type TermsOfUse struct {
	frontend.Shell
	Paragraphs []string      // each of one or more lines; none where the operator gave no terms
	Language   frontend.Lang // of the paragraphs, which may not be the reader's
}

func (LegalNotice) Template() string { return "public/legal_notice" }
func (Privacy) Template() string     { return "public/privacy" }
func (TermsOfUse) Template() string  { return "public/terms" }
