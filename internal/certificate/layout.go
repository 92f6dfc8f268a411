package certificate

import (
	"errors"
	"fmt"

	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// CurrentLayout is the version of the layout that new certificates get.
const CurrentLayout = 1

// layouts are frozen once shipped: a test pins what each one draws. A change is a new version.
var layouts = map[int]func(page) ([]byte, error){1: layoutV1}

// page is all that a layout may look at.
type page struct {
	doc   *evidence.Document
	sum   evidence.Hash // of the evidence's bytes
	log   tlog.Inclusion
	token *TokenFacts // nil: no authority answered
}

// TokenFacts is what the time box prints of an RFC 3161 token.
type TokenFacts struct {
	Authority string // subject of the signer, or the name the token gives
	Policy    string // dotted OID
	Serial    string // hexadecimal
	GenTime   int64  // microseconds since 1970 UTC
	Accuracy  int64  // microseconds, 0 where the token does not say
}

var (
	// ErrLayout means a layout version this program does not have.
	ErrLayout = errors.New("unknown layout version")
	// errTooLong means evidence that no page limit can hold.
	errTooLong = errors.New("certificate has too many pages")
	errLibrary = errors.New("a library gave up on the content")
)

// compose draws the pages. A stranger's evidence reaches the font and PDF libraries here, which were not written for
// it: whatever they do, it ends as an error.
func compose(p page) (out []byte, err error) {
	layout, ok := layouts[p.doc.Layout]
	if !ok {
		return nil, fmt.Errorf("%w: %d", ErrLayout, p.doc.Layout)
	}
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("compose page: %w", errLibrary)
		}
	}()
	if out, err = layout(p); err != nil {
		return nil, fmt.Errorf("compose page: %w", err)
	}
	return out, nil
}
