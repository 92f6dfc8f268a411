package sender

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/book"
	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// addNote is POST /deliveries/{id}/note: what the sender's own people should know. It is no event and in no certificate.
func (d *Door) addNote(c echo.Context, v visit) error {
	var form screen.NoteForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	text := strings.TrimSpace(form.Text.Value)
	var wrong problem.Fields
	input.Lines(&wrong, "text", text, input.MaxMessage, true)
	if err = wrong.Err(); err == nil {
		err = book.AddNote(c.Request().Context(), d.DB, dv.ID, book.Note{ID: d.NewID(), Member: v.Member.ID, Text: text, At: d.At()})
	}
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbNote, notice: "note_added", err: err, form: &form, show: func(f *screen.SenderForms) { f.Note = form },
	})
}

// deleteNote is POST /deliveries/{id}/delete-note.
func (d *Door) deleteNote(c echo.Context, v visit) error {
	var form screen.DeleteNoteForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	err = book.DeleteNote(c.Request().Context(), d.DB, dv.ID, form.Note.Value)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbDeleteNote, notice: "note_deleted", err: err})
}

// addNotes puts the notes on the page of those who may write them; the others read evidence.
func (d *Door) addNotes(ctx context.Context, v visit, dv *delivery.Delivery, zone *time.Location, page *screen.SenderDelivery) error {
	if page.CanNote = v.Member.Role.Can(account.Send); !page.CanNote {
		return nil
	}
	notes, err := book.Of(d.DB).Notes(ctx, dv.ID)
	if err != nil {
		return fmt.Errorf("list notes: %w", err)
	}
	for _, n := range notes {
		page.Notes = append(page.Notes, screen.Note{ID: n.ID, Member: n.MemberName, Text: n.Text, At: n.At.Time().In(zone)})
	}
	return nil
}
