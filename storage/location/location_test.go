package location_test

import (
	"path/filepath"
	"strings"
	"testing"

	"quittance/storage/location"
)

func TestAddresses(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	cases := map[string]struct {
		address string
		env     map[string]string
		ok      bool
	}{
		"an absolute directory":                    {"file://" + filepath.Join(dir, "a"), nil, true},
		"a relative directory":                     {"file:data/objects", nil, true},
		"a directory on another host":              {"file://server/objects", nil, false},
		"no directory":                             {"file://", nil, false},
		"a bucket with credentials in the address": {"s3://key:hush-secret@bucket?region=fr-par&endpoint=https://s3.fr-par.scw.cloud", nil, true},
		"a bucket with credentials from outside":   {"s3://bucket?region=fr-par", map[string]string{"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}, true},
		"a bucket without credentials":             {"s3://bucket?region=fr-par", nil, false},
		"a bucket without a region":                {"s3://key:hush-secret@bucket", nil, false},
		"an endpoint in clear":                     {"s3://key:hush-secret@bucket?region=fr-par&endpoint=http://s3.example.org", nil, false},
		"an endpoint in clear on this machine":     {"s3://key:hush-secret@bucket?region=fr-par&style=path&endpoint=http://127.0.0.1:9000", nil, true},
		"an unknown setting":                       {"s3://key:hush-secret@bucket?region=fr-par&acl=public", nil, false},
		"a setting twice":                          {"s3://key:hush-secret@bucket?region=fr-par&region=eu", nil, false},
		"a path in the bucket":                     {"s3://key:hush-secret@bucket/prefix?region=fr-par", nil, false},
		"another scheme":                           {"ftp://key:hush-secret@host/", nil, false},
		"an unreadable address":                    {"s3://key:hush-secret@bu cket", nil, false},
		"nothing":                                  {"", nil, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b, err := location.Open(c.address, func(key string) string { return c.env[key] })
			if (err == nil) != c.ok || (err == nil) != (b != nil) {
				t.Fatal(b, err)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Fatal("the error shows the secret")
			}
		})
	}
}
