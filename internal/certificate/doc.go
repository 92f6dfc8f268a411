// Package certificate makes and verifies certificates of completion and of delivery (EVIDENCE.md).
//
// Making is three steps, each a function of what the step before stored, so that a job that is repeated after a crash
// makes the same certificate and never a second one: Compose (the evidence document, to be recorded and entered in the
// log), Stamp (trusted time of the evidence, if an authority answers, to be stored), Make (pages, attachments and
// PAdES seal; Page gives the pages alone).
//
// The text is a function of the evidence, the proof and the token alone, by a layout version (package layout) that
// never changes once shipped. Verify composes it again and compares, so that nobody can seal a text that differs from its data.
// The operator provides a sealing certificate, a log key and, for trusted time, an RFC 3161 authority.
package certificate
