// Package layout sets the human text of a certificate: for each version, one function from the evidence, the log's
// proof and the time-stamp to the pages of a PDF.
//
// A version is frozen once shipped, with its fonts, its words and its rounding: verifying composes the pages again and
// compares. So a version uses nothing that may change under it (locale data, zone files, the current time), and an
// improvement is a new version beside the old ones.
package layout

import (
	"errors"
	"fmt"

	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// Current is the version that new certificates get.
const Current = 1

// versions are frozen once shipped: a test pins what each one draws.
var versions = map[int]func(Page) ([]byte, error){1: composeV1}

// Page is all that a layout may look at.
type Page struct {
	Document *evidence.Document
	Sum      evidence.Hash // of the evidence's bytes
	Log      tlog.Inclusion
	Token    *Token // nil: no authority answered
}

// Token is what the time box prints of an RFC 3161 token.
type Token struct {
	Authority string // subject of the signer, or the name the token gives
	Policy    string // dotted OID
	Serial    string // hexadecimal
	GenTime   int64  // microseconds since 1970 UTC
	Accuracy  int64  // microseconds, 0 where the token does not say
}

var (
	// ErrUnknown means a version this program does not have.
	ErrUnknown = errors.New("unknown layout version")
	// ErrTooLong means evidence that no page limit can hold.
	ErrTooLong = errors.New("certificate has too many pages")
	errLibrary = errors.New("a library gave up on the content")
)

// Compose draws the pages by the version the evidence names (ErrUnknown), as a PDF without attachments or seal. A stranger's evidence reaches the font and PDF libraries here, which were not written for
// it: whatever they do, it ends as an error.
func Compose(p Page) (out []byte, err error) {
	draw, ok := versions[p.Document.Layout]
	if !ok {
		return nil, fmt.Errorf("%w: %d", ErrUnknown, p.Document.Layout)
	}
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("compose page: %w", errLibrary)
		}
	}()
	if out, err = draw(p); err != nil {
		return nil, fmt.Errorf("compose page: %w", err)
	}
	return out, nil
}
