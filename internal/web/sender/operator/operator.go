// Package operator is the page of those who run the installation: what waits and fails, what recipients reported, who
// sent how many text messages, and which workspaces are suspended.
//
// It promises to say nothing of the persons in a workspace: operators see what they need to keep the house, and what a
// recipient chose to tell them. To everybody but the members whom the settings name there is no such page.
package operator

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// Queue is what is asked of the jobs.
type Queue interface {
	// FailingJobs lists jobs that were tried in vain or given up.
	FailingJobs(ctx context.Context, limit int) ([]oversight.FailingJob, error)
	// RetryJob has a job tried again now. db.ErrNotFound.
	RetryJob(ctx context.Context, id int64) error
}

// Checkouts closes payment pages at the processor.
type Checkouts interface {
	// CloseCheckouts has those of a workspace closed, once the transaction is committed.
	CloseCheckouts(ctx context.Context, tx *db.Tx, workspace string) error
}

// Disk is a folder that grows and what is left for it.
type Disk struct {
	Folder string
	Left   int64 // bytes; -1: unknown
	IsLow  bool
}

// Deps is what the page needs beyond the site.
type Deps struct {
	Queue     Queue
	Checkouts Checkouts
	Disks     func() []Disk
	SMSCap    int64 // messages a day and workspace; 0: no bound
}

// Operator holds the handlers.
type Operator struct {
	*web.Site
	Deps
	entrance *entrance.Entrance
}

type visit = entrance.Visit

// Register adds the routes. What changes a workspace wants a fresh proof.
func Register(s *web.Site, e *entrance.Entrance, deps Deps) {
	d := &Operator{Site: s, Deps: deps, entrance: e}
	e.RouteOperator(http.MethodGet, frontend.PathOperator, false, d.show)
	e.RouteOperator(http.MethodGet, frontend.PathTariff, false, d.showTariff)
	e.RouteOperator(http.MethodPost, frontend.PathTariff, false, d.setRate)
	e.RouteOperator(http.MethodPost, frontend.PathRemoveRate, false, d.removeRate)
	e.RouteOperator(http.MethodPost, frontend.PathRetryJob, false, d.retryJob)
	e.RouteOperator(http.MethodPost, frontend.PathCloseAbuse, false, d.closeAbuse)
	e.RouteOperator(http.MethodPost, frontend.PathClosePayment, false, d.closePayment)
	e.RouteOperator(http.MethodPost, frontend.PathSuspend, true, d.suspend)
	e.RouteOperator(http.MethodPost, frontend.PathResume, true, d.resume)
	e.RouteOperator(http.MethodPost, frontend.PathSMSCap, true, d.setCap)
}

// shown bounds every list of the page.
const shown = 50

// show is GET /operator.
func (d *Operator) show(c echo.Context, v visit) error {
	return d.render(c, v, strings.TrimSpace(strings.ToValidUTF8(c.QueryParam("q"), "")), nil)
}

// pathTo leads to a workspace alone.
func pathTo(workspace string) string {
	return frontend.PathOperator + "?" + url.Values{"q": {workspace}}.Encode() + "#workspaces"
}

// render shows the page with the workspaces that are searched for; with fills the form that was refused into its workspace.
func (d *Operator) render(c echo.Context, v visit, search string, with func(*screen.OperatorWorkspace)) error {
	page, status := screen.Operator{Shell: d.Shell(c), SMSCap: d.SMSCap, Search: search}, http.StatusOK
	if with != nil {
		status = http.StatusUnprocessableEntity
	}
	if !d.entrance.IsFresh(v) {
		page.ProveURL = entrance.ProvePath(frontend.PathOperator)
		if search != "" {
			page.ProveURL = entrance.ProvePath(pathTo(search))
		}
	}
	b := builder{Operator: d, page: &page, zone: timezone.Of(v.Workspace.Zone), places: map[string]screen.OperatorPlace{}}
	for _, fill := range []func(context.Context) error{
		func(ctx context.Context) error { return b.workspaces(ctx, c.QueryParam("before"), with) },
		b.backlog, b.jobs, b.webhooks, b.messages, b.abuse, b.payments,
	} {
		if err := fill(c.Request().Context()); err != nil {
			return err
		}
	}
	for _, disk := range d.Disks() {
		page.Disks = append(page.Disks, screen.OperatorDisk(disk))
	}
	return d.Render(c, status, page)
}

// retryJob is POST /operator/jobs/retry.
func (d *Operator) retryJob(c echo.Context, v visit) error {
	id, err := d.id(c)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return db.ErrNotFound
	}
	if err := d.Queue.RetryJob(c.Request().Context(), number); err != nil {
		return err
	}
	d.Logger.InfoContext(c.Request().Context(), "job tried again", "request", web.RequestID(c), "job", number, "member", v.Member.ID)
	return d.Redirect(c, frontend.PathOperator, "job_retried")
}

// closeAbuse is POST /operator/abuse/close.
func (d *Operator) closeAbuse(c echo.Context, v visit) error {
	id, err := d.id(c)
	if err != nil {
		return err
	}
	if err := oversight.CloseAbuse(c.Request().Context(), d.DB, id, d.decision(v)); err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathOperator, "abuse_closed")
}

