// Package legal is the door of the pages that say who runs the site, what it keeps of people, and on what terms it may
// be used. They are the operator's settings, shown: nothing here is read from the database.
//
// It promises to name as a place or a processor only what the running installation is configured with.
package legal

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/web"
)

// Deps is what the operator configured. A publisher without a name has not been filled in, and the pages say so.
type Deps struct {
	Publisher     screen.Publisher
	Terms         map[frontend.Lang]string // a language without a text reads another one
	Bucket        string                   // host of the bucket; "" where files are on the server's own disk
	Region        string
	Processors    []screen.Processor
	OutsideIsPlay bool // nothing leaves the server
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) {
	d := &Door{Site: s, Deps: deps}
	anyone := web.Access{Who: web.Anyone}
	s.Route(http.MethodGet, frontend.PathLegalNotice, anyone, d.showNotice)
	s.Route(http.MethodGet, frontend.PathPrivacy, anyone, d.showPrivacy)
	s.Route(http.MethodGet, frontend.PathTerms, anyone, d.showTerms)
}

func (d *Door) showNotice(c echo.Context) error {
	return d.Render(c, http.StatusOK, screen.LegalNotice{Shell: d.Shell(c), Publisher: d.Publisher})
}

func (d *Door) showPrivacy(c echo.Context) error {
	return d.Render(c, http.StatusOK, screen.Privacy{
		Shell: d.Shell(c), Publisher: d.Publisher, Bucket: d.Bucket, Region: d.Region, Processors: d.Processors, Played: d.OutsideIsPlay,
	})
}

// showTerms shows the text of the reader's language, or the other one where there is none.
func (d *Door) showTerms(c echo.Context) error {
	page := screen.TermsOfUse{Shell: d.Shell(c), Language: web.Lang(c)}
	text := d.Terms[page.Language]
	for _, other := range frontend.Langs() {
		if text == "" {
			page.Language, text = other, d.Terms[other]
		}
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			page.Paragraphs = append(page.Paragraphs, paragraph)
		}
	}
	return d.Render(c, http.StatusOK, page)
}
