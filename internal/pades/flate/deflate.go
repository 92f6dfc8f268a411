// Package flate compresses the streams of a PDF (ISO 32000-1, 7.4.4: FlateDecode).
package flate

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"sync"
)

// compressors are kept because each one is a megabyte. The quickest level makes a certificate a tenth larger, in a third
// less time.
var compressors sync.Pool

// Deflate returns data compressed, always to the same bytes: the layout of a certificate is frozen by its hash.
func Deflate(data []byte) ([]byte, error) {
	var packed bytes.Buffer
	z, ok := compressors.Get().(*zlib.Writer)
	if ok {
		z.Reset(&packed)
	} else {
		var err error
		if z, err = zlib.NewWriterLevel(&packed, zlib.BestSpeed); err != nil {
			return nil, fmt.Errorf("compress stream: %w", err)
		}
	}
	defer compressors.Put(z)
	if _, err := z.Write(data); err != nil {
		return nil, fmt.Errorf("compress stream: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress stream: %w", err)
	}
	return packed.Bytes(), nil
}
