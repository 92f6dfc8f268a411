package board

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
	"quittance/internal/web/sheet"
)

// pageTime is how long a reader may take for one page of the export.
const pageTime = time.Minute

// exportsAnHour bounds how often one member reads everything.
const exportsAnHour = 20

var errTooManyExports = problem.New(problem.TooMany, "too_many_attempts", "too many exports in a short time")

// exportDeliveries is GET /deliveries/export.csv: the list as it is filtered, whole, read and written page by page. A
// failure on the way cuts the connection, so that half a file is never taken for a whole one.
func (b *Board) exportDeliveries(c echo.Context, v entrance.Visit) error {
	ctx := c.Request().Context()
	wait, err := ratelimit.Take(ctx, b.DB, b.At(), ratelimit.Limit{Key: "export/" + v.Member.ID, Max: exportsAnHour, Window: time.Hour})
	if err != nil {
		return fmt.Errorf("count exports: %w", err)
	}
	if wait > 0 {
		return errTooManyExports.After(wait)
	}
	err = b.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return roster.Log(ctx, tx, v.Did(b.Site, account.ListExported, ""))
	})
	if err != nil {
		return err
	}
	q := filterOf(c.QueryParams()).query(v.Workspace.ID)
	q.Limit = 200
	page, err := b.priced(ctx, q)
	if err != nil {
		return err
	}
	words, err := b.sheetWords(web.Lang(c))
	if err != nil {
		return fmt.Errorf("find words: %w", err)
	}
	s := newList(c.Response(), web.Lang(c), words, timezone.Of(v.Workspace.Zone), v.Member.Role.Can(account.SeeMoney))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, sheet.MediaType)
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+s.words.file+`"`)
	h.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	err = s.begin()
	for err == nil {
		// A reader who takes nothing for so long is gone; the deadline is the connection's, hence the real time.
		if err = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(pageTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			break
		}
		if err = s.add(page.Rows); err != nil || page.Older == "" {
			break
		}
		q.Before = page.Older
		page, err = b.priced(ctx, q)
	}
	if err != nil {
		b.Logger.WarnContext(ctx, "export ended early", "request", web.RequestID(c), "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// priced is a page of the list with the money of each delivery.
func (b *Board) priced(ctx context.Context, q board.Query) (board.Page, error) {
	page, err := b.lists.List(ctx, q)
	if err != nil {
		return board.Page{}, fmt.Errorf("list deliveries: %w", err)
	}
	if err := b.lists.AddMoney(ctx, page.Rows); err != nil {
		return board.Page{}, fmt.Errorf("list prices: %w", err)
	}
	return page, nil
}

// list writes deliveries as lines of a table.
type list struct {
	*sheet.Sheet
	words sheetWords
	money bool
}

type sheetWords struct {
	file         string
	about, money []string
	situation    func(projection.Situation) string
	noVAT        func(tariff.Regime) string
}

// What the columns are, as the catalogue's "sheet.<name>"; sheet.PriceColumns come last, as not everybody sees money.
var sheetAbout = []string{"id", "title", "revision", "reference", "chorus_engagement", "chorus_service", "recipients", "state", "created_on", "sent_on", "due_on", "ended_on", "sandbox"}

// sheetWords are the words of a language.
func (b *Board) sheetWords(lang frontend.Lang) (sheetWords, error) {
	var failed error
	say := func(key string) string {
		text, err := b.Renderer.Say(lang, key)
		failed = errors.Join(failed, err)
		return text
	}
	w := sheetWords{file: say("sheet.file") + ".csv"}
	for _, name := range sheetAbout {
		w.about = append(w.about, say("sheet."+name))
	}
	for _, name := range sheet.PriceColumns {
		w.money = append(w.money, say("sheet."+name))
	}
	known := map[projection.Situation]string{}
	for _, s := range projection.Situations() {
		known[s] = say("situation.short." + string(s))
	}
	why := map[tariff.Regime]string{}
	for _, r := range []tariff.Regime{tariff.Exempt293B, tariff.ReverseCharge} {
		why[r] = say("vat_regime." + string(r))
	}
	w.noVAT = func(r tariff.Regime) string { return why[r] }
	w.situation = func(s projection.Situation) string { return known[s] }
	return w, failed
}

func newList(w io.Writer, lang frontend.Lang, words sheetWords, zone *time.Location, money bool) *list {
	return &list{Sheet: sheet.New(w, lang, zone), words: words, money: money}
}

// begin writes the headings.
func (l *list) begin() error {
	line := append([]string(nil), l.words.about...)
	if l.money {
		line = append(line, l.words.money...)
	}
	return l.Head(line...)
}

func (l *list) add(rows []board.Summary) error {
	for _, r := range rows {
		mark := ""
		if r.Sandbox {
			mark = "SANDBOX"
		}
		line := []string{
			string(r.ID), r.Title, r.Revision, r.Reference, r.ChorusEngagement, r.ChorusService, strings.Join(r.Recipients, ", "), l.words.situation(r.Situation), l.Day(r.CreatedAt), l.Day(r.SentAt),
			sheet.DueOn(r.Money.Dues), l.Day(r.EndedAt), mark,
		}
		if l.money {
			line = append(line, l.Price(r.Money, l.words.noVAT)...)
		}
		if err := l.Add(line...); err != nil {
			return err
		}
	}
	return l.Flush()
}
