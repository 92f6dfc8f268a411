package export

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quittance/storage"
)

// pack is a ZIP file that is being written. Names are paths of ours, each part of them made safe.
type pack struct {
	zip *zip.Writer
	at  time.Time
}

func newPack(w io.Writer, at time.Time) *pack {
	p := &pack{zip: zip.NewWriter(w), at: at}
	p.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return p
}

// close writes the directory at the end.
func (p *pack) close() error {
	if err := p.zip.Close(); err != nil {
		return fmt.Errorf("end archive: %w", err)
	}
	return nil
}

// create begins an entry; what is written to it ends with the next one.
func (p *pack) create(path string, at time.Time, method uint16) (io.Writer, error) {
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: path, Method: method, Modified: at})
	if err != nil {
		return nil, fmt.Errorf("begin entry of archive: %w", err)
	}
	return w, nil
}

// text adds an entry that compresses.
func (p *pack) text(path string, content []byte) error {
	w, err := p.create(path, p.at, zip.Deflate)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return fmt.Errorf("write entry of archive: %w", err)
	}
	return nil
}

// json adds a value as a program and a person read it.
func (p *pack) json(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("encode entry of archive: %w", err)
	}
	return p.text(path, append(content, '\n'))
}

// array adds a list of values, one a line, while they come.
func (p *pack) array(path string, fill func(add func(value any) error) error) error {
	w, err := p.create(path, p.at, zip.Deflate)
	if err != nil {
		return err
	}
	between := "["
	err = fill(func(value any) error {
		line, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("encode entry of archive: %w", err)
		}
		_, err = fmt.Fprintf(w, "%s\n%s", between, line)
		between = ","
		return err
	})
	if err != nil {
		return fmt.Errorf("write list of an archive: %w", err) // the path holds the title of a delivery
	}
	if between == "[" {
		_, err = io.WriteString(w, "[]\n")
	} else {
		_, err = io.WriteString(w, "\n]\n")
	}
	return err
}

// object adds a stored file as it was uploaded or made, decrypted while it is sent. One that was erased is left out.
func (p *pack) object(ctx context.Context, vault *storage.Vault, path, id string) error {
	content, err := vault.Open(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	w, err := p.create(path, content.Object().FinishedAt, zip.Store)
	if err != nil {
		return err
	}
	if err := content.WriteRange(ctx, w, 0, content.Size()); err != nil {
		return fmt.Errorf("copy file: %w", err)
	}
	return nil
}

// distinct makes names safe, and different even where case does not count.
type distinct map[string]bool

func (d distinct) name(of string) string {
	name := storage.SafeName(of)
	stem, extension := storage.SplitExtension(name)
	for n := 2; d[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, extension)
	}
	d[strings.ToLower(name)] = true
	return name
}
