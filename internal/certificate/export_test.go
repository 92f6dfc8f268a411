package certificate

import (
	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// ComposePage lets tests draw a page without log and authority.
func ComposePage(d *evidence.Document, sum evidence.Hash, log tlog.Inclusion, token *TokenFacts) ([]byte, error) {
	return compose(page{doc: d, sum: sum, log: log, token: token})
}
