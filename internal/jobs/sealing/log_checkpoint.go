package sealing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/tlog"
	"quittance/storage"
)

// mirrorPrefix is where the checkpoints of a log lie in the bucket, one key per size: those of the first log of the
// installation in one place, those of each later one (see db.LogOrigin) in a place of its own.
func (r *Runner) mirrorPrefix(origin string) string {
	if origin == r.FirstLog {
		return "log/checkpoint/"
	}
	return "log/" + origin[strings.LastIndexByte(origin, '-')+1:] + "/checkpoint/"
}

// checkpointOver returns a checkpoint whose tree holds the leaf: a stored one, or a new one over everything that is
// committed. It is signed, stored, mirrored outside the database, and only then used.
func (r *Runner) checkpointOver(ctx context.Context, leaf int64) (proof.Checkpoint, error) {
	c, err := proof.CheckpointFor(ctx, r.DB, leaf+1)
	if errors.Is(err, db.ErrNotFound) {
		c, err = r.signCheckpoint(ctx)
	}
	if err != nil {
		return proof.Checkpoint{}, err
	}
	return c, r.mirror(ctx, c)
}

func (r *Runner) signCheckpoint(ctx context.Context) (proof.Checkpoint, error) {
	size, err := proof.LogSize(ctx, r.DB)
	if err != nil {
		return proof.Checkpoint{}, err
	}
	root, err := tlog.Root(size, proof.HashReader(ctx, r.DB))
	if err != nil {
		return proof.Checkpoint{}, err
	}
	note, err := r.Log.Sign(tlog.Checkpoint{Origin: r.Log.Origin(), Size: size, Root: root})
	if err != nil {
		return proof.Checkpoint{}, err
	}
	if err := proof.SaveCheckpoint(ctx, r.DB, proof.Checkpoint{Size: size, Root: root, Note: note, At: r.at()}); err != nil {
		return proof.Checkpoint{}, err
	}
	return proof.CheckpointFor(ctx, r.DB, size)
}

// mirror puts a checkpoint outside the database. A key is written once: what is there already is the same.
func (r *Runner) mirror(ctx context.Context, c proof.Checkpoint) error {
	if !c.MirroredAt.IsZero() {
		return nil
	}
	origin, _, _ := strings.Cut(string(c.Note), "\n") // of a restored database it may be a log that is closed
	key := r.mirrorPrefix(origin) + strconv.FormatInt(c.Size, 10)
	err := r.Mirror.Put(ctx, key, bytes.NewReader(c.Note), int64(len(c.Note)))
	if err != nil && !errors.Is(err, storage.ErrExists) {
		return fmt.Errorf("mirror checkpoint: %w", err)
	}
	return proof.MarkMirrored(ctx, r.DB, c.Size, r.at())
}

// MirrorCheckpoints puts those outside the database that a crash or an outage kept from it, at most limit.
func (r *Runner) MirrorCheckpoints(ctx context.Context, limit int) error {
	waiting, err := proof.UnmirroredCheckpoints(ctx, r.DB, limit)
	if err != nil {
		return fmt.Errorf("list checkpoints: %w", err)
	}
	for _, c := range waiting {
		if err := r.mirror(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// inclusion writes the proof that the leaf is in the checkpoint's tree (C2SP tlog-proof).
func (r *Runner) inclusion(ctx context.Context, leaf int64, c proof.Checkpoint) ([]byte, error) {
	path, err := tlog.ProveInclusion(leaf, c.Size, proof.HashReader(ctx, r.DB))
	if err != nil {
		return nil, err
	}
	return tlog.Proof{Index: leaf, Path: path, Checkpoint: c.Note}.Encode()
}

// ErrLogBehind means a database that has forgotten leaves it had signed for: a restored backup. Signing on would fork
// the log, so nothing is sealed until the log is closed and the next one goes on.
var ErrLogBehind = errors.New("the database is behind the log's mirror: it is a copy of an earlier state, and must not sign on. Where nothing newer is left, run `quittance log next-origin`")

// CheckMirror compares the log that signs with its mirror, at start.
func (r *Runner) CheckMirror(ctx context.Context) error {
	size, err := proof.LogSize(ctx, r.DB)
	if err != nil {
		return fmt.Errorf("read log size: %w", err)
	}
	prefix := r.mirrorPrefix(r.Log.Origin())
	return r.Mirror.Walk(ctx, prefix, func(e storage.BucketEntry) error {
		mirrored, err := strconv.ParseInt(strings.TrimPrefix(e.Key, prefix), 10, 64)
		if err != nil {
			return fmt.Errorf("read mirrored checkpoint: %w", err)
		}
		if mirrored > size {
			return ErrLogBehind
		}
		return nil
	})
}
