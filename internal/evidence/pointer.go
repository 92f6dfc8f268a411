package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// decodeTree reads event data into maps and slices, numbers kept as written.
func decodeTree(data json.RawMessage) (any, error) {
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	text, err := Canonicalize(data) // strict where encoding/json is lenient
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var root any
	if err := dec.Decode(&root); err != nil {
		return nil, fmt.Errorf("decode event data: %w", err)
	}
	return root, nil
}

// splitPointer reads a JSON pointer (RFC 6901) to a part of a document; the whole document is not accepted.
func splitPointer(ptr string) ([]string, error) {
	if !strings.HasPrefix(ptr, "/") || len(ptr) > 1024 {
		return nil, fmt.Errorf("%w: not a JSON pointer", ErrDetail)
	}
	tokens := strings.Split(ptr[1:], "/")
	for i, t := range tokens {
		for j := range len(t) {
			if t[j] == '~' && (j+1 == len(t) || t[j+1] != '0' && t[j+1] != '1') {
				return nil, fmt.Errorf("%w: not a JSON pointer", ErrDetail)
			}
		}
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens, nil
}

// Pointer builds the JSON pointer (RFC 6901) of the given member names and array indexes.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1"))
	}
	return b.String()
}

func lookup(root any, ptr string) (any, error) {
	var found any
	_, err := edit(root, ptr, func(v any) any { found = v; return v })
	return found, err
}

// edit replaces the value at ptr by what replace returns, in place, and returns the root.
func edit(root any, ptr string, replace func(any) any) (any, error) {
	tokens, err := splitPointer(ptr)
	if err != nil {
		return nil, err
	}
	missing := fmt.Errorf("%w: nothing at %s", ErrDetail, ptr)
	at := root
	for i, t := range tokens {
		last := i == len(tokens)-1
		switch node := at.(type) {
		case map[string]any:
			v, there := node[t]
			if !there {
				return nil, missing
			}
			if last {
				node[t] = replace(v)
			}
			at = v
		case []any:
			n, err := strconv.Atoi(t)
			if err != nil || n < 0 || n >= len(node) || strconv.Itoa(n) != t {
				return nil, missing
			}
			if last {
				node[n] = replace(node[n])
				continue
			}
			at = node[n]
		default:
			return nil, missing
		}
	}
	return root, nil
}
