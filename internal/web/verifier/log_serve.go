package verifier

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/tlog"
)

// Where the transparency log is read (C2SP tlog-tiles). It holds hashes alone: of an evidence document, which has a random
// nonce, nothing can be told from its SHA-256.
const (
	PathCheckpoint = "/log/checkpoint"
	PathTiles      = "/log/tile/"
)

// tilesAtOnce bounds how many tiles are read at a time: each is 256 rows, by one statement.
const tilesAtOnce = 8

// serveCheckpoint shows the newest signed tree head that the mirror has too: what is shown is never taken back.
func (d *Door) serveCheckpoint(c echo.Context) error {
	head, err := proof.LatestCheckpoint(c.Request().Context(), d.DB)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", head.Note)
}

// serveTile shows a tile of the tree of that head. A full one is the same for ever.
func (d *Door) serveTile(c echo.Context) error {
	t, err := tlog.ParseTile(c.Param("*"))
	if err != nil {
		return db.ErrNotFound
	}
	select {
	case d.tiles <- struct{}{}:
		defer func() { <-d.tiles }()
	default:
		return errBusy
	}
	ctx := c.Request().Context()
	head, err := proof.LatestCheckpoint(ctx, d.DB)
	if err != nil {
		return err
	}
	if !t.In(head.Size) {
		return db.ErrNotFound
	}
	data, err := d.tile(ctx, t, head.Size)
	if err != nil {
		return err
	}
	if t.IsFull() {
		c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return c.Blob(http.StatusOK, "application/octet-stream", data)
}

func (d *Door) tile(ctx context.Context, t tlog.Tile, size int64) ([]byte, error) {
	if !t.Entries {
		return t.Hashes(size, proof.HashReader(ctx, d.DB))
	}
	list, err := proof.Leaves(ctx, d.DB, t.First(), t.Width)
	if err != nil {
		return nil, err
	}
	if len(list) != t.Width {
		return nil, fmt.Errorf("read entries: %d of %d", len(list), t.Width)
	}
	leaves := make([][32]byte, len(list))
	for i, leaf := range list {
		leaves[i] = leaf.Hash
	}
	return tlog.Entries(leaves), nil
}
