package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"
)

// maxTerms bounds the file of the terms: a long contract has a tenth of it.
const maxTerms = 512 << 10

// Terms reads the operator's terms of use, in French and in English; "" where there are none. The English text stands
// beside the French one, in a file whose name ends with ".en".
func (c *Config) Terms() (french, english string, err error) {
	if c.LegalTermsFile == "" {
		return "", "", nil
	}
	if french, err = readTerms(c.LegalTermsFile); err != nil {
		return "", "", err
	}
	if french == "" {
		return "", "", errors.New("the file it names is empty")
	}
	english, err = readTerms(c.LegalTermsFile + ".en")
	if errors.Is(err, fs.ErrNotExist) {
		return french, "", nil
	}
	return french, english, err
}

func readTerms(name string) (string, error) {
	f, err := os.Open(name) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("read the file it names: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, maxTerms+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the file it names: %w", err)
	case len(b) > maxTerms:
		return "", fmt.Errorf("the file it names has more than %d kB", maxTerms>>10)
	case !utf8.Valid(b):
		return "", errors.New("the file it names is not text in UTF-8")
	}
	return strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")), nil
}

// checkLegal wants what the law makes a publisher say of itself, before anybody reads it.
func (c *Config) checkLegal(wrong func(string, string, ...any)) {
	if c.LegalSIREN != "" && !isSIREN(c.LegalSIREN) {
		wrong("LEGAL_SIREN", "a SIREN has nine digits, and this is not one")
	}
	if c.LegalEmail != "" && !strings.Contains(c.LegalEmail, "@") {
		wrong("LEGAL_EMAIL", "not an e-mail address")
	}
	if _, _, err := c.Terms(); err != nil {
		wrong("LEGAL_TERMS_FILE", "%v", err)
	}
	if !c.Production() {
		return
	}
	for _, v := range []struct{ name, value, what string }{
		{"LEGAL_NAME", c.LegalName, "the name of the company or person that publishes this site"},
		{"LEGAL_ADDRESS", c.LegalAddress, "its address"},
		{"LEGAL_PHONE", c.LegalPhone, "its telephone number"},
		{"LEGAL_EMAIL", c.LegalEmail, "its e-mail address, where people ask about their data"},
		{"LEGAL_DIRECTOR", c.LegalDirector, "the person responsible for what is published"},
		{"LEGAL_HOST", c.LegalHost, "the host of the server: name, address and telephone number"},
	} {
		if strings.TrimSpace(v.value) == "" {
			wrong(v.name, "must be set in production, where the legal pages cannot be empty: %s", v.what)
		}
	}
}

// isSIREN reports nine digits with a right check digit (ISO/IEC 7812-1, annex B); spaces are left out.
func isSIREN(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) != 9 {
		return false
	}
	sum := 0
	for i, r := range s {
		if r < '0' || r > '9' {
			return false
		}
		d := int(r - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