// closePayment is POST /operator/payments/close.
func (d *Operator) closePayment(c echo.Context, v visit) error {
	id, err := d.id(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := oversight.CloseUnknownPayment(ctx, d.DB, c.Request().PostForm.Get("account"), id, v.Member.ID, d.At()); err != nil {
		return err
	}
	d.Logger.InfoContext(ctx, "unknown payment dealt with", "request", web.RequestID(c), "payment", id, "member", v.Member.ID)
	return d.Redirect(c, frontend.PathOperator, "payment_closed")
}

// suspend is POST /operator/workspaces/suspend.
func (d *Operator) suspend(c echo.Context, v visit) error {
	var form screen.SuspendForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := oversight.Suspend(c.Request().Context(), d.DB, form.ID.Value, form.Why.Value, d.decision(v), d.Checkouts.CloseCheckouts)
	if err == nil {
		d.note(c, v, "workspace suspended", form.ID.Value)
		return d.Redirect(c, pathTo(form.ID.Value), "workspace_suspended")
	}
	if form.ID.Value == "" {
		return db.ErrNotFound
	}
	if err := web.Refuse(&form, err); err != nil {
		return err
	}
	return d.render(c, v, form.ID.Value, func(w *screen.OperatorWorkspace) {
		if w.ID == form.ID.Value {
			w.Suspend, w.IsOpen = form, true
		}
	})
}

// resume is POST /operator/workspaces/resume.
func (d *Operator) resume(c echo.Context, v visit) error {
	id, err := d.id(c)
	if err != nil {
		return err
	}
	if err := oversight.Resume(c.Request().Context(), d.DB, id, d.decision(v)); err != nil {
		return err
	}
	d.note(c, v, "workspace resumed", id)
	return d.Redirect(c, pathTo(id), "workspace_resumed")
}

// setCap is POST /operator/workspaces/sms-cap.
func (d *Operator) setCap(c echo.Context, v visit) error {
	var form screen.CapForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	messages, err := strconv.ParseInt(strings.TrimSpace(form.Cap.Value), 10, 64)
	if err != nil {
		messages = -1
	}
	if form.ID.Value == "" {
		return db.ErrNotFound
	}
	if err = oversight.SetSMSCap(c.Request().Context(), d.DB, form.ID.Value, messages, d.decision(v)); err == nil {
		d.note(c, v, "number of text messages set", form.ID.Value)
		return d.Redirect(c, pathTo(form.ID.Value), "cap_saved")
	}
	if err := web.Refuse(&form, err); err != nil {
		return err
	}
	return d.render(c, v, form.ID.Value, func(w *screen.OperatorWorkspace) {
		if w.ID == form.ID.Value {
			w.Cap, w.IsOpen = form, true
		}
	})
}

func (d *Operator) id(c echo.Context) (string, error) {
	if err := c.Request().ParseForm(); err != nil {
		return "", web.ErrBadForm
	}
	return c.Request().PostForm.Get("id"), nil
}

func (d *Operator) decision(v visit) oversight.Decision {
	return oversight.Decision{ID: d.NewID(), Member: v.Member.ID, At: d.At()}
}

// note keeps in the log who decided what: operators answer for it.
func (d *Operator) note(c echo.Context, v visit, what, workspace string) {
	d.Logger.InfoContext(c.Request().Context(), what, "request", web.RequestID(c), "workspace", workspace, "member", v.Member.ID)
}

// builder fills the page.
type builder struct {
	*Operator
	page   *screen.Operator
	zone   *time.Location
	places map[string]screen.OperatorPlace // of workspaces
}

func (b *builder) in(at delivery.Instant) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.Time().In(b.zone)
}

func (b *builder) workspaces(ctx context.Context, before string, with func(*screen.OperatorWorkspace)) error {
	found, err := oversight.Workspaces(ctx, b.DB, b.page.Search, before, shown)
	if err != nil {
		return err
	}
	b.page.IsCut = found.Cut
	if found.Next != "" {
		q := url.Values{"before": {found.Next}}
		if b.page.Search != "" {
			q.Set("q", b.page.Search)
		}
		b.page.NextURL = frontend.PathOperator + "?" + q.Encode() + "#workspaces"
	}
	for _, w := range found.Rows {
		row := screen.OperatorWorkspace{
			ID: w.ID, Name: w.Name, Owner: w.Owner, Deliveries: int(w.Deliveries), IsMany: w.Deliveries >= oversight.ManyDeliveries, Since: b.in(w.CreatedAt),
			ClosedAt: b.in(w.ClosedAt), SuspendedAt: b.in(w.SuspendedAt), SuspendedWhy: w.SuspendedWhy, IsOpen: b.page.Search != "" && len(found.Rows) == 1,
		}
		row.Cap.Cap.Value = strconv.FormatInt(w.SMSCap, 10)
		if with != nil {
			with(&row)
		}
		b.page.Workspaces = append(b.page.Workspaces, row)
	}
	return nil
}
