// Package tlog is the append-only log of evidence: a Merkle tree (RFC 6962) of which each leaf holds the 32-byte
// SHA-256 of one evidence document, checkpoints of it signed with Ed25519 (C2SP tlog-checkpoint, signed-note), and
// the proof that a certificate carries (C2SP tlog-proof@v1).
//
// The package computes and verifies; it stores nothing. Who stores must serialise appends, commit a leaf with the
// hashes of Append in one transaction, sign only what is committed, and store a checkpoint before using it.
package tlog
