package pades_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// The helpers below edit files as a forger would, by text; they know no more than the syntax.

func itoa(n int) string { return strconv.Itoa(n) }

// number reads the last whole number that follows a text.
func number(t *testing.T, pdf []byte, after string) int {
	t.Helper()
	m := regexp.MustCompile(regexp.QuoteMeta(after)+`(\d+)`).FindAllSubmatch(pdf, -1)
	if m == nil {
		t.Fatalf("no %s", after)
	}
	n, err := strconv.Atoi(string(m[len(m)-1][1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func objectText(t *testing.T, pdf []byte, num int) string {
	t.Helper()
	mark := fmt.Appendf(nil, "\n%d 0 obj\n", num)
	at := bytes.LastIndex(pdf, mark)
	if at < 0 {
		t.Fatalf("no object %d", num)
	}
	text, _, _ := bytes.Cut(pdf[at+len(mark):], []byte("\nendobj"))
	return string(text)
}

// appendRevision adds objects with a well-formed table, keeping the trailer.
func appendRevision(t *testing.T, pdf []byte, objects map[int]string) []byte {
	t.Helper()
	b := bytes.NewBuffer(bytes.Clone(pdf))
	offsets := map[int]int{}
	size := number(t, pdf, "/Size ")
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		offsets[n] = b.Len()
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, objects[n])
		size = max(size, n+1)
	}
	at := b.Len()
	b.WriteString("xref\n")
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		fmt.Fprintf(b, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	trailer := pdf[bytes.LastIndex(pdf, []byte("trailer\n")):bytes.LastIndex(pdf, []byte("startxref"))]
	trailer = regexp.MustCompile(`/Prev \d+`).ReplaceAll(trailer, fmt.Appendf(nil, "/Prev %d", number(t, pdf, "startxref\n")))
	trailer = regexp.MustCompile(`/Size \d+`).ReplaceAll(trailer, fmt.Appendf(nil, "/Size %d", size))
	fmt.Fprintf(b, "%sstartxref\n%d\n%%%%EOF\n", trailer, at)
	return b.Bytes()
}
