package board

import (
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bojanz/currency"
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
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
	wait, err := b.DB.TakeLimits(ctx, b.At(), db.Limit{Key: "export/" + v.Member.ID, Max: exportsAnHour, Window: time.Hour})
	if err != nil {
		return fmt.Errorf("count exports: %w", err)
	}
	if wait > 0 {
		return errTooManyExports.After(wait)
	}
	q := filterOf(c.QueryParams()).query(v.Workspace.ID)
	q.Limit = 200
	page, err := b.lists.List(ctx, q)
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	words, err := b.sheetWords(web.Lang(c))
	if err != nil {
		return fmt.Errorf("find words: %w", err)
	}
	s := newSheet(c.Response(), words, delivery.ZoneOf(v.Workspace.Zone), v.Member.Role.Can(account.SeeMoney))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
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
		page, err = b.lists.List(ctx, q)
	}
	if err != nil {
		b.Logger.WarnContext(ctx, "export ended early", "request", web.RequestID(c), "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// sheet writes deliveries as lines of a table (RFC 4180) the way spreadsheets of a language open it by a double click.
type sheet struct {
	out   *csv.Writer
	raw   interface{ Write([]byte) (int, error) }
	words sheetWords
	zone  *time.Location
	money bool
}

type sheetWords struct {
	file, point  string
	comma        rune
	about, money []string
	situation    func(projection.Situation) string
}

// What the columns are, as the catalogue's "sheet.<name>"; money comes last, as not everybody sees it.
var (
	sheetAbout = []string{"id", "title", "reference", "recipients", "state", "created_on", "sent_on", "due_on", "ended_on", "sandbox"}
	sheetMoney = []string{"amount", "received", "refunded", "currency"}
)

// sheetWords are the words of a language, and what spreadsheets of it expect.
func (b *Board) sheetWords(lang frontend.Lang) (sheetWords, error) {
	var failed error
	say := func(key string) string {
		text, err := b.Renderer.Say(lang, key)
		failed = errors.Join(failed, err)
		return text
	}
	w := sheetWords{file: say("sheet.file") + ".csv", point: ".", comma: ','}
	if lang == frontend.French {
		w.point, w.comma = ",", ';'
	}
	for _, name := range sheetAbout {
		w.about = append(w.about, say("sheet."+name))
	}
	for _, name := range sheetMoney {
		w.money = append(w.money, say("sheet."+name))
	}
	known := map[projection.Situation]string{}
	for _, s := range projection.Situations() {
		known[s] = say("situation.short." + string(s))
	}
	w.situation = func(s projection.Situation) string { return known[s] }
	return w, failed
}

func newSheet(w interface{ Write([]byte) (int, error) }, words sheetWords, zone *time.Location, money bool) *sheet {
	s := &sheet{out: csv.NewWriter(w), raw: w, words: words, zone: zone, money: money}
	s.out.Comma, s.out.UseCRLF = s.words.comma, true
	return s
}

// begin writes the mark by which spreadsheets know UTF-8, and the headings.
func (s *sheet) begin() error {
	if _, err := s.raw.Write([]byte("\xef\xbb\xbf")); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	line := append([]string(nil), s.words.about...)
	if s.money {
		line = append(line, s.words.money...)
	}
	return s.write(line)
}

func (s *sheet) add(rows []board.Summary) error {
	for _, r := range rows {
		mark := ""
		if r.Sandbox {
			mark = "SANDBOX"
		}
		line := []string{
			string(r.ID), r.Title, r.Reference, strings.Join(r.Recipients, ", "), s.words.situation(r.Situation), s.day(r.CreatedAt), s.day(r.SentAt),
			string(r.DueOn), s.day(r.EndedAt), mark,
		}
		if s.money {
			line = append(line, s.amount(r, r.Amount), s.amount(r, r.Settled), s.amount(r, r.Refunded), r.Currency)
		}
		if err := s.write(line); err != nil {
			return err
		}
	}
	s.out.Flush()
	if err := s.out.Error(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	return nil
}

func (s *sheet) write(line []string) error {
	for i := range line {
		line[i] = harmless(line[i])
	}
	if err := s.out.Write(line); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	return nil
}

func (s *sheet) day(at delivery.Instant) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().In(s.zone).Format(time.DateOnly)
}

// amount is empty where there is nothing to pay.
func (s *sheet) amount(r board.Summary, minor int64) string {
	a, err := currency.NewAmountFromInt64(minor, r.Currency)
	if r.Currency == "" || err != nil {
		return ""
	}
	return strings.ReplaceAll(a.Number(), ".", s.words.point)
}

// harmless puts an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection).
func harmless(cell string) string {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	if start := strings.TrimLeft(cell, " \u00a0"); start != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
