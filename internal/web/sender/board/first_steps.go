package board

import (
	"context"
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/board"
	"quittance/internal/delivery"
	"quittance/internal/web/sender/entrance"
)

// addGuide puts the steps of a first delivery at the head of the list, for who may send, until all are taken or it is put
// away. Each is judged by what happened, and leads to the page where it is taken.
func (b *Board) addGuide(ctx context.Context, v entrance.Visit, page *screen.Deliveries) error {
	if !v.Member.Role.Can(account.Send) {
		return nil
	}
	g, err := b.lists.Guide(ctx, v.Workspace.ID, v.Member.ID)
	if err != nil {
		return fmt.Errorf("read first steps: %w", err)
	}
	if g.IsClosed || g.HasAttested {
		return nil
	}
	profile := ""
	if v.Member.Role.Can(account.Administer) {
		profile = frontend.PathProfile + "?next=" + url.QueryEscape(frontend.PathNewDelivery) // saved, it leads on
	}
	next := true
	for _, s := range []struct {
		kind string
		done bool
		url  string
	}{
		{"profile", v.Workspace.Profile.Check() == nil, profile},
		{"draft", g.HasDraft, frontend.PathNewDelivery},
		{"send", g.HasSent, verbOf(g.Draft, frontend.VerbSend)},
		{"pay", g.HasOpened, pageOf(g.Sent)},
		{"attest", g.HasAttested, pageOf(g.Sent)},
	} {
		step := screen.GuideStep{Kind: s.kind, State: "later", URL: s.url}
		switch {
		case s.done:
			step.State, step.URL = "done", ""
		case next:
			step.State, next = "yours", false
		}
		page.Guide.Steps = append(page.Guide.Steps, step)
	}
	page.Guide.Demo, page.Guide.DemoAt = b.demo.Demo, b.demo.DemoAt
	return nil
}

func pageOf(id delivery.ID) string {
	if id == "" {
		return ""
	}
	return frontend.DeliveryPath(string(id))
}

func verbOf(id delivery.ID, verb frontend.Verb) string {
	if id == "" {
		return ""
	}
	return frontend.DeliveryVerbPath(string(id), verb)
}

// closeGuide is POST /deliveries/guide.
func (b *Board) closeGuide(c echo.Context, v entrance.Visit) error {
	if err := board.CloseGuide(c.Request().Context(), b.DB, v.Member.ID, b.At()); err != nil {
		return err
	}
	return b.Redirect(c, frontend.PathDeliveries, "")
}
