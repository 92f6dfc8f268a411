package storage

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths that a row accepts, in bytes.
const (
	MaxName      = 1024
	MaxMediaType = 255
)

// defaultUploadMemory bounds what all uploads of one process hold in memory beyond one chunk each.
const defaultUploadMemory = 96 << 20

// readAhead bounds how many downloads of one process read ahead, for each processor, as their second chunks: where
// more of them run at once, they keep the processors busy without it.
const readAhead = 4 * chunkSize

// VaultConfig is what a vault is made of. Bucket, Catalog and Keys are required.
type VaultConfig struct {
	Bucket  Bucket
	Catalog Catalog
	Keys    KeyWrapper
	// Random gives keys and identifiers; crypto/rand.Reader by default. It must be safe for concurrent use.
	Random io.Reader
	// Now dates the rows; time.Now by default.
	Now func() time.Time
	// UploadMemory bounds the bytes that all uploads together hold beyond one chunk (256 KiB) each; 96 MiB by
	// default. When it is used up nobody waits: uploads store shorter parts.
	UploadMemory int64
}

// Vault keeps objects encrypted in a bucket and their rows in a catalog. It is safe for concurrent use; several
// processes may share a bucket and a catalog.
type Vault struct {
	bucket  Bucket
	catalog Catalog
	keys    KeyWrapper
	random  io.Reader
	now     func() time.Time
	memory  *memoryBudget
	ahead   *memoryBudget // second chunks of downloads
}

// NewVault makes a vault. It opens and closes nothing.
func NewVault(c VaultConfig) (*Vault, error) {
	if c.Bucket == nil || c.Catalog == nil || c.Keys == nil {
		return nil, errors.New("a vault needs a bucket, a catalog and keys")
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.UploadMemory <= 0 {
		c.UploadMemory = defaultUploadMemory
	}
	return &Vault{
		bucket: c.Bucket, catalog: c.Catalog, keys: c.Keys, random: c.Random, now: c.Now,
		memory: newMemoryBudget(c.UploadMemory), ahead: newMemoryBudget(int64(readAhead * runtime.GOMAXPROCS(0))),
	}, nil
}

// NewObject is what is known when an upload begins.
type NewObject struct {
	Owner     string // workspace id
	Name      string // as given by the client; cut to MaxName bytes and to valid UTF-8
	MediaType string // as given by the client; dropped when longer than MaxMediaType
	Size      int64  // bytes, or UnknownSize
}

// Lease is the right to append to an upload, until a newer client takes it over.
type Lease struct {
	Object     string
	Generation int64
}

// Create inserts the row of a new upload, with a fresh wrapped key. ErrTooLong when it declares more than MaxObject.
func (v *Vault) Create(ctx context.Context, n NewObject) (Object, error) {
	if n.Size > MaxObject {
		return Object{}, fmt.Errorf("create object of %d bytes: %w", n.Size, ErrTooLong)
	}
	if n.Size < UnknownSize {
		return Object{}, fmt.Errorf("create object: size %d", n.Size)
	}
	id := make([]byte, 16)
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(v.random, id); err != nil {
		return Object{}, fmt.Errorf("draw object id: %w", err)
	}
	if _, err := io.ReadFull(v.random, key); err != nil {
		return Object{}, fmt.Errorf("draw content key: %w", err)
	}
	now := v.now()
	o := Object{
		ID: hex.EncodeToString(id), Owner: n.Owner, Name: boundedText(n.Name, MaxName), MediaType: n.MediaType,
		Size: n.Size, State: Uploading, CreatedAt: now, ChangedAt: now,
	}
	if len(o.MediaType) > MaxMediaType || !utf8.ValidString(o.MediaType) {
		o.MediaType = ""
	}
	wrapped, err := v.keys.WrapKey(ctx, key, contentKeyBinding(o.ID))
	if err != nil {
		return Object{}, fmt.Errorf("wrap content key: %w", err)
	}
	o.Key = wrapped
	if err := v.catalog.CreateObject(ctx, o); err != nil {
		return Object{}, fmt.Errorf("create object: %w", err)
	}
	return o, nil
}

// boundedText cuts s to at most limit bytes at a character's border, without NUL (PostgreSQL refuses it).
func boundedText(s string, limit int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// Stat returns the row of an object that is not deleted. ErrNotFound otherwise.
func (v *Vault) Stat(ctx context.Context, id string) (Object, error) {
	if !ValidObjectID(id) {
		return Object{}, fmt.Errorf("look up object: %w", ErrNotFound)
	}
	o, err := v.catalog.Object(ctx, id)
	if err != nil {
		return Object{}, fmt.Errorf("look up object: %w", err)
	}
	if o.State == Deleted {
		return Object{}, fmt.Errorf("look up object: %w", ErrNotFound)
	}
	return o, nil
}

// ValidObjectID reports whether id has the form of an object's id.
func ValidObjectID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

// Acquire takes the upload over from whoever held it: their next commit gives ErrLeaseLost. ErrNotFound, ErrFinished.
func (v *Vault) Acquire(ctx context.Context, id string) (Lease, error) {
	if !ValidObjectID(id) {
		return Lease{}, fmt.Errorf("take lease: %w", ErrNotFound)
	}
	o, err := v.catalog.TakeLease(ctx, id, v.now())
	if err != nil {
		return Lease{}, fmt.Errorf("take lease: %w", err)
	}
	return Lease{Object: o.ID, Generation: o.Generation}, nil
}

// Store creates, fills and finishes an object in one go, for sources that cannot resume. When src or the storage fails
// the half-stored object is deleted, or left to the sweeper if that fails too, and the error is returned.
func (v *Vault) Store(ctx context.Context, n NewObject, src io.Reader) (Object, error) {
	o, err := v.Create(ctx, n)
	if err != nil {
		return Object{}, err
	}
	finished, err := v.fill(ctx, o.ID, src)
	if err != nil {
		if deleteErr := v.Delete(context.WithoutCancel(ctx), o.ID); deleteErr != nil {
			err = errors.Join(err, deleteErr)
		}
		return Object{}, err
	}
	return finished, nil
}

func (v *Vault) fill(ctx context.Context, id string, src io.Reader) (Object, error) {
	lease, err := v.Acquire(ctx, id)
	if err != nil {
		return Object{}, err
	}
	if _, err := v.Append(ctx, lease, 0, src); err != nil {
		return Object{}, err
	}
	return v.Finish(ctx, lease)
}

// Delete makes an object unreadable for ever, then removes what is stored of it. When it returns nil both are done;
// after an error the key is gone or not (Stat tells), and SweepDeleted removes what is left. ErrNotFound.
func (v *Vault) Delete(ctx context.Context, id string) error {
	if err := v.catalog.ShredObject(ctx, id, v.now()); err != nil {
		return fmt.Errorf("shred object: %w", err)
	}
	return v.removeParts(ctx, id)
}

func contentKeyBinding(id string) []byte { return []byte("quittance/content-key/v1:" + id) }

// contentKey unwraps the key of an object.
func (v *Vault) contentKey(ctx context.Context, o Object) ([]byte, error) {
	key, err := v.keys.UnwrapKey(ctx, o.Key, contentKeyBinding(o.ID))
	if err != nil {
		return nil, fmt.Errorf("unwrap content key: %w", err)
	}
	return key, nil
}
