// Package pades seals the PDF files this program makes, and verifies them: PAdES baseline signatures (EN 319 142-1,
// SubFilter ETSI.CAdES.detached) with RFC 3161 time-stamps, and the certification authority behind the seal.
//
// It reads only the PDF it writes: classic cross-reference tables, no encryption, direct stream lengths. Anything
// else is ErrNotCertificate, not an attempt to understand it. What it reads is bounded in size, depth and number.
//
// Trust comes from the roots the caller gives, never from a certificate found in the file.
package pades
