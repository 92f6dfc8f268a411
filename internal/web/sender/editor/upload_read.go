package editor

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/storage"
	"quittance/storage/upload"
)

// Bounds of a plain form, beyond which nothing of ours reaches.
const (
	maxFields     = 1000
	maxFieldBytes = 64 << 10
)

// What a form may be refused for because of its files.
var (
	errEmptyFile    = problem.New(problem.Invalid, "empty_file", "a file is empty")
	errFileName     = problem.New(problem.Invalid, "file_name_broken", "the name of a file has control characters")
	errFileTooLarge = problem.New(problem.TooLarge, "file_too_large", "a file is too large")
	errTooManyFiles = problem.New(problem.Invalid, "too_many", "there are too many files").With("max", strconv.Itoa(delivery.MaxFiles))
	errStorageFull  = problem.New(problem.Full, "storage_full", "the storage is full")
)

// ReadFiles fills a form from a body that may hold files, which are streamed into the vault as the workspace's, and
// returns their ids. An error that is a problem is the person's to mend: the form then holds what was typed.
func (d *Editor) ReadFiles(c echo.Context, v visit, form any) (uploads []string, err error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != "multipart/form-data" {
		const plain = 1 << 20
		r.Body = http.MaxBytesReader(c.Response(), r.Body, plain)
		return nil, web.ReadForm(c, form)
	}
	read, refused := upload.ReadForm(c.Response(), r, d.Vault, v.Workspace.ID, upload.FormLimits{
		Fields: maxFields, FieldBytes: maxFieldBytes, Files: delivery.MaxFiles, FileBytes: d.MaxBytes,
	})
	if err := frontend.ReadForm(read.Fields, form); err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, refusal(refused)
	}
	for _, f := range read.Files {
		uploads = append(uploads, f.Object.ID)
	}
	return uploads, nil
}

// refusal says in our words why a form with files was not taken.
func refusal(err error) error {
	if errors.Is(err, storage.ErrNoSpace) {
		return fmt.Errorf("%w: %w", errStorageFull, err)
	}
	var r *upload.Refusal
	if !errors.As(err, &r) {
		return err
	}
	switch r.Code {
	case "ERR_EMPTY_FILE":
		return errEmptyFile
	case "ERR_FILE_NAME":
		return errFileName
	case "ERR_TOO_LARGE":
		return errFileTooLarge
	case "ERR_TOO_MANY_FILES":
		return errTooManyFiles
	}
	return web.ErrBadForm
}

// NoteFull tells the operator what a page has told the sender.
func (d *Editor) NoteFull(c echo.Context, err error) {
	d.Logger.ErrorContext(c.Request().Context(), "storage is full", "request", web.RequestID(c), "error", err)
}
