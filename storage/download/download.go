// Package download serves content over HTTP: whole, by range, resumed, conditionally; as an attachment, never
// rendered in the browser under our origin, but for the few kinds that Options.Show opens without any right there. Whether the person may have the content is decided before.
//
// Mount it outside compressing and buffering middleware: ranges are of the bytes as they are, and the speed comes from
// large writes straight to the connection.
package download

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"quittance/storage"
)

// stallTimeout is how long a client may take for one write (256 KiB), whatever the server's own write time-out.
const stallTimeout = 2 * time.Minute

// Transfer is one answer with content.
type Transfer struct {
	Size    int64 // of the content
	Offset  int64 // of the first byte asked for
	Length  int64 // bytes asked for
	Written int64 // bytes given to the connection so far
	Err     error // why it ended early: the client left, or the content could not be read
}

// Complete reports that everything asked for was given to the connection.
func (t Transfer) Complete() bool { return t.Written == t.Length }

// ReachedEnd reports that the last byte of the content was given to the connection: of a download resumed by ranges,
// the last answer.
func (t Transfer) ReachedEnd() bool { return t.Offset+t.Written == t.Size }

// Options say how content is offered.
type Options struct {
	Name      string // any string; made safe
	MediaType string // kept only if harmless, else application/octet-stream
	// Show opens the content in the browser where CanShow allows it; everything else is saved all the same.
	Show bool
	// Begin is called before the first byte of an answer to GET with content. If it returns an error, nothing is
	// sent and Serve returns that error.
	Begin func(Transfer) error
	// End is called once after Begin succeeded, however the transfer ended.
	End func(Transfer)
}

// Serve answers a GET or HEAD request with content (RFC 9110: ranges in section 14, conditions in section 13). Of
// several ranges at once it sends the whole, which section 14.2 allows. It returns the error of Begin, with nothing
// written. When the content cannot be read to the end, Serve panics with http.ErrAbortHandler, which cuts the
// connection: the client must not take a beginning for the whole.
func Serve(w http.ResponseWriter, r *http.Request, content storage.Content, o Options) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return nil
	}
	status, t := decide(r, content)
	withContent := status == http.StatusOK || status == http.StatusPartialContent
	if withContent && r.Method == http.MethodGet && o.Begin != nil {
		if err := o.Begin(t); err != nil {
			return err
		}
	}
	header := w.Header()
	setHeader(header, content)
	switch status {
	case http.StatusPartialContent:
		header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", t.Offset, t.Offset+t.Length-1, t.Size))
	case http.StatusRequestedRangeNotSatisfiable:
		header.Set("Content-Range", "bytes */"+strconv.FormatInt(t.Size, 10))
	}
	if !withContent {
		w.WriteHeader(status)
		return nil
	}
	header.Set("Content-Type", harmless(o.MediaType))
	header.Set("Content-Disposition", Disposition(o.Name))
	if o.Show && CanShow(o.MediaType) {
		header.Set("Content-Security-Policy", shownPolicy)
		header.Set("Content-Disposition", shown(o.Name))
	}
	header.Set("Content-Length", strconv.FormatInt(t.Length, 10))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		send(w, r, content, t, o.End)
	}
	return nil
}

// shownPolicy takes every right from what is shown: it loads nothing, runs nothing and is of no origin.
const shownPolicy = "default-src 'none'; object-src 'none'; sandbox"

// decide chooses the status and the bytes of the answer.
func decide(r *http.Request, content storage.Content) (int, Transfer) {
	t := Transfer{Size: content.Size(), Length: content.Size()}
	if status := checkConditions(r.Header, content.ETag()); status != 0 {
		return status, t
	}
	if r.Method != http.MethodGet { // Range means nothing elsewhere (section 14.2)
		return http.StatusOK, t
	}
	offset, length, kind := requestedRange(r.Header, content)
	switch kind {
	case rangePart:
		t.Offset, t.Length = offset, length
		return http.StatusPartialContent, t
	case rangeOutside:
		return http.StatusRequestedRangeNotSatisfiable, t
	case rangeWhole:
	}
	return http.StatusOK, t
}

func send(w http.ResponseWriter, r *http.Request, content storage.Content, t Transfer, end func(Transfer)) {
	out := &countingWriter{to: w, control: http.NewResponseController(w)}
	// However the reading ends, by a panic too, the end is recorded.
	defer func() {
		t.Written = out.written
		if end != nil {
			end(t)
		}
		if t.Err != nil {
			panic(http.ErrAbortHandler)
		}
	}()
	t.Err = errUnfinished
	t.Err = content.WriteRange(r.Context(), out, t.Offset, t.Length)
	if t.Err == nil && out.written != t.Length {
		t.Err = errUnfinished
	}
}

var errUnfinished = fmt.Errorf("transfer ended early: %w", io.ErrShortWrite)

func setHeader(h http.Header, content storage.Content) {
	h.Set("Accept-Ranges", "bytes")
	h.Set("ETag", content.ETag())
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
}

// countingWriter extends the deadline before each write, and counts.
type countingWriter struct {
	to      io.Writer
	control *http.ResponseController
	written int64
	fixed   bool // the connection has no deadlines to set
}

func (c *countingWriter) Write(p []byte) (int, error) {
	if !c.fixed {
		// Only a test's recorder, or a middleware that hides the connection, cannot: then the server's time-out stays.
		c.fixed = c.control.SetWriteDeadline(time.Now().Add(stallTimeout)) != nil
	}
	n, err := c.to.Write(p)
	c.written += int64(n)
	return n, err
}
