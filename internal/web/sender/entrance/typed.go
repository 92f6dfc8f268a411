package entrance

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/autosave"
	"quittance/internal/web"
)

// Bounds of what is read of a form whose session is over. Its files belong to nobody yet and are passed over; nothing is
// carried of a form that is longer, or comes slower: half a form would look whole.
const (
	typedBytes  = 256 << 20
	typedTime   = 2 * time.Minute
	typedFields = 1000
)

// fieldTyped is the hidden input by which a form goes through signing in.
const fieldTyped = "typed"

// TakeUp keeps what was being typed at a path for a member who has just signed in, and says where it is shown again. It
// is not judged: whatever was typed comes back, to that member alone.
type TakeUp func(ctx context.Context, m account.Member, path string, typed url.Values) (next string, err error)

// RouteTyped is Route for a form that takes long to fill in. Where the session is over, a POST is answered by the page to
// sign in, which carries what was typed in its own forms; nothing of it is kept for a stranger. Once signed in, by
// whatever is asked, takeUp has it.
func (d *Entrance) RouteTyped(method, path string, need account.Permission, handle func(echo.Context, Visit) error, takeUp TakeUp) {
	d.takeUp = takeUp
	inner := d.signedIn(need, handle)
	d.Site.Route(method, path, web.Access{Who: web.Members, Needs: need}, func(c echo.Context) error {
		err := inner(c)
		if !isSessionOver(err) {
			return err
		}
		return d.carry(c)
	})
}

// carry answers a form whose session is over.
func (d *Entrance) carry(c echo.Context) error {
	values, files := readTyped(c.Response(), c.Request())
	var form screen.SignInForm
	form.Next.Value = LocalPath(c.Request().URL.Path, "")
	page := carried{typed: clean(values), files: files}
	return d.renderSignInWith(c, web.Status(account.ErrSessionOver), form, "", page)
}

// carried is a form on its way through signing in.
type carried struct {
	typed string // as a query; "" carries nothing
	files bool   // some came with it, and have to be chosen again
}

// carriedBy is what a form to sign in was given to carry.
func carriedBy(c echo.Context) carried {
	text := c.Request().PostForm.Get(fieldTyped)
	if len(text) > autosave.MaxBytes {
		return carried{}
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return carried{}
	}
	return carried{typed: clean(values), files: c.Request().PostForm.Has("files")}
}

// clean drops what is never carried, and what is too long to be.
func clean(values url.Values) string {
	for _, name := range []string{"action", "password", fieldTyped} {
		values.Del(name)
	}
	if text := values.Encode(); len(text) <= autosave.MaxBytes {
		return text
	}
	return ""
}

// onward is where a member who has just signed in goes: to what they were typing, or else to next.
func (d *Entrance) onward(ctx context.Context, m account.Member, next string, x carried) (string, error) {
	if x.typed == "" || d.takeUp == nil || next == "" {
		return next, nil
	}
	values, err := url.ParseQuery(x.typed)
	if err != nil {
		return next, nil //nolint:nilerr // a stranger's text: there is nothing to take up
	}
	return d.takeUp(ctx, m, next, values)
}

// readTyped reads the text of a form, whatever its encoding, and reports whether files came with it.
func readTyped(w http.ResponseWriter, r *http.Request) (values url.Values, files bool) {
	values = url.Values{}
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(typedTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return values, false
	}
	r.Body = http.MaxBytesReader(w, r.Body, typedBytes)
	reader, err := r.MultipartReader()
	if err != nil {
		r.Body = http.MaxBytesReader(w, r.Body, 4*autosave.MaxBytes)
		if r.ParseForm() == nil {
			values = r.PostForm
		}
		return values, false
	}
	left := int64(autosave.MaxBytes)
	for range typedFields {
		part, err := reader.NextPart() // what is left of the part before is passed over
		if err == io.EOF {             // bare; wrapped, the form broke off
			return values, files
		}
		if err != nil {
			break
		}
		if part.FileName() != "" {
			files = true
			continue
		}
		if _, isFile := part.Header["Content-Type"]; isFile {
			continue
		}
		text, ok := readText(part, &left)
		if !ok {
			break
		}
		values.Add(part.FormName(), text)
	}
	return url.Values{}, files
}

func readText(part *multipart.Part, left *int64) (string, bool) {
	text, err := io.ReadAll(io.LimitReader(part, *left+1))
	if *left -= int64(len(text)); err != nil || *left < 0 {
		return "", false
	}
	return string(text), true
}
