// Package evidence defines what a certificate proves and how anyone recomputes it: the canonical encoding, the hash
// chain of a delivery's events, the salted digests that stand for personal values, and the evidence document that a
// certificate carries.
//
// Every construction is documented where it is made, so that a court expert can write it again in another language.
// All hashes are SHA-256. The package is pure: time and entropy are arguments, and it knows no database and no PDF.
package evidence
