//go:build !linux && !darwin

package seat

import (
	"errors"
	"os"
)

func lockFile(*os.File) (bool, error) { return false, errors.ErrUnsupported }
