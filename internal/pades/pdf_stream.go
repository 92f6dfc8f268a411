package pades

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// budget is how many bytes may still be decompressed; it is shared by all streams of one operation.
type budget struct{ left int64 }

var errBudget = errors.New("decompresses to too much")

// decode undoes the filters of s: none, or FlateDecode without a predictor.
func (b *budget) decode(s *stream) ([]byte, error) {
	filter := s.dict["Filter"]
	if a, isArray := filter.(array); isArray && len(a) == 1 {
		filter = a[0]
	}
	if filter == nil {
		if b.left -= int64(len(s.raw)); b.left < 0 {
			return nil, errBudget
		}
		return s.raw, nil
	}
	if filter != name("FlateDecode") || s.dict["DecodeParms"] != nil {
		return nil, fmt.Errorf("%w: unknown stream filter", ErrNotCertificate)
	}
	z, err := zlib.NewReader(bytes.NewReader(s.raw))
	if err != nil {
		return nil, fmt.Errorf("%w: decompress stream: %w", ErrNotCertificate, err)
	}
	out, err := io.ReadAll(io.LimitReader(z, b.left+1))
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: decompress stream: %w", ErrNotCertificate, err)
	}
	if b.left -= int64(len(out)); b.left < 0 {
		return nil, errBudget
	}
	return out, nil
}
