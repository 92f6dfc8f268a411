package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/problem"
)

const (
	noticeCookie   = "notice"
	languageCookie = "lang"
	viewerKey      = "viewer"
	readerKey      = "reader"
)

// Lang is the reader's language: chosen on a page before, else the one in which they are written to, else the browser's,
// else French.
func Lang(c echo.Context) frontend.Lang {
	if cookie, err := c.Cookie(languageCookie); err == nil {
		if lang, ok := frontend.ParseLang(cookie.Value); ok {
			return lang
		}
	}
	if lang, ok := c.Get(readerKey).(frontend.Lang); ok {
		return lang
	}
	return frontend.MatchLang(c.Request().Header.Get("Accept-Language"))
}

// SetReader says in which language whoever asks is written to; a tag that is none of ours leaves it to the browser.
func SetReader(c echo.Context, tag string) {
	if lang, ok := frontend.ParseLang(tag); ok {
		c.Set(readerKey, lang)
	}
}

// LangForm is a choice of language, made on the page Back.
type LangForm struct {
	Lang frontend.Field `form:"lang"`
	Back frontend.Field `form:"back"`
}

// ReadLang reads a choice of language and remembers it for a year.
func (s *Site) ReadLang(c echo.Context) (LangForm, error) {
	var form LangForm
	if err := ReadForm(c, &form); err != nil {
		return form, err
	}
	lang, ok := frontend.ParseLang(form.Lang.Value)
	if !ok {
		return form, ErrBadForm
	}
	const year = 365 * 24 * 3600
	c.SetCookie(s.cookie(languageCookie, string(lang), year))
	return form, nil
}

// SetViewer names the signed-in sender for Shell.
func SetViewer(c echo.Context, v frontend.Viewer) { c.Set(viewerKey, v) }

// Shell is what surrounds every page for this request. A notice left by Redirect is shown once.
func (s *Site) Shell(c echo.Context) frontend.Shell {
	shell := frontend.Shell{RequestID: RequestID(c), Path: s.PagePath(c), Sandbox: s.StandIns, HasTerms: s.HasTerms}
	shell.Viewer, _ = c.Get(viewerKey).(frontend.Viewer)
	if shell.Sandbox.Any() && s.Console != nil {
		shell.Sandbox.ConsoleURL = s.Console(c.Request())
	}
	if cookie, err := c.Cookie(noticeCookie); err == nil && !c.Response().Committed && c.Request().Method != http.MethodHead {
		code, failed := strings.CutPrefix(cookie.Value, "!")
		shell.Notice = frontend.Notice{Code: code, Failed: failed}
		c.SetCookie(s.cookie(noticeCookie, "", -1))
	}
	return shell
}

// PagePath is where the page that answers can be asked for: a choice of language comes back to it. A form that was
// refused is shown again under the address it was posted to; where that answers no GET, it is the page it stood on.
func (s *Site) PagePath(c echo.Context) string {
	r := c.Request()
	if r.Method == http.MethodGet || r.Method == http.MethodHead || s.answersGet(c.Path()) {
		return r.URL.Path
	}
	from, err := url.Parse(r.Referer())
	if err != nil || (from.Host != r.Host && from.Host != s.BaseURL.Host) || !strings.HasPrefix(from.Path, "/") {
		return frontend.PathHome
	}
	return from.Path
}

func (s *Site) answersGet(pattern string) bool {
	return slices.ContainsFunc(s.echo.Routes(), func(r *echo.Route) bool { return r.Method == http.MethodGet && r.Path == pattern })
}

// Render writes a page with a status.
func (s *Site) Render(c echo.Context, status int, page frontend.Page) error {
	var b bytes.Buffer
	lang := Lang(c)
	if err := s.Renderer.Render(&b, lang, page); err != nil {
		return err
	}
	return writePage(c, status, lang, b.Bytes())
}

// RenderKept is Render, with status 200, for a page that strangers look at again and again: as long as it is the same
// as last time under the key, it is not rendered again. It says no request id.
func (s *Site) RenderKept(c echo.Context, key string, page frontend.Page) error {
	lang := Lang(c)
	html, err := s.Renderer.RenderKept(lang, key, page)
	if err != nil {
		return err
	}
	return writePage(c, http.StatusOK, lang, html)
}

func writePage(c echo.Context, status int, lang frontend.Lang, html []byte) error {
	h := c.Response().Header()
	h.Set("Content-Language", string(lang))
	h.Add("Vary", "Accept-Language, Cookie")
	h.Set("Content-Length", strconv.Itoa(len(html)))
	return c.HTMLBlob(status, html)
}

// Redirect answers a successful POST with 303 to a path of ours; the notice is said there once, "" says nothing.
func (s *Site) Redirect(c echo.Context, path, notice string) error {
	if notice != "" {
		const minute = 60
		c.SetCookie(s.cookie(noticeCookie, notice, minute))
	}
	return c.Redirect(http.StatusSeeOther, path)
}

// FailOn answers an error about what is on the page at the path: a problem is said there, where what is possible now can
// be seen; what is not there stays not there.
func (s *Site) FailOn(c echo.Context, path string, err error) error {
	switch Status(err) {
	case http.StatusConflict, http.StatusGone, http.StatusPaymentRequired, http.StatusTooManyRequests:
		return s.RedirectFailed(c, path, err)
	}
	return err
}

// RedirectFailed is Redirect with a problem said as an alert; an error that is not a problem, or not for whoever sent the
// form to solve, is returned.
func (s *Site) RedirectFailed(c echo.Context, path string, err error) error {
	code, ok := ProblemCode(err)
	if !ok || Status(err) >= http.StatusInternalServerError {
		return err
	}
	return s.Redirect(c, path, "!"+code)
}

// ReadForm reads a bounded urlencoded body into a form struct of the frontend.
func ReadForm(c echo.Context, form any) error {
	if err := c.Request().ParseForm(); err != nil {
		return badForm(err)
	}
	return frontend.ReadForm(c.Request().PostForm, form)
}

// Refuse marks the fields an Invalid problem names on the form. It returns what the form has no input for, or the
// error itself when it is no Invalid problem: nil means that everything is shown next to its field.
func Refuse(form any, err error) error {
	p, ok := asInvalid(err)
	if !ok {
		return err
	}
	shown := 0
	for _, f := range p.Fields {
		if frontend.RejectField(form, f.Name, f.Code, f.Params) {
			shown++
		}
	}
	if shown == 0 {
		return err
	}
	return nil
}

func asInvalid(err error) (*problem.Problem, bool) {
	p, ok := AsProblem(err)
	return p, ok && p.Kind == problem.Invalid
}

// ErrBadForm is a body that is no form of ours.
var ErrBadForm = problem.New(problem.Invalid, "bad_form", "the form could not be read")

// badForm tells a body that is too large from one that is malformed.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return ErrBadForm
}

// ProblemCode is the code of the problem in err's chain, if there is one.
func ProblemCode(err error) (string, bool) {
	p, ok := AsProblem(err)
	if !ok {
		return "", false
	}
	return p.Code, true
}

// AsProblem finds the problem in err's chain.
func AsProblem(err error) (*problem.Problem, bool) {
	var p *problem.Problem
	ok := errors.As(err, &p)
	return p, ok
}
