package db

// URL is where the database is, for tests that open it again.
func URL(d *DB) string {
	if d.dialect == PostgreSQL {
		return d.url
	}
	return "sqlite://" + d.path
}
