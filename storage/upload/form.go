package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"quittance/storage"
)

// drainLimit is how much of a refused form is still read, so that the browser shows our answer instead of a broken
// connection.
const drainLimit = 64 << 20

// FormLimits bound a plain form; each must be positive.
type FormLimits struct {
	Fields     int   // text fields
	FieldBytes int64 // of one text field
	Files      int
	FileBytes  int64 // of one file
}

// FormFile is one file of a form, finished in the vault.
type FormFile struct {
	Field  string
	Object storage.Object
}

// Form is a plain form that has been read.
type Form struct {
	Fields url.Values
	Files  []FormFile
}

// ReadForm reads a multipart form and streams its files into the vault as objects of owner; nothing is spooled. File
// inputs in which nothing was chosen are left out.
//
// With an error, the files stored so far have been deleted and the text fields read so far are returned, so that what
// was typed can be shown again. Errors for the person are *Refusal: 400 not a readable form, 413 too large, 422 an
// empty file or a file whose name no header can hold. Others are those of the vault (ErrNoSpace among them).
func ReadForm(w http.ResponseWriter, r *http.Request, vault *storage.Vault, owner string, limits FormLimits) (Form, error) {
	control := http.NewResponseController(w)
	perField := limits.FieldBytes + 4<<10
	total := int64(limits.Fields)*perField + int64(limits.Files)*(limits.FileBytes+4<<10) + 64<<10
	r.Body = http.MaxBytesReader(w, patientBody{r.Body, control}, total)
	form := Form{Fields: url.Values{}}
	reader, err := r.MultipartReader()
	if err != nil {
		return form, unreadable(err)
	}
	f := formReader{vault: vault, owner: owner, limits: limits, form: &form}
	if err := f.readAll(r.Context(), reader); err != nil {
		err = errors.Join(err, f.discard(r.Context()))
		form.Files = nil
		_, drainErr := io.CopyN(io.Discard, r.Body, drainLimit)
		if drainErr != nil && !errors.Is(drainErr, io.EOF) {
			// The client is gone or sends without end: the answer to the first error is all there is to say.
			w.Header().Set("Connection", "close")
		}
		return form, err
	}
	return form, nil
}

type formReader struct {
	vault  *storage.Vault
	owner  string
	limits FormLimits
	form   *Form
	fields int
}

func (f *formReader) readAll(ctx context.Context, reader *multipart.Reader) error {
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		err = f.readPart(ctx, part)
		if closeErr := part.Close(); err == nil && closeErr != nil {
			err = unreadable(closeErr)
		}
		if err != nil {
			return err
		}
	}
}

func (f *formReader) readPart(ctx context.Context, part *multipart.Part) error {
	if _, isFile := part.Header["Content-Type"]; !isFile && part.FileName() == "" {
		return f.readField(part)
	}
	first := make([]byte, 1)
	n, err := io.ReadFull(part, first)
	switch {
	case errors.Is(err, io.EOF) && part.FileName() == "":
		return nil // nothing was chosen
	case errors.Is(err, io.EOF):
		return &Refusal{http.StatusUnprocessableEntity, "ERR_EMPTY_FILE", "the file is empty"}
	case err != nil:
		return unreadable(err)
	case len(f.form.Files) == f.limits.Files:
		return &Refusal{http.StatusRequestEntityTooLarge, "ERR_TOO_MANY_FILES", "there are too many files"}
	}
	name := rawFileName(part)
	if err := checkFileName(name); err != nil {
		return err
	}
	src := &boundedFile{src: part, first: first[:n], left: f.limits.FileBytes}
	o, err := f.vault.Store(ctx, storage.NewObject{
		Owner: f.owner, Name: name, MediaType: part.Header.Get("Content-Type"), Size: storage.UnknownSize,
	}, src)
	if src.err != nil {
		return unreadable(src.err)
	}
	if err != nil {
		return fmt.Errorf("store file of form: %w", err)
	}
	f.form.Files = append(f.form.Files, FormFile{Field: part.FormName(), Object: o})
	return nil
}

// rawFileName is the name as the client gave it. Part.FileName drops folders, and would make "../../x" look harmless:
// whoever made that name is told that it is refused.
func rawFileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return part.FileName()
	}
	return params["filename"]
}

func (f *formReader) readField(part *multipart.Part) error {
	if f.fields++; f.fields > f.limits.Fields {
		return &Refusal{http.StatusRequestEntityTooLarge, "ERR_TOO_MANY_FIELDS", "the form has too many fields"}
	}
	value, err := io.ReadAll(io.LimitReader(part, f.limits.FieldBytes+1))
	if err != nil {
		return unreadable(err)
	}
	if int64(len(value)) > f.limits.FieldBytes {
		return &Refusal{http.StatusRequestEntityTooLarge, "ERR_FIELD_TOO_LONG", "a text of the form is too long"}
	}
	f.form.Fields.Add(part.FormName(), string(value))
	return nil
}

// discard deletes what a refused form has stored; what cannot be deleted now is left to the sweeper by the vault.
func (f *formReader) discard(ctx context.Context) error {
	var errs []error
	for _, file := range f.form.Files {
		if err := f.vault.Delete(context.WithoutCancel(ctx), file.Object.ID); err != nil {
			errs = append(errs, fmt.Errorf("discard file of form: %w", err))
		}
	}
	return errors.Join(errs...)
}

// errFileName refuses what is no text: kept in a row it would have to be repaired, and the certificate would prove a
// name that nobody gave.
var errFileName = &Refusal{http.StatusUnprocessableEntity, "ERR_FILE_NAME", "the name of a file has control characters"}

func checkFileName(name string) error {
	if !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
		return errFileName
	}
	return nil
}

// unreadable tells what is too large from what is malformed or cut off.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, storage.ErrTooLong) {
		return &Refusal{http.StatusRequestEntityTooLarge, "ERR_TOO_LARGE", "the form or one of its files is too large"}
	}
	var malformed textproto.ProtocolError
	if errors.As(err, &malformed) {
		// Browsers write the name of a file as it is into the header of its part: a control character breaks that.
		return errFileName
	}
	return &Refusal{http.StatusBadRequest, "ERR_FORM", "the form could not be read"}
}

// boundedFile is a file part of at most left bytes. It remembers why reading failed: that is the client's doing, other
// errors of storing are ours.
type boundedFile struct {
	src   io.Reader
	first []byte
	left  int64
	err   error
}

func (b *boundedFile) Read(p []byte) (int, error) {
	if len(b.first) > 0 && len(p) > 0 {
		n := copy(p, b.first)
		b.first = b.first[n:]
		b.left -= int64(n)
		return n, nil
	}
	n, err := b.src.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		b.err = storage.ErrTooLong
		return 0, b.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// patientBody gives a slow client time as long as it sends something, whatever the server's own read time-out.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
}

func (b patientBody) Read(p []byte) (int, error) {
	err := b.control.SetReadDeadline(time.Now().Add(networkTimeout))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("extend read deadline: %w", err)
	}
	return b.ReadCloser.Read(p)
}
