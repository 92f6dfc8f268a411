package verifier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/certificate"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/problem"
	"quittance/internal/web"
)

const (
	// maxBatch is how many certificates are judged in one request; they are read and forgotten one after the other.
	maxBatch = 50
	// maxBatchBytes bounds the whole request.
	maxBatchBytes = 256 << 20
	// batchesAtOnce bounds how many batches are judged at a time: one holds one PDF at a time.
	batchesAtOnce = 2
	// batchesByOrigin is how many one network may send in an hour, one at a time: who sends slowly holds a single place.
	batchesByOrigin = 30
	// partTime is how long one certificate may take to arrive.
	partTime = time.Minute
	// longestList bounds what is read of the field that says how to answer.
	longestList = 16
)

var (
	errBatchNothing   = problem.New(problem.Invalid, "audit_nothing", "choose certificates first, PDF files")
	errTooManyBatches = problem.New(problem.TooMany, "too_many_attempts", "too many batches in a short time")
	errBatchMany      = problem.New(problem.Invalid, "audit_many", "at most fifty certificates at a time")
)

// judged is the verdict on one file of a batch.
type judged struct {
	file   string
	sum    evidence.Hash
	large  bool // not read to the end, so not judged
	report certificate.Report
	since  []screen.VerifyChange
}

// ofTrial is the verdict on a certificate that holds and proves nothing: a stand-in took part in it.
const ofTrial = "trial"

func (j judged) verdict() string {
	if j.report.Verdict == certificate.Valid && len(j.report.Sandbox) > 0 {
		return ofTrial
	}
	return string(j.report.Verdict)
}

// showBatch is GET /audit.
func (d *Door) showBatch(c echo.Context) error {
	return d.Render(c, http.StatusOK, screen.Audit{Shell: d.Shell(c), Most: maxBatch})
}

// judgeBatch is POST /audit, a plain form: certificates, and whether the verdicts are to be a page or a table.
func (d *Door) judgeBatch(c echo.Context) error {
	network := d.Digest("audit", web.Network(d.VisitorOf(c.Request()).Address))
	wait, err := ratelimit.Take(c.Request().Context(), d.DB, delivery.At(d.Now()), ratelimit.Limit{Key: "audit/origin/" + network, Max: batchesByOrigin, Window: time.Hour})
	if err != nil {
		return fmt.Errorf("count batches: %w", err)
	}
	if wait > 0 {
		return errTooManyBatches.After(wait)
	}
	if _, busy := d.sending.LoadOrStore(network, true); busy {
		return errBusy
	}
	defer d.sending.Delete(network)
	select {
	case d.batches <- struct{}{}:
		defer func() { <-d.batches }()
	default:
		return errBusy
	}
	list, asTable, err := d.readBatch(c)
	if errors.Is(err, errBatchNothing) || errors.Is(err, errBatchMany) {
		code, _ := web.ProblemCode(err)
		return d.Render(c, web.Status(err), screen.Audit{Shell: d.Shell(c), Most: maxBatch, Problem: code})
	}
	if err != nil {
		return err
	}
	if asTable {
		return d.sendTable(c, list)
	}
	page := screen.Audit{Shell: d.Shell(c), Most: maxBatch}
	for _, j := range list {
		page.Rows = append(page.Rows, rowOf(j))
		switch j.verdict() {
		case string(certificate.Valid):
			page.Valid++
		case ofTrial:
			page.Trial++
		case string(certificate.Invalid):
			page.Invalid++
		default:
			page.Unjudged++
		}
	}
	return d.Render(c, http.StatusOK, page)
}

// readBatch judges each certificate as it comes, and forgets it before it reads the next.
func (d *Door) readBatch(c echo.Context) (list []judged, asTable bool, err error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBatchBytes)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, false, web.ErrBadForm
	}
	end := time.Now().Add(requestTime) // of the connection, so by the machine's clock
	many := false
	for {
		if err := patience(c, end); err != nil {
			return nil, false, err
		}
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, false, tooLargeOr(err)
		}
		switch {
		case part.FormName() == "as":
			text, err := io.ReadAll(io.LimitReader(part, longestList))
			if err != nil {
				return nil, false, tooLargeOr(err)
			}
			asTable = string(text) == "csv"
		case part.FormName() == "certificates" && part.FileName() != "":
			if many = many || len(list) == maxBatch; many {
				continue // to the end: browsers show no answer that comes while they send
			}
			j, err := d.judgePart(c, part)
			if err != nil {
				return nil, false, err
			}
			list = append(list, j)
		}
	}
	if many {
		return nil, false, errBatchMany
	}
	if len(list) == 0 {
		return nil, false, errBatchNothing
	}
	return list, asTable, nil
}

// patience gives the reader some time for the next part, and not beyond the end.
func patience(c echo.Context, end time.Time) error {
	deadline := time.Now().Add(partTime)
	if deadline.After(end) {
		deadline = end
	}
	if err := http.NewResponseController(c.Response()).SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set read deadline: %w", err)
	}
	return nil
}

// tooLargeOr keeps the one failure of reading that is told by its own status.
func tooLargeOr(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return tooLarge
	}
	return web.ErrBadForm
}

func (d *Door) judgePart(c echo.Context, part *multipart.Part) (judged, error) {
	j := judged{file: strings.ToValidUTF8(path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")), "\ufffd")}
	if runes := []rune(j.file); len(runes) > maxFileName {
		j.file = string(runes[:maxFileName])
	}
	pdf, err := io.ReadAll(io.LimitReader(part, certificate.MaxPDF+1))
	if err != nil {
		return j, tooLargeOr(err)
	}
	if len(pdf) > certificate.MaxPDF {
		j.large, j.report.Verdict = true, certificate.Indeterminate
		return j, nil
	}
	j.sum, j.report = evidence.Sum(pdf), d.report(c, pdf, nil)
	if j.report.Verdict == certificate.Valid {
		if j.since, _, err = d.since(c.Request().Context(), pdf); err != nil && !errors.Is(err, context.Canceled) {
			return j, err
		}
	}
	return j, nil
}

func rowOf(j judged) screen.AuditRow {
	row := screen.AuditRow{
		File: j.file, Verdict: j.verdict(), Kind: j.report.Kind, Certificate: j.report.Certificate, Level: j.report.Level, TooLarge: j.large, Since: j.since,
	}
	if row.NotOurs = !j.large && isNothing(j.report); row.NotOurs {
		return row
	}
	for _, check := range j.report.Checks {
		if check.Result != certificate.Pass {
			row.Checks = append(row.Checks, screen.VerifyCheck{Name: check.Name, Result: string(check.Result), Detail: check.Detail})
		}
	}
	return row
}
