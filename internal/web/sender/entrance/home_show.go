package entrance

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
)

// showHome is GET /.
func (d *Entrance) showHome(c echo.Context) error {
	if _, err := d.look(c); err != nil {
		return err
	}
	page := screen.Home{Shell: d.Shell(c), SignUpOpen: d.Signup == account.Open, Front: d.Front}
	if d.Cost != nil {
		var err error
		if page.Front.Cost, err = d.Cost(c.Request().Context()); err != nil {
			return err
		}
	}
	return d.Render(c, http.StatusOK, page)
}

// chooseLanguage is POST /language: back to the page it was chosen on.
func (d *Entrance) chooseLanguage(c echo.Context) error {
	form, err := d.ReadLang(c)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, LocalPath(form.Back.Value, frontend.PathHome))
}

// LocalPath is a path of ours that a stranger may have written, or the other one when it leads elsewhere.
func LocalPath(path, otherwise string) string {
	const longest = 2000 // a list with what is searched for
	u, err := url.Parse(path)
	if err != nil || len(path) > longest || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return otherwise
	}
	return path
}
