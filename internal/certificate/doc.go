// Package certificate makes and verifies certificates of completion and of delivery (EVIDENCE.md).
//
// Making is four steps, each a function of what the step before stored, so that a job that is repeated after a
// crash makes the same certificate and never a second one: Compose (the evidence document), Stamp (trusted time of
// the evidence, if an authority answers), Page (the human text), Seal (attachments and PAdES seal).
//
// The text is a function of the evidence, the proof and the token alone, by a layout version that never changes
// once shipped. Verify composes it again and compares, so that nobody can seal a text that differs from its data.
// The operator provides a sealing certificate, a log key and, for trusted time, an RFC 3161 authority.
package certificate
