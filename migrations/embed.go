// Package migrations holds the schema of the two engines: the same files by name, native DDL in each.
//
// A file that was released is never edited; what changes comes as the next number, in both folders. The shape rules
// both share are written at the top of internal/db/queries/README.md.
package migrations

import "embed"

// Postgres and SQLite are the goose migrations of each engine, in a folder of that name.
var (
	//go:embed postgres/*.sql
	Postgres embed.FS
	//go:embed sqlite/*.sql
	SQLite embed.FS
)
