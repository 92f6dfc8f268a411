// Package db keeps everything on SQLite or PostgreSQL, with one set of queries, and owns the transaction.
//
// What it promises:
//   - UpdateDelivery commits the new state, its events and the jobs they cause together, or nothing;
//   - every write transaction begins with an UPDATE of the row that stands for what it changes, so that writers queue
//     on both engines; what still collides (busy, serialisation, deadlock) is run again in one place;
//   - events, leaves and log hashes are append-only, by trigger; personal values lie beside the events and can be
//     erased without breaking the chain;
//   - what must happen once is decided by a row: a unique key or a guarded UPDATE, never by counting first.
//
// What the operator provides: a URL. sqlite:///path is one file for one machine (WAL, synchronous=FULL, secure_delete;
// one write connection, a pool of readers). postgres://… is any PostgreSQL from 14 on, for many machines; the role must
// own its schema, because Migrate makes tables.
//
// Nothing here knows the time: instants are arguments, in microseconds UTC. Driver errors are known to errors.go alone.
package db
