// Package cms makes and verifies the signatures inside of a seal: CAdES baseline SignedData (RFC 5652, EN 319 122-1)
// and the time-stamp tokens of RFC 3161, which have the same form, with the client that asks an authority for one.
//
// It accepts less than the standards allow: DER alone, one signer, SHA-2, ECDSA or RSA, and nothing unsigned whose
// change would go unnoticed. Trust comes from the roots the caller gives.
package cms
