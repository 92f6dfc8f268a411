package evidence_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"quittance/internal/evidence"
)

func TestRedactMarked(t *testing.T) {
	for name, c := range map[string]struct {
		data     string
		pointers []string
		keeps    string
	}{
		"a value without marks stays, canonical":         {`{"b":1, "a":"x"}`, nil, `{"a":"x","b":1}`},
		"a marked value in an object gets a digest":      {`{"name":{"personal":"Ada"}}`, []string{"/name"}, ""},
		"marked values in arrays are found":              {`{"r":[{"n":{"personal":"A"}},{"n":{"personal":"B"}}]}`, []string{"/r/0/n", "/r/1/n"}, ""},
		"an empty value has a digest too":                {`{"name":{"personal":""}}`, []string{"/name"}, ""},
		"names are escaped in pointers":                  {`{"a/b~c":{"personal":"x"}}`, []string{"/a~1b~0c"}, ""},
		"an object with other members is not a mark":     {`{"a":{"personal":"x","more":1}}`, nil, `{"a":{"more":1,"personal":"x"}}`},
		"a mark that holds anything but text is no mark": {`{"a":{"personal":1}}`, nil, `{"a":{"personal":1}}`},
	} {
		t.Run(name, func(t *testing.T) {
			entropy := bytes.NewReader(bytes.Repeat([]byte{7, 8, 9}, 64))
			out, details, err := evidence.RedactMarked(json.RawMessage(c.data), entropy)
			if err != nil {
				t.Fatal(err)
			}
			if len(details) != len(c.pointers) {
				t.Fatalf("details %v, want %v", details, c.pointers)
			}
			for _, p := range c.pointers {
				if _, ok := details[p]; !ok {
					t.Errorf("no detail at %s", p)
				}
			}
			if len(c.pointers) > 0 && strings.Contains(string(out), "personal") {
				t.Errorf("a mark is left in %s", out)
			}
			if c.keeps != "" && string(out) != c.keeps {
				t.Errorf("got %s, want %s", out, c.keeps)
			}
			back, err := evidence.RestoreMarked(out, details)
			if err != nil {
				t.Fatal(err)
			}
			want, err := evidence.Canonicalize([]byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(back, want) {
				t.Errorf("restored %s, want %s", back, want)
			}
		})
	}
}

func TestRestoreMarkedRefusesAnotherValue(t *testing.T) {
	out, details, err := evidence.RedactMarked(json.RawMessage(`{"n":{"personal":"A"}}`), bytes.NewReader(make([]byte, 16)))
	if err != nil {
		t.Fatal(err)
	}
	forged := details["/n"]
	forged.Value = "B"
	if _, err := evidence.RestoreMarked(out, map[string]evidence.Detail{"/n": forged}); !errors.Is(err, evidence.ErrDetailMismatch) {
		t.Errorf("got %v, want ErrDetailMismatch", err)
	}
}
