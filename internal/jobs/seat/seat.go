// Package seat gives a worker a name that outlives it.
package seat

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// maxSeats is how many processes of one data folder may work jobs under a name that outlives them.
const maxSeats = 16

var seatName = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Seat is the name under which a process works jobs. It is kept in a file of the data folder, which the process holds
// locked as long as it lives, so that nobody else has the same name; whoever starts next on the same folder takes it
// over, and with it the jobs that a kill left running. The machine's name is part of it: a copy of the folder elsewhere
// is another worker.
type Seat struct {
	id   string
	file *os.File
}

// Take takes the first name that nobody has. Where files cannot be locked, or all names are taken, it returns a
// seat without an id: the queue then finds a name by itself, and frees what a kill left running by time.
func Take(dataDir string) (*Seat, error) {
	for n := range maxSeats {
		file, err := os.OpenFile(filepath.Join(dataDir, "worker-"+strconv.Itoa(n)+".lock"), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // below the data folder
		if err != nil {
			return nil, fmt.Errorf("open worker's name: %w", err)
		}
		free, err := lockFile(file)
		if err == nil && free {
			name, err := nameIn(file)
			if err != nil {
				return nil, errors.Join(err, file.Close())
			}
			return &Seat{id: hostPart() + "_" + name, file: file}, nil
		}
		if closed := file.Close(); err == nil {
			err = closed
		}
		if errors.Is(err, errors.ErrUnsupported) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("lock worker's name: %w", err)
		}
	}
	return &Seat{}, nil
}

// nameIn reads the name in a file, and makes one where there is none or only half of one.
func nameIn(file *os.File) (string, error) {
	const length = 16
	kept, err := io.ReadAll(io.LimitReader(file, 4*length))
	if err != nil {
		return "", fmt.Errorf("read worker's name: %w", err)
	}
	if seatName.Match(kept) {
		return string(kept), nil
	}
	var drawn [length]byte
	if _, err := rand.Read(drawn[:]); err != nil {
		return "", fmt.Errorf("draw worker's name: %w", err)
	}
	name := hex.EncodeToString(drawn[:])
	if err := file.Truncate(0); err != nil {
		return "", fmt.Errorf("keep worker's name: %w", err)
	}
	if _, err := file.WriteAt([]byte(name), 0); err != nil {
		return "", fmt.Errorf("keep worker's name: %w", err)
	}
	return name, nil
}

// hostPart is the machine's name as part of an id, of at most 60 characters.
func hostPart() string {
	const longest = 60
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "unknown"
	}
	return strings.ToValidUTF8(host[:min(len(host), longest)], "")
}

// Name is that of the worker; "" without a seat.
func (s *Seat) Name() string {
	if s == nil {
		return ""
	}
	return s.id
}

// Leave gives the name back, as the end of the process does.
func (s *Seat) Leave() error {
	if s == nil || s.file == nil {
		return nil
	}
	return s.file.Close() // which unlocks it
}
