package pades

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
)

// AddValidation appends a revision with a Document Security Store: the certificates and revocation lists (DER) that
// a verifier will need once nobody publishes them any more. It replaces the list of an earlier store.
func AddValidation(pdf []byte, certificates, lists [][]byte) ([]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("add validation data: %w", err)
	}
	trailer := f.newest().trailer
	next, isInt := asInt(trailer["Size"])
	root, catalog, err := f.catalog()
	if err != nil || !isInt {
		return nil, fmt.Errorf("add validation data: %w", ErrNotCertificate)
	}
	rev := newRevision(next)
	store := dict{"Type": name("DSS")}
	for _, kind := range []struct {
		key  name
		list [][]byte
	}{{"Certs", certificates}, {"CRLs", lists}} {
		key, list := kind.key, kind.list
		var refs array
		for _, der := range list {
			refs = append(refs, rev.add(&stream{dict{"Length": integer(len(der))}, der}))
		}
		if refs != nil {
			store[key] = refs
		}
	}
	catalog = maps.Clone(catalog)
	catalog["DSS"] = rev.add(store)
	rev.set(root, catalog)
	b := bytes.NewBuffer(bytes.Clone(pdf))
	if _, err := rev.write(b, trailer, f.newest().at); err != nil {
		return nil, fmt.Errorf("add validation data: %w", err)
	}
	return b.Bytes(), nil
}

// AddTimestamp appends a revision with a document time-stamp over everything before it.
func AddTimestamp(ctx context.Context, pdf []byte, stamp Stamp) ([]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("add document time-stamp: %w", err)
	}
	field := fmt.Sprintf("Timestamp%d", len(f.sections))
	out, err := f.appendSignature(field, "/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161", dict{}, false, func(covered []byte) ([]byte, error) {
		der, _, err := stamp(ctx, sha256.Sum256(covered))
		return der, err
	})
	if err != nil {
		return nil, fmt.Errorf("add document time-stamp: %w", err)
	}
	return out, nil
}
