package verifier

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/certificate"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sheet"
	"quittance/storage/download"
)

// checkNames are those of a certificate alone, in the order of EVIDENCE.md section 3.
var checkNames = []string{"integrity", "seal", "trust", "time", "evidence", "text", "chain", "inclusion"}

// sendTable answers with the verdicts as a table: one line for each file, in the order they were sent.
func (d *Door) sendTable(c echo.Context, list []judged) error {
	lang := web.Lang(c)
	var failed error
	say := func(key string) string {
		text, err := d.Renderer.Say(lang, key)
		failed = errors.Join(failed, err)
		return text
	}
	var out strings.Builder
	s := sheet.New(&out, lang, timezone.Of(delivery.DefaultZone))
	head := []string{say("sheet.file_name"), say("sheet.verdict"), say("sheet.number"), say("sheet.kind"), say("sheet.level")}
	for _, name := range checkNames {
		head = append(head, say("verify.check."+name))
	}
	failed = errors.Join(failed, s.Head(append(head, say("sheet.since"), say("sheet.detail"), "SHA-256")...))
	for _, j := range list {
		kind, sum := "", j.sum.String()
		if j.report.Kind != "" {
			kind = say("audit.kind." + j.report.Kind)
		}
		var since, detail []string
		if j.large {
			sum, detail = "", append(detail, say("sheet.too_large"))
		}
		row := []string{j.file, say("verify.verdict." + j.verdict()), j.report.Certificate, kind, j.report.Level}
		for _, name := range checkNames {
			row = append(row, result(j.report, name, say))
		}
		for _, x := range j.report.Checks {
			if x.Result != certificate.Pass {
				detail = append(detail, x.Detail)
			}
		}
		for _, x := range j.since {
			words := []string{say("sheet.change." + x.Kind)}
			if x.Amount.Currency != "" {
				words = append(words, s.Amount(x.Amount.Amount, x.Amount.Currency), x.Amount.Currency)
			}
			if !x.At.IsZero() {
				words = append(words, x.At.Format(time.DateOnly))
			}
			since = append(since, strings.Join(words, " "))
		}
		failed = errors.Join(failed, s.Add(append(row, strings.Join(since, ", "), strings.Join(detail, " "), sum)...))
	}
	name := say("sheet.verdicts")
	if err := errors.Join(failed, s.Flush()); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, download.Disposition(name+".csv"))
	return c.Blob(http.StatusOK, sheet.MediaType, []byte(out.String()))
}

// result is what a check came to; "" where it was not made.
func result(r certificate.Report, name string, say func(string) string) string {
	for _, c := range r.Checks {
		if c.Name == name {
			return say("verify.result." + string(c.Result))
		}
	}
	return ""
}
