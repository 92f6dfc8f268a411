package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"quittance/internal/db/prepared"
	"quittance/internal/db/sqlgen"
)

// Dialect is one of the two engines.
type Dialect string

// The engines.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// defaultCache is the number of deliveries kept in memory: some 10 kB each.
const defaultCache = 4096

// Options of Open; the zero value is good.
type Options struct {
	Logger  *slog.Logger // nil: slog.Default()
	Entropy io.Reader    // for the salts of personal values; nil: crypto/rand
	Cache   int          // deliveries kept in memory; 0: 4096, negative: none
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect  Dialect
	path     string // of the SQLite file
	url      string // of the PostgreSQL server
	write    *sql.DB
	read     *sql.DB // the same as write on PostgreSQL
	queries  *sqlgen.Queries
	cache    *deliveryCache
	log      *slog.Logger
	entropy  io.Reader
	enqueuer Enqueuer
}

// Open connects to the database at the URL, sqlite:///path or postgres://…, and checks that it answers. It makes no
// table: see Migrate. The caller closes it, after whatever uses it.
func Open(ctx context.Context, databaseURL string, o Options) (*DB, error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", errBadURL)
	}
	d := &DB{log: o.Logger, entropy: o.Entropy, enqueuer: noJobs{}}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.entropy == nil {
		d.entropy = rand.Reader
	}
	switch u.Scheme {
	case "sqlite":
		err = d.openSQLite(u)
	case "postgres", "postgresql":
		err = d.openPostgres(databaseURL)
	default:
		err = fmt.Errorf("read database URL: %w", errBadURL)
	}
	if err != nil {
		return nil, err
	}
	if o.Cache == 0 {
		o.Cache = defaultCache
	}
	d.cache = newDeliveryCache(o.Cache)
	d.queries = sqlgen.New(d.read)
	if err := d.Ping(ctx); err != nil {
		_ = d.Close() // the ping's error says more
		return nil, err
	}
	return d, nil
}

// openSQLite opens two pools on one file: SQLite has one writer at a time, and a second connection that wants to write
// would only wait in the engine, without order, where Go's pool hands the one connection on in order.
func (d *DB) openSQLite(u *url.URL) error {
	path := u.Host + u.Path // sqlite://relative/path has its first folder in the host
	if path == "" || strings.HasSuffix(path, "/") || u.RawQuery != "" {
		return fmt.Errorf("read database URL: %w", errBadURL)
	}
	d.dialect, d.path = SQLite, filepath.FromSlash(path)
	// Nobody else on the machine reads personal data: the engine gives its other files the mode of this one.
	file, err := os.OpenFile(d.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open database file: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("open database file: %w", err)
	}
	pragmas := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(10000)", // first: the others may have to wait for another process
			"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
			"recursive_triggers(1)", // REPLACE fires the triggers that refuse DELETE
			"temp_store(MEMORY)", "cache_size(-16000)", "trusted_schema(0)",
		},
	}
	connect := func() *sql.DB { // pgx keeps prepared statements itself
		return sql.OpenDB(prepared.NewConnector(&sqlite.Driver{}, fileURI(d.path)+"?"+pragmas.Encode()))
	}
	d.write = connect()
	d.write.SetMaxOpenConns(1)
	pragmas.Set("_txlock", "deferred")
	pragmas["_pragma"] = append(pragmas["_pragma"], "query_only(1)")
	d.read = connect()
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	return nil
}

// fileURI is the name by which SQLite opens a file whatever characters its path has.
func fileURI(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

// Time-outs of the server's side, so that a client that hangs does not hold its locks for ever.
const (
	lockTimeout = "15s" // then the transaction is run again
	idleTimeout = "60s" // of a connection inside a transaction
)

func (d *DB) openPostgres(databaseURL string) error {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return fmt.Errorf("open database: %w", errBadURL) // the driver's text may quote the password
	}
	for name, value := range map[string]string{"lock_timeout": lockTimeout, "idle_in_transaction_session_timeout": idleTimeout} {
		if _, chosen := config.RuntimeParams[name]; !chosen {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	pool := stdlib.OpenDB(*config)
	connections := max(8, 4*runtime.GOMAXPROCS(0))
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d.dialect, d.url, d.write, d.read = PostgreSQL, databaseURL, pool, pool
	return nil
}

// UseEnqueuer sets who turns events into jobs. Call it before the first write; without one events cause no job.
func (d *DB) UseEnqueuer(e Enqueuer) { d.enqueuer = e }

// SQL returns the pool that writes, for River's client. On SQLite it is the one write connection: whoever holds a
// transaction on it and asks the pool for more waits for ever.
func (d *DB) SQL() *sql.DB { return d.write }

// Dialect says which engine answers.
func (d *DB) Dialect() Dialect { return d.dialect }

// Ping asks both pools for an answer.
func (d *DB) Ping(ctx context.Context) error {
	for _, pool := range []*sql.DB{d.write, d.read} {
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("reach database: %w", hideURL(err))
		}
	}
	return nil
}

// Close ends every connection. Open transactions are rolled back.
func (d *DB) Close() error {
	err := d.read.Close()
	if d.write != d.read {
		if errWrite := d.write.Close(); errWrite != nil {
			err = errWrite
		}
	}
	if err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// EmptyLog has SQLite's log of changes written into the database and emptied, as it still holds what was erased. Where
// somebody reads all along it stays for now: the last connection that closes removes it. PostgreSQL's is the server's own.
func (d *DB) EmptyLog(ctx context.Context) error {
	if d.dialect != SQLite {
		return nil
	}
	_, err := d.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return classify("empty the log of changes", err)
}
