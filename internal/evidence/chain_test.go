package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"

	"quittance/internal/evidence"
)

func event(seq int64, at int64) evidence.Event {
	return evidence.Event{Delivery: "d_1", Seq: seq, Type: "sent", At: at, Actor: "sender:m_1", Data: json.RawMessage(`{"b":1, "a":"é"}`)}
}

func chain(t testing.TB, events ...evidence.Event) []evidence.Link {
	t.Helper()
	var prev evidence.Hash
	links := make([]evidence.Link, 0, len(events))
	for _, e := range events {
		h, err := evidence.ChainHash(prev, e)
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, evidence.Link{Event: e, Hash: h})
		prev = h
	}
	return links
}

func TestChainHashIsTheDocumentedConstruction(t *testing.T) {
	prev := evidence.Hash{1, 2, 3}
	text := `{"actor":"sender:m_1","at":1767225600000000,"data":{"a":"é","b":1},"delivery":"d_1","seq":2,"type":"sent"}`
	want := evidence.Hash(sha256.Sum256([]byte("quittance/event/v1" + string(prev[:]) + text)))
	got, err := evidence.ChainHash(prev, event(2, 1767225600000000))
	if err != nil || got != want {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

func TestChainHashRefuses(t *testing.T) {
	for name, change := range map[string]func(*evidence.Event){
		"no delivery":            func(e *evidence.Event) { e.Delivery = "" },
		"no type":                func(e *evidence.Event) { e.Type = "" },
		"no actor":               func(e *evidence.Event) { e.Actor = "" },
		"seq zero":               func(e *evidence.Event) { e.Seq = 0 },
		"an actor not in UTF-8":  func(e *evidence.Event) { e.Actor = "\xff" },
		"an instant beyond 2^53": func(e *evidence.Event) { e.At = 1 << 53 },
		"data that is an array":  func(e *evidence.Event) { e.Data = json.RawMessage(`[]`) },
		"data that is not JSON":  func(e *evidence.Event) { e.Data = json.RawMessage(`{`) },
	} {
		t.Run(name, func(t *testing.T) {
			e := event(1, 1)
			change(&e)
			if _, err := evidence.ChainHash(evidence.Hash{}, e); !errors.Is(err, evidence.ErrInvalidEvent) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestVerifyChain(t *testing.T) {
	whole := func() []evidence.Link { return chain(t, event(1, 5), event(2, 5), event(3, 9)) }
	if head, err := evidence.VerifyChain(evidence.Hash{}, whole()); err != nil || head != whole()[2].Hash {
		t.Fatalf("a whole chain: %v, %v", head, err)
	}
	if head, err := evidence.VerifyChain(whole()[0].Hash, whole()[1:]); err != nil || head != whole()[2].Hash {
		t.Fatalf("its tail: %v, %v", head, err)
	}
	for name, broken := range map[string][]evidence.Link{
		"an altered event":                 func() []evidence.Link { l := whole(); l[1].Type = "signed"; return l }(),
		"an altered hash":                  func() []evidence.Link { l := whole(); l[2].Hash[0] ^= 1; return l }(),
		"a missing event":                  append(whole()[:1], whole()[2]),
		"a missing first event":            whole()[1:],
		"an event of another delivery":     func() []evidence.Link { l := whole(); l[1].Delivery = "d_2"; return l }(),
		"two events in the wrong order":    {whole()[1], whole()[0]},
		"an event before the previous one": chain(t, event(1, 5), event(2, 4)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := evidence.VerifyChain(evidence.Hash{}, broken); !errors.Is(err, evidence.ErrBrokenChain) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestRedactAndRestore(t *testing.T) {
	data := json.RawMessage(`{"phone":"+33612345678","who":[{"a/b":"Zoé"}],"n":12}`)
	entropy := bytes.NewReader(bytes.Repeat([]byte{7}, 32))
	redacted, details, err := evidence.Redact(data, []string{"/phone", evidence.Pointer("who", "0", "a/b")}, entropy)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(redacted, []byte("336")) || bytes.Contains(redacted, []byte("Zo")) || len(details) != 2 {
		t.Fatalf("personal values stayed: %s", redacted)
	}
	salt := bytes.Repeat([]byte{7}, 16)
	want := evidence.Hash(sha256.Sum256([]byte("quittance/detail/v1" + string(salt) + "+33612345678")))
	if got := details["/phone"].Digest().Digest; got != want {
		t.Fatalf("digest %v, want %v", got, want)
	}
	back, err := evidence.Restore(redacted, details)
	if err != nil || !evidence.IsCanonical(back) || !bytes.Contains(back, []byte(`"phone":"+33612345678"`)) {
		t.Fatalf("restored %s, %v", back, err)
	}
	delete(details, "/phone")
	if back, err = evidence.Restore(redacted, details); err != nil || !bytes.Contains(back, []byte(want.String())) {
		t.Fatalf("an erased value must leave its digest: %s, %v", back, err)
	}
	d := details["/who/0/a~1b"]
	d.Value = "Zoe"
	details["/who/0/a~1b"] = d
	if _, err = evidence.Restore(redacted, details); !errors.Is(err, evidence.ErrDetailMismatch) {
		t.Fatalf("an altered value was accepted: %v", err)
	}
}

func TestRedactRefuses(t *testing.T) {
	for name, pointers := range map[string][]string{
		"a pointer to nothing":        {"/b"},
		"a pointer to a number":       {"/n"},
		"a pointer beyond an array":   {"/l/1"},
		"an index with a zero before": {"/l/00"},
		"the whole document":          {""},
		"a broken escape":             {"/~2"},
		"the same value twice":        {"/a", "/a"},
		"a value in a value":          {"/a", "/a/b"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := evidence.Redact(json.RawMessage(`{"a":"x","n":1,"l":["y"]}`), pointers, bytes.NewReader(make([]byte, 64)))
			if !errors.Is(err, evidence.ErrDetail) {
				t.Fatalf("got %v", err)
			}
		})
	}
	if _, _, err := evidence.Redact(json.RawMessage(`{"a":"x"}`), []string{"/a"}, bytes.NewReader(nil)); err == nil {
		t.Fatal("a value was salted without entropy")
	}
}

func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"a":{"digest":"00"}}`), "/a", "v")
	f.Add([]byte(`{"a":["x"]}`), "/a/0", "")
	f.Fuzz(func(t *testing.T, data []byte, ptr, value string) {
		details := map[string]evidence.Detail{ptr: {Value: value}}
		if out, err := evidence.Restore(data, details); err == nil && !evidence.IsCanonical(out) {
			t.Fatalf("restored %q", out)
		}
		redacted, got, err := evidence.Redact(data, []string{ptr}, bytes.NewReader(make([]byte, 16)))
		if err != nil {
			return
		}
		back, err := evidence.Restore(redacted, got)
		want, _ := evidence.Canonicalize(data)
		if err != nil || (len(data) > 0 && !bytes.Equal(back, want)) {
			t.Fatalf("%q became %q, %v", data, back, err)
		}
	})
}

func TestMaskPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+33612345678":    "+33 • •• •• •• 78",
		"+33 6 12 345678": "+33 • •• •• •• 78",
		"+14155550132":    "+1 •• •• •• •• 32",
		"+352621123456":   "+352 • •• •• •• 56",
		"0612345678":      "•• •• •• •• 78",
		"12345":           "• •• ••",
		"":                "",
		"+":               "",
	} {
		if got := evidence.MaskPhone(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
