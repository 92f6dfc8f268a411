package evidence_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"quittance/internal/evidence"
)

func TestCanonicalizeVectorsOfRFC8785(t *testing.T) {
	cases := map[string]struct{ in, want string }{
		"section 3.2.2: literals, numbers and strings": {
			`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
			  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		"section 3.2.3: members are sorted by UTF-16 code units": {
			`{"\u20ac": "Euro Sign","\r": "Carriage Return","\ufb33": "Hebrew Letter Dalet With Dagesh","1": "One",
			  "\ud83d\ude00": "Emoji: Grinning Face","\u0080": "Control","\u00f6": "Latin Small Letter O With Diaeresis"}`,
			`{"\r":"Carriage Return","1":"One","` + "\u0080" + `":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","` + "\ufb33" + `":"Hebrew Letter Dalet With Dagesh"}`},
		"nothing to do":               {`{"a":[1,{"b":"c"}]}`, `{"a":[1,{"b":"c"}]}`},
		"all short escapes":           {`"\b\t\n\f\r\u0001\u007f"`, `"\b\t\n\f\r\u0001` + "\x7f" + `"`},
		"an empty object and array":   {` { "b" : [ ] , "a" : { } } `, `{"a":{},"b":[]}`},
		"minus zero loses its sign":   {`-0`, `0`},
		"a shorter name sorts first":  {`{"ab":1,"a":2}`, `{"a":2,"ab":1}`},
		"two emoji by low surrogate":  {`{"😁":1,"😀":2}`, `{"😀":2,"😁":1}`},
		"the last exact integer":      {`9007199254740991`, `9007199254740991`},
		"an inexact integer, written": {`295147905179352830000`, `295147905179352830000`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := evidence.Canonicalize([]byte(c.in))
			if err != nil || string(got) != c.want {
				t.Fatalf("got  %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestNumbersOfRFC8785AppendixB(t *testing.T) {
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0", 0x8000000000000000: "0",
		0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308", 0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992", 0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000", 0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23", 0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000", 0x444b1ae4d6e2ef4f: "999999999999999900000",
		0x444b1ae4d6e2ef50: "1e+21", 0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x3eb0c6f7a0b5ed8d: "0.000001", 0x41b3de4355555553: "333333333.3333332",
		0x41b3de4355555554: "333333333.33333325", 0x41b3de4355555555: "333333333.3333333",
		0x41b3de4355555556: "333333333.3333334", 0x41b3de4355555557: "333333333.33333343",
		0xbecbf647612f3696: "-0.0000033333333333333333", 0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		literal := strconv.FormatFloat(math.Float64frombits(bits), 'e', -1, 64)
		got, err := evidence.Canonicalize([]byte(literal))
		if err != nil || string(got) != want {
			t.Errorf("%016x: got %s, %v; want %s", bits, got, err, want)
		}
	}
}

func TestCanonicalizeRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":                                ``,
		"two values":                             `1 2`,
		"a byte order mark":                      "\ufeff{}",
		"duplicate members":                      `{"a":1,"a":2}`,
		"duplicate members by escape":            `{"a":1,"\u0061":2}`,
		"invalid UTF-8":                          "\"\xff\"",
		"invalid UTF-8 beside an escape":         "\"\\n\xc3\"",
		"an encoded surrogate":                   "\"\xed\xa0\x80\"",
		"a lone high surrogate":                  `"\ud800"`,
		"a lone low surrogate":                   `"\udc00"`,
		"two high surrogates":                    `"\ud800\ud800"`,
		"a control character in a string":        "\"\x01\"",
		"a control character beside an escape":   "\"\\n\x01\"",
		"an unknown escape":                      `"\x"`,
		"an open string":                         `"a`,
		"an open escape":                         `"\u00`,
		"a number too large":                     `1e400`,
		"a number too small":                     `1e-400`,
		"an integer a double would change":       `9007199254740993`,
		"a very long number":                     `0.` + strings.Repeat("1", 100),
		"a leading zero":                         `01`,
		"a bare dot":                             `1.`,
		"a plus sign":                            `+1`,
		"a trailing comma in an array":           `[1,]`,
		"a trailing comma in an object":          `{"a":1,}`,
		"a name without quotes":                  `{a:1}`,
		"a comment":                              `/**/1`,
		"NaN":                                    `NaN`,
		"nesting beyond the limit":               strings.Repeat("[", 65) + strings.Repeat("]", 65),
		"nesting of objects that never closes":   strings.Repeat(`{"a":`, 100000),
		"something larger than the size limit":   `"` + strings.Repeat("a", evidence.MaxSize) + `"`,
		"white space that JSON does not know of": "\v1",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := evidence.Canonicalize([]byte(in)); err == nil {
				t.Fatalf("accepted as %.40s", got)
			}
		})
	}
}

func TestMarshal(t *testing.T) {
	got, err := evidence.Marshal(map[string]any{"z": "<é&\u2028>", "a": json.RawMessage(`{"y":1.0,"x":2}`)})
	if want := `{"a":{"x":2,"y":1},"z":"<é&` + "\u2028" + `>"}`; err != nil || string(got) != want {
		t.Fatalf("got %s, %v; want %s", got, err, want)
	}
	if _, err := evidence.Marshal("a\xff"); err == nil {
		t.Fatal("a string that is not UTF-8 was repaired silently")
	}
	if got, err := evidence.Marshal("\ufffd"); err != nil || string(got) != "\"\ufffd\"" {
		t.Fatalf("a true replacement character: got %s, %v", got, err)
	}
}

func FuzzCanonicalize(f *testing.F) {
	f.Add([]byte(`{"b":[1,2.50,-0,1e21],"a":"\u20ac\ud83d\ude00"}`))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Add([]byte(`[[[[[["\ud800"]]]]]]`))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := evidence.Canonicalize(in)
		if err != nil {
			return
		}
		if !json.Valid(in) || !json.Valid(out) {
			t.Fatalf("accepted what is not JSON: %q", in)
		}
		again, err := evidence.Canonicalize(out)
		if err != nil || string(again) != string(out) {
			t.Fatalf("not idempotent: %q then %q, %v", out, again, err)
		}
	})
}
