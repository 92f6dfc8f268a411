package provider

import (
	"fmt"
	"os"
	"strings"

	"quittance/internal/web/export"
)

// PublicKeys are what certificates are verified by, as files that go with them: the authority of seals, the keys of the
// log and, where roots of time-stamping authorities are named, those.
func PublicKeys(authority []byte, logKeys []string, timeRoots string) ([]export.File, error) {
	keys := []export.File{
		{Name: "seal-ca.pem", Content: authority}, {Name: "log-key.txt", Content: []byte(strings.Join(logKeys, "\n") + "\n")},
	}
	if timeRoots == "" {
		return keys, nil
	}
	roots, err := os.ReadFile(timeRoots) //nolint:gosec // named by the operator
	if err != nil {
		return nil, fmt.Errorf("read roots of time-stamping authorities: %w", err)
	}
	return append(keys, export.File{Name: "tsa-ca.pem", Content: roots}), nil
}
