package board

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web/sender/entrance"
)

// listDeliveries is GET /deliveries?state=&q=&older=&newer=. What is asked for stands in the address, so that it can be
// kept and shared.
func (b *Board) listDeliveries(c echo.Context, v entrance.Visit) error {
	f := filterOf(c.QueryParams())
	q := f.query(v.Workspace.ID)
	q.Before, q.After = c.QueryParam("older"), c.QueryParam("newer")
	found, err := b.lists.List(c.Request().Context(), q)
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	page := screen.Deliveries{
		Shell: b.Shell(c), Rows: rowsOf(found.Rows, timezone.Of(v.Workspace.Zone), b.At()), State: f.state, Search: f.words,
		Filters: f.chips(), IsFiltered: f.isSet(), IsShort: found.Short, IsFurther: q.Before != "" || q.After != "",
		ExportURL: f.at(frontend.PathExport, "", ""), NeedsProfile: v.Workspace.Profile.Check() != nil,
	}
	isReady, err := b.lists.IsReady(c.Request().Context())
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	page.IsMaking = !isReady
	page.Path = f.here(q)
	if found.Older != "" {
		page.OlderURL = f.url("older", found.Older)
	}
	if found.Newer != "" {
		page.NewerURL = f.url("newer", found.Newer)
	}
	if !page.IsFiltered && !page.IsFurther {
		if err := b.addNeeds(c.Request().Context(), v, &page); err != nil {
			return err
		}
		if err := b.addGuide(c.Request().Context(), v, &page); err != nil {
			return err
		}
	}
	return b.Render(c, http.StatusOK, page)
}

func rowsOf(list []board.Summary, zone *time.Location, now delivery.Instant) []screen.DeliveryRow {
	at := now.Time().In(zone)
	today := delivery.Date(at.Format(time.DateOnly))
	rows := make([]screen.DeliveryRow, len(list))
	for i, s := range list {
		rows[i] = screen.DeliveryRow{
			ID: string(s.ID), Title: s.Title, Revision: s.Revision, Recipients: s.Recipients, Price: frontend.Money{Amount: s.Amount, Currency: s.Currency},
			DueOn: dayOf(s.DueOn, zone), Overdue: s.State == delivery.Sent && s.DueOn != "" && s.DueOn < today,
			Situation: screen.Situation(s.Situation), Move: string(s.Move), Now: at, Sandbox: s.Sandbox,
		}
		moved := s.MovedAt
		if s.State == delivery.Draft {
			moved = s.LastAt
		}
		for to, from := range map[*time.Time]delivery.Instant{&rows[i].SentAt: s.SentAt, &rows[i].MovedAt: moved} {
			if !from.IsZero() {
				*to = from.Time().In(zone)
			}
		}
	}
	return rows
}

// dayOf is the beginning of the day; the zero time where there is none.
func dayOf(d delivery.Date, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// maxWords bounds what is searched for, in characters.
const maxWords = 200

// filter is what of all deliveries is asked for.
type filter struct {
	state screen.ListState // "": all
	words string
}

// states are those that can be chosen, in the order of a life.
var states = []screen.ListState{
	screen.ListDraft, screen.ListSent, screen.ListToPay, screen.ListToSign, screen.ListCompleted, screen.ListExpired, screen.ListWithdrawn, screen.ListRenounced, screen.ListDeclined,
}

// finer are the states of the list that are finer than a delivery's.
var finer = map[screen.ListState][]projection.Situation{
	screen.ListToPay:  {projection.AwaitingPayment, projection.AwaitingBoth, projection.PaymentProcessing, projection.TransferAnnounced, projection.UnlockedUnpaid},
	screen.ListToSign: {projection.AwaitingSignature},
	// one state of a delivery, ended by the one side or by the other
	screen.ListWithdrawn: {projection.Withdrawn},
	screen.ListRenounced: {projection.Renounced},
}

// filterOf reads an address; a state that does not exist is none.
func filterOf(values url.Values) filter {
	f := filter{state: screen.ListState(values.Get("state")), words: strings.TrimSpace(strings.ToValidUTF8(values.Get("q"), ""))}
	if !slices.Contains(states, f.state) {
		f.state = ""
	}
	if utf8.RuneCountInString(f.words) > maxWords {
		f.words = string([]rune(f.words)[:maxWords])
	}
	return f
}

func (f filter) isSet() bool { return f.state != "" || f.words != "" }

func (f filter) query(workspace string) board.Query {
	q := board.Query{Workspace: workspace, Search: f.words, Situations: finer[f.state]}
	if f.state != "" && len(q.Situations) == 0 {
		q.States = []delivery.State{delivery.State(f.state)}
	}
	return q
}

// url is the address of the list with this filter, and one thing more.
func (f filter) url(name, value string) string { return f.at(frontend.PathDeliveries, name, value) }

// here is the address of this page of the list, where a change of language comes back to.
func (f filter) here(q board.Query) string {
	switch {
	case q.Before != "":
		return f.url("older", q.Before)
	case q.After != "":
		return f.url("newer", q.After)
	}
	return f.url("", "")
}

func (f filter) at(path, name, value string) string {
	values := url.Values{}
	for key, v := range map[string]string{"state": string(f.state), "q": f.words, name: value} {
		if v != "" {
			values.Set(key, v)
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// chips are the links to each state, with the same words.
func (f filter) chips() []screen.ListFilter {
	out := []screen.ListFilter{{URL: filter{words: f.words}.url("", ""), Chosen: f.state == ""}}
	for _, s := range states {
		out = append(out, screen.ListFilter{State: s, URL: filter{s, f.words}.url("", ""), Chosen: s == f.state})
	}
	return out
}
