// Package export hands out what this installation keeps, as ZIP files that are of use without it: everything of a
// workspace, or what proves one delivery.
//
// It promises that memory grows neither with the files nor with what the workspace holds: each entry is decrypted or
// composed while it is sent, and nothing is written anywhere else. An archive that could not be finished is cut, so that
// no program takes it for a whole one. What was asked of whom is decided before.
package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db/board"
	"quittance/internal/db/book"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/web"
	"quittance/storage"
	"quittance/storage/download"
)

// File is one that is the same in every archive.
type File struct {
	Name    string
	Content []byte
}

// Deps is what the archives are made of beyond the site. All are required.
type Deps struct {
	Vault *storage.Vault
	Keys  storage.KeyWrapper // opens evidence
	// Verifying are the public keys by which certificates are verified without this server.
	Verifying []File
}

// Exporter makes archives.
type Exporter struct {
	*web.Site
	Deps
	board *board.Board
	book  *book.Book
	slots chan struct{} // of whole workspaces
	brief chan struct{} // of one delivery's evidence, which no export holds up
}

// How many archives leave at a time: each keeps a reader of the database busy, that of a whole workspace for long.
const (
	workspacesAtOnce = 4
	evidenceAtOnce   = 16
)

// errBusy refuses an archive while others leave.
var errBusy = problem.New(problem.TooMany, "archive_busy", "other archives are being made; try again in a moment").After(time.Minute)

// New makes the maker.
func New(s *web.Site, deps Deps) *Exporter {
	return &Exporter{Site: s, Deps: deps, board: board.Of(s.DB), book: book.Of(s.DB), slots: make(chan struct{}, workspacesAtOnce), brief: make(chan struct{}, evidenceAtOnce)}
}

const (
	buffered = 256 << 10
	// stallTime is how long a reader may take for one write before the connection is given up.
	stallTime = 2 * time.Minute
)

// Record puts on record that an archive was taken away. It runs once the archive can leave and before its first byte does;
// where it fails, nothing leaves.
type Record func(ctx context.Context) error

// send answers with an archive of the name, filled by fill. The answer has begun when fill runs: what fails then cuts it.
func (d *Exporter) send(c echo.Context, slots chan struct{}, name string, record Record, fill func(ctx context.Context, p *pack) error) error {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	default:
		return errBusy
	}
	if err := record(c.Request().Context()); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/zip")
	h.Set(echo.HeaderContentDisposition, download.Disposition(name))
	h.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	out := bufio.NewWriterSize(patient{c.Response(), http.NewResponseController(c.Response())}, buffered)
	ctx := c.Request().Context()
	p := newPack(out, d.Now())
	err := fill(ctx, p)
	if err == nil {
		err = p.close()
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		d.Logger.WarnContext(ctx, "archive ended early", "request", web.RequestID(c), "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patient gives the reader some time for each write, whatever the server's own time-out.
type patient struct {
	to      http.ResponseWriter
	control *http.ResponseController
}

func (p patient) Write(b []byte) (int, error) {
	// The deadline is the connection's, hence the real time.
	if err := p.control.SetWriteDeadline(time.Now().Add(stallTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("set write deadline: %w", err)
	}
	return p.to.Write(b)
}

// words reads sentences of a language; the first that is missing is kept.
type words struct {
	renderer *frontend.Renderer
	lang     frontend.Lang
	err      error
}

func (w *words) say(key string) string {
	text, err := w.renderer.Say(w.lang, key)
	w.err = errors.Join(w.err, err)
	return text
}

// noVAT is why a price has no VAT.
func (w *words) noVAT(r tariff.Regime) string { return w.say("vat_regime." + string(r)) }

// readMe adds what is said of an archive, in both languages, below a heading.
func (d *Exporter) readMe(p *pack, heading, key string) error {
	for name, lang := range map[string]frontend.Lang{"LISEZ-MOI.txt": frontend.French, "README.txt": frontend.English} {
		w := words{renderer: d.Renderer, lang: lang}
		text := heading + "\n\n" + w.say("archive."+key) + "\n\n" + w.say("archive.verify") + "\n"
		if w.err != nil {
			return w.err
		}
		if err := p.text(name, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// verifying adds the keys by which certificates are verified.
func (d *Exporter) verifying(p *pack) error {
	for _, f := range d.Verifying {
		if err := p.text("verification/"+f.Name, f.Content); err != nil {
			return err
		}
	}
	return nil
}
