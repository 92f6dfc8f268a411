// Package storage keeps deliverables at rest: encrypted before they touch a disk or a bucket, each with a key of
// its own, resumable while they arrive, readable at any offset once they are whole.
//
// What it promises:
//   - nothing of a file is ever written in clear, not even the few bytes inside a saved hash state;
//   - bytes that Append has counted are durable: a crash loses at most MaxPart bytes of what was received;
//   - a finished object is immutable, and what is read back is authenticated: a changed byte is an error, never data;
//   - memory does not grow with the file;
//   - deleting destroys the content key first (crypto-shredding), then the stored parts.
//
// How: an object is an ordered list of parts of at most MaxPart bytes. Each part is sealed on its own with DARE 2.0
// (github.com/minio/sio, AES-256-GCM) under HKDF-SHA256(content key, part id) and stored under a key made of the same
// random part id, so that a part begun again after a crash never meets an old key with new text. The content key is
// random per object and wrapped by a KeyWrapper. The row of a part is committed after its Put.
//
// What the operator provides: a Bucket (packages disk and s3), a Catalog (the database) and a root key file that is
// backed up elsewhere. Without the root key every object is lost, by design.
//
// The package imports nothing of internal.
package storage
