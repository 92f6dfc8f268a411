// Package location opens the bucket that an address names.
package location

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"quittance/storage"
	"quittance/storage/disk"
	"quittance/storage/s3"
)

// Open opens the bucket of an address:
//
//	file:///var/lib/quittance/objects      a directory, created if need be
//	file:data/objects                      the same, relative to the working directory
//	s3://bucket?region=fr-par&endpoint=https://s3.fr-par.scw.cloud[&style=path]
//
// Credentials of S3 stand in the address (s3://key:secret@bucket?…), or come from AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN through getenv. An endpoint in plain HTTP is accepted for loopback
// addresses only. No error text contains the address, which may hold a secret.
func Open(address string, getenv func(string) string) (storage.Bucket, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("storage address cannot be read as a URL")
	}
	switch u.Scheme {
	case "file":
		return openFile(u)
	case "s3":
		c, err := s3Config(u, getenv)
		if err != nil {
			return nil, err
		}
		return opened(s3.Open(c))
	}
	return nil, errors.New("storage address has neither the scheme file nor s3")
}

// opened keeps a nil pointer from becoming a bucket that is not nil.
func opened[B storage.Bucket](b B, err error) (storage.Bucket, error) {
	if err != nil {
		return nil, err
	}
	return b, nil
}

func openFile(u *url.URL) (storage.Bucket, error) {
	path := u.Path
	if path == "" {
		path = u.Opaque
	}
	if path == "" || (u.Host != "" && u.Host != "localhost") || u.RawQuery != "" {
		return nil, errors.New("storage address of a directory must be file:///path or file:path")
	}
	return opened(disk.Open(path))
}

func s3Config(u *url.URL, getenv func(string) string) (s3.Config, error) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return s3.Config{}, errors.New("storage address has a query that cannot be read")
	}
	for name, values := range query {
		switch name {
		case "endpoint", "region", "style":
			if len(values) == 1 {
				continue
			}
		}
		return s3.Config{}, fmt.Errorf("storage address has an unknown or repeated setting %q", name)
	}
	if u.Path != "" && u.Path != "/" {
		return s3.Config{}, errors.New("storage address of a bucket has no path")
	}
	c := s3.Config{Bucket: u.Host, Region: query.Get("region"), Endpoint: query.Get("endpoint")}
	switch query.Get("style") {
	case "", "host":
	case "path":
		c.PathStyle = true
	default:
		return s3.Config{}, errors.New("storage address: style is host or path")
	}
	if err := checkEndpoint(c.Endpoint); err != nil {
		return s3.Config{}, err
	}
	if secret, ok := u.User.Password(); ok {
		c.AccessKey, c.SecretKey = u.User.Username(), secret
		return c, nil
	}
	c.AccessKey, c.SecretKey = getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	c.SessionToken = getenv("AWS_SESSION_TOKEN")
	return c, nil
}

func checkEndpoint(endpoint string) error {
	if endpoint == "" {
		return nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" {
		return errors.New("storage address: endpoint is not a URL")
	}
	host := u.Hostname()
	loopback := host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return errors.New("storage address: endpoint must be https")
	}
	return nil
}
