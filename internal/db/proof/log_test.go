package proof

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"os"
	"strconv"
	"strings"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/sqlgen"
	"quittance/internal/tlog"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// counter counts statements, and asks how each is answered.
type counter struct {
	*sql.DB
	n     int
	asked string
	args  []any
}

func (c *counter) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	c.n++
	c.asked, c.args = text, args
	return c.DB.QueryContext(ctx, text, args...)
}

// A tile of 256 hashes is one statement that reads each by its key, on every level, and says what the tree says.
func TestATileIsOneStatement(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		const leaves = 700
		var tree []tlog.Hash // as stored
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for n := range leaves {
				leaf := sha256.Sum256([]byte(strconv.Itoa(n)))
				stored, err := tlog.Append(int64(n), leaf, func(indexes []int64) ([]tlog.Hash, error) {
					out := make([]tlog.Hash, len(indexes))
					for i, idx := range indexes {
						out[i] = tree[idx]
					}
					return out, nil
				})
				if err != nil {
					return err
				}
				for _, h := range stored {
					tree = append(tree, h.Hash)
				}
				if _, err := AppendLeaf(ctx, tx, leaf, 1); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for path, width := range map[string]int{"0/000": 256, "0/001": 256, "0/002.p/188": 188, "1/000.p/2": 2} {
			tile, err := tlog.ParseTile(path)
			if err != nil {
				t.Fatal(err)
			}
			c := &counter{DB: d.SQL()}
			data, err := tile.Hashes(leaves, hashReader(t.Context(), sqlgen.New(c)))
			if err != nil || c.n != 1 || len(data) != width*len(tlog.Hash{}) {
				t.Errorf("%s: %d bytes by %d statements, %v", path, len(data), c.n, err)
			}
			want, err := tile.Hashes(leaves, func(indexes []int64) ([]tlog.Hash, error) {
				out := make([]tlog.Hash, len(indexes))
				for i, idx := range indexes {
					out[i] = tree[idx]
				}
				return out, nil
			})
			if err != nil || !bytes.Equal(data, want) {
				t.Errorf("%s is another tile: %v", path, err)
			}
			if plan := explained(t, d, c); strings.Contains(plan, "Seq Scan on log_hash") || strings.Contains(plan, "SCAN h") {
				t.Errorf("%s reads the whole log:\n%s", path, plan)
			}
		}
		if _, err := hashReader(t.Context(), d.Reading())([]int64{0, 5_000}); err == nil {
			t.Error("a hash that is not there is read")
		}
		if list, err := hashReader(t.Context(), d.Reading())(nil); err != nil || len(list) != 0 {
			t.Errorf("nothing asked for: %v, %v", list, err)
		}
	})
}

func explained(t *testing.T, d *db.DB, c *counter) (plan string) {
	t.Helper()
	how := "EXPLAIN QUERY PLAN "
	if d.Dialect() == db.PostgreSQL {
		how = "EXPLAIN "
	}
	rows, err := d.SQL().QueryContext(t.Context(), how+c.asked, c.args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		into := []any{&line}
		if d.Dialect() == db.SQLite {
			into = []any{new(int), new(int), new(int), &line}
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		plan += line + "\n"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}
