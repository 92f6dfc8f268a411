package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"strconv"
)

// runningSums are the SHA-256 and CRC-32 (IEEE) of an object as far as it has come.
type runningSums struct {
	sha256 hash.Hash
	crc32  uint32
}

func (s *runningSums) write(p []byte) error {
	s.crc32 = crc32.Update(s.crc32, crc32.IEEETable, p)
	_, err := s.sha256.Write(p)
	return err
}

func sumsKey(contentKey []byte) []byte { return deriveKey(contentKey, "quittance/hash-state/v1") }

func sumsBinding(object string, offset int64) []byte {
	return []byte(object + "@" + strconv.FormatInt(offset, 10))
}

// seal encrypts the state at offset: SHA-256 keeps up to 63 bytes of plaintext in it. The nonce is synthetic.
func (s *runningSums) seal(contentKey []byte, object string, offset int64) ([]byte, error) {
	m, ok := s.sha256.(encoding.BinaryAppender)
	if !ok {
		return nil, fmt.Errorf("save hash state: %T cannot be saved", s.sha256)
	}
	state, err := m.AppendBinary(binary.BigEndian.AppendUint32(nil, s.crc32))
	if err != nil {
		return nil, fmt.Errorf("save hash state: %w", err)
	}
	key, binding := sumsKey(contentKey), sumsBinding(object, offset)
	return sealGCM(nil, key, bytes.NewReader(syntheticNonce(key, state, binding)), state, binding)
}

// openSums restores the sums at the row's offset.
func openSums(contentKey []byte, o Object) (*runningSums, error) {
	s := &runningSums{sha256: sha256.New()}
	if o.Offset == 0 {
		return s, nil
	}
	state, err := openGCM(sumsKey(contentKey), o.HashState, sumsBinding(o.ID, o.Offset))
	if err != nil {
		return nil, fmt.Errorf("restore hash state: %w", err)
	}
	u, ok := s.sha256.(encoding.BinaryUnmarshaler)
	if !ok || len(state) < 4 {
		return nil, fmt.Errorf("restore hash state: %w", ErrCorrupt)
	}
	s.crc32 = binary.BigEndian.Uint32(state)
	if err := u.UnmarshalBinary(state[4:]); err != nil {
		return nil, fmt.Errorf("restore hash state: %w (%w)", ErrCorrupt, err)
	}
	return s, nil
}
