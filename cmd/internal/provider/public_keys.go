package provider

import (
	"fmt"
	"os"
	"strings"

	"quittance/internal/web/dossier"
)

// PublicKeys are what certificates are verified by, as files that go with them: the authority of seals, the keys of the
// log and, where roots of time-stamping authorities are named, those.
func PublicKeys(authority []byte, logKeys []string, timeRoots string) ([]dossier.File, error) {
	keys := []dossier.File{
		{Name: "seal-ca.pem", Content: authority}, {Name: "log-key.txt", Content: []byte(strings.Join(logKeys, "\n") + "\n")},
	}
	if timeRoots == "" {
		return keys, nil
	}
	roots, err := os.ReadFile(timeRoots) //nolint:gosec // named by the operator
	if err != nil {
		return nil, fmt.Errorf("read roots of time-stamping authorities: %w", err)
	}
	return append(keys, dossier.File{Name: "tsa-ca.pem", Content: roots}), nil
}
