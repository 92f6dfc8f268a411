// Package upload receives files over HTTP into a vault: resumable by tus 1.0 (Handler), or by a plain form without
// script (ReadForm). Nothing is spooled in clear.
//
// Several servers may receive the parts of one upload: who may append is decided by the lease in the catalog, and the
// newer client wins.
package upload

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	expslog "golang.org/x/exp/slog"

	"quittance/storage"
)

const (
	// maxMetadata bounds the Upload-Metadata header, in bytes: a name of 1,024 bytes and a type, in base64.
	maxMetadata = 4 << 10
	// networkTimeout is how long a client may send nothing.
	networkTimeout = 60 * time.Second
	// graceTimeout is how long the tail of a broken connection may take to be stored.
	graceTimeout = 20 * time.Second
)

// Refusal is an error meant for the client: it becomes the status and the text of the answer.
type Refusal struct {
	Status  int
	Code    string // stable, for example "ERR_EMPTY_FILE"
	Message string // one plain sentence
}

// Error implements error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// Config is what the handler needs. Vault, BasePath, MaxSize and Authorize are required.
type Config struct {
	Vault *storage.Vault
	// BasePath is where the handler is mounted, for example "/api/v1/uploads". Mount it on the path itself, on the
	// path with a slash and on everything below; it strips the path itself.
	BasePath string
	// MaxSize is the greatest Upload-Length, in bytes.
	MaxSize int64
	// Authorize names the workspace that a request acts for. It must not read the body.
	Authorize func(*http.Request) (owner string, err error)
	// Deny answers a request that Authorize refused; 401 without detail by default.
	Deny func(http.ResponseWriter, *http.Request, error)
	// Admit may refuse a new upload, best with a *Refusal. It is called before anything is stored.
	Admit func(context.Context, storage.NewObject) error
	// Finished is told of an upload whose last byte has come, before the client is. It must not take long.
	Finished func(storage.Object)
	// Logger hears of faults; no names, owners or addresses are logged.
	Logger *slog.Logger
}

// Handler speaks tus 1.0 with the extensions creation, creation-with-upload and termination. The id of an upload, the
// last segment of its Location, is the id of its object. To everybody but its owner an upload does not exist (404).
//
// Answers: 409 wrong offset, 413 longer than declared or allowed, 422 empty, 423 taken over by a newer client,
// 507 storage full, 500 any other fault; what was received before stays in all cases.
type Handler struct {
	config Config
	tus    http.Handler
}

// New makes the handler.
func New(c Config) (*Handler, error) {
	if c.Vault == nil || c.Authorize == nil || c.MaxSize <= 0 || !strings.HasPrefix(c.BasePath, "/") {
		return nil, errors.New("an upload handler needs a vault, a base path, a greatest size and a way to authorize")
	}
	if c.Deny == nil {
		c.Deny = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusUnauthorized) }
	}
	if c.Finished == nil {
		c.Finished = func(storage.Object) {}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.MaxSize = min(c.MaxSize, storage.MaxObject)
	c.BasePath = strings.TrimSuffix(c.BasePath, "/")
	s := &store{config: c}
	composer := tus.NewStoreComposer()
	composer.UseCore(s)
	composer.UseTerminater(s)
	composer.UseLocker(&locker{vault: c.Vault, fault: s.fault, holders: map[string]*lock{}})
	inner, err := tus.NewHandler(tus.Config{
		StoreComposer: composer, BasePath: c.BasePath + "/", MaxSize: c.MaxSize,
		Cors:            &tus.CorsConfig{Disable: true},
		DisableDownload: true, DisableConcatenation: true,
		Logger:                           expslog.New(silent{}),
		NetworkTimeout:                   networkTimeout,
		GracefulRequestCompletionTimeout: graceTimeout,
		AcquireLockTimeout:               graceTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("make tus handler: %w", err)
	}
	return &Handler{config: c, tus: http.StripPrefix(c.BasePath, inner)}, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	owner, err := h.config.Authorize(r)
	if err != nil {
		h.config.Deny(w, r, err)
		return
	}
	if len(r.Header.Get("Upload-Metadata")) > maxMetadata {
		http.Error(w, "ERR_METADATA_TOO_LONG: Upload-Metadata is too long", http.StatusRequestHeaderFieldsTooLarge)
		return
	}
	// The library would let any header override the method; nobody here needs that.
	r.Header.Del("X-HTTP-Method-Override")
	w.Header().Set("Cache-Control", "no-store")
	ctx := context.WithValue(r.Context(), sessionKey{}, &session{owner: owner})
	h.tus.ServeHTTP(&relativeLocation{ResponseWriter: w, base: h.config.BasePath + "/"}, r.WithContext(ctx))
}

// session is what one request knows.
type session struct {
	owner string
	lock  *lock // set once the lease is held
}

type sessionKey struct{}

func sessionOf(ctx context.Context) *session {
	s, ok := ctx.Value(sessionKey{}).(*session)
	if !ok {
		return &session{} // owns nothing
	}
	return s
}

// relativeLocation keeps host and scheme, which a proxy or a phone on the LAN may see differently, out of Location.
type relativeLocation struct {
	http.ResponseWriter
	base string
}

func (w *relativeLocation) WriteHeader(status int) {
	if at := strings.LastIndexByte(w.Header().Get("Location"), '/'); at >= 0 {
		w.Header().Set("Location", w.base+w.Header().Get("Location")[at+1:])
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *relativeLocation) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// silent swallows the library's log, which shows paths and raw error texts; faults are logged by store.fault.
type silent struct{}

func (silent) Enabled(context.Context, expslog.Level) bool  { return false }
func (silent) Handle(context.Context, expslog.Record) error { return nil }
func (s silent) WithAttrs([]expslog.Attr) expslog.Handler   { return s }
func (s silent) WithGroup(string) expslog.Handler           { return s }
