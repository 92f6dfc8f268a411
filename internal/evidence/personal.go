package evidence

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// markedMember is the only member of an object that marks a personal value: {"personal":"…"}.
const markedMember = "personal"

// RedactMarked is Redact for data that marks its own personal values as {"personal":"…"}: each marked object becomes
// {"digest":"…"}. It returns the canonical data and the details by the pointer to the object. The details are what
// RestoreMarked needs, and what CheckDetails accepts.
func RedactMarked(data json.RawMessage, entropy io.Reader) (json.RawMessage, map[string]Detail, error) {
	root, err := decodeTree(data)
	if err != nil {
		return nil, nil, err
	}
	details := map[string]Detail{}
	root, err = redactTree(root, "", details, entropy)
	if err != nil {
		return nil, nil, err
	}
	out, err := Marshal(root)
	if err != nil {
		return nil, nil, err
	}
	return out, details, nil
}

func redactTree(node any, ptr string, details map[string]Detail, entropy io.Reader) (any, error) {
	var err error
	switch v := node.(type) {
	case map[string]any:
		if text, marked := v[markedMember].(string); marked && len(v) == 1 {
			d, err := NewDetail(entropy, text)
			if err != nil {
				return nil, fmt.Errorf("redact %s: %w", ptr, err)
			}
			details[ptr] = d
			return d.Digest(), nil
		}
		for _, name := range slices.Sorted(maps.Keys(v)) { // sorted: entropy is spent in one order
			if v[name], err = redactTree(v[name], ptr+Pointer(name), details, entropy); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if v[i], err = redactTree(v[i], ptr+"/"+strconv.Itoa(i), details, entropy); err != nil {
				return nil, err
			}
		}
	}
	return node, nil
}

// RestoreMarked is the inverse of RedactMarked: it marks the values again, after checking each one against its digest
// (ErrDetailMismatch). Digests without a detail stay: their value was erased.
func RestoreMarked(data json.RawMessage, details map[string]Detail) (json.RawMessage, error) {
	if len(details) == 0 {
		return data, nil
	}
	return restore(data, details, func(d Detail) any { return map[string]any{markedMember: d.Value} })
}
