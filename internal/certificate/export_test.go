package certificate

import (
	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// SaysEvent reports whether layout 1 has words for an event type in a language.
func SaysEvent(language, eventType string) bool { return wordsIn(language).eventNames[eventType] != "" }

// SaysAll reports whether every sentence of a report exists in a language.
func SaysAll(language string) bool {
	for s := notCertificate; s <= fileUnread; s++ {
		if sentences[language][s] == "" {
			return false
		}
	}
	return true
}

// ComposePage lets tests draw a page without log and authority.
func ComposePage(d *evidence.Document, sum evidence.Hash, log tlog.Inclusion, token *TokenFacts) ([]byte, error) {
	return compose(page{doc: d, sum: sum, log: log, token: token})
}
