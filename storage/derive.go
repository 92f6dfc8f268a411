package storage

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// deriveKey is HKDF-SHA256 with the info string as the only variable. It cannot fail: 32 bytes are within RFC 5869's
// limit of 255 hash lengths, and our secrets have 32 bytes, above FIPS 140's minimum.
func deriveKey(secret []byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, info, KeySize)
	if err != nil {
		panic("storage: HKDF-SHA256 refused 32 bytes: " + err.Error())
	}
	return key
}

// syntheticNonce makes a 96-bit nonce out of what is sealed: other text or other associated data give another nonce,
// the same ones give the same ciphertext, which tells nothing new.
func syntheticNonce(key, plaintext, associated []byte) []byte {
	mac := hmac.New(sha256.New, deriveKey(key, "quittance/synthetic-nonce/v1"))
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(associated)))
	mac.Write(length[:])
	mac.Write(associated)
	mac.Write(plaintext)
	return mac.Sum(nil)[:12]
}
