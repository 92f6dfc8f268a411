// Package prepared keeps SQLite's prepared statements from one use to the next, below database/sql, so that everything
// that runs on a connection profits: reads, transactions, and the job queue's own texts. SQLite parses a text anew at
// every call otherwise, which costs more than most of our reads and writes.
package prepared

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

var errConn = errors.New("the driver's connection lacks an interface")

// connection is what a driver's connection must be able to do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// Connector opens a driver's connections and keeps the statements of each. It implements driver.Connector.
type Connector struct {
	under driver.Driver
	name  string
}

// NewConnector is for sql.OpenDB: under is the driver, name what its Open takes.
func NewConnector(under driver.Driver, name string) *Connector { return &Connector{under, name} }

// Connect opens one connection.
func (c *Connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.under.Open(c.name)
	if err != nil {
		return nil, err //nolint:wrapcheck // the driver's own error, for database/sql
	}
	able, is := opened.(connection)
	if !is {
		return nil, errors.Join(fmt.Errorf("keep statements: %w", errConn), opened.Close())
	}
	return &conn{connection: able, idle: map[string]statement{}}, nil
}

// Driver is the driver below.
func (c *Connector) Driver() driver.Driver { return c.under }
