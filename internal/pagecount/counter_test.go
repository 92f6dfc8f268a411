package pagecount_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"quittance/internal/pagecount"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// TestMain makes the binary of the tests what the program is: it can be its own child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pagecount.Command {
		if err := pagecount.Child(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func newCounter(t *testing.T) (*pagecount.Counter, *storage.Vault) {
	t.Helper()
	root, err := storage.NewRootKey(bytes.Repeat([]byte{7}, storage.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := storage.NewVault(storage.VaultConfig{Bucket: storagetest.NewBucket(), Catalog: storagetest.NewCatalog(), Keys: root, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	c, err := pagecount.New(vault)
	if err != nil {
		t.Fatal(err)
	}
	return c, vault
}

func store(t *testing.T, v *storage.Vault, name, mediaType string, content []byte) storage.Object {
	t.Helper()
	o, err := v.Store(t.Context(), storage.NewObject{Owner: "w1", Name: name, MediaType: mediaType, Size: storage.UnknownSize}, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// pdf is a file of so many pages, as simple as can be.
func pdf(pages int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", i+3)
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", pages, kids.String())
	for range pages {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func TestPages(t *testing.T) {
	const asPDF = "application/pdf"
	made := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	cases := map[string]struct {
		name, mediaType string
		content         []byte
		want            int
	}{
		"a page":                                      {"plan.pdf", asPDF, pdf(1), 1},
		"many pages":                                  {"plan.pdf", asPDF, pdf(2000), 2000},
		"a type that says PDF is enough":              {"plan", asPDF, pdf(3), 3},
		"a name that says PDF is enough":              {"PLAN.PDF", "application/octet-stream", pdf(3), 3},
		"a file that says nothing is not looked at":   {"plan", "application/octet-stream", pdf(3), 0},
		"objects in streams":                          {"plan.pdf", asPDF, made("streams.pdf"), 3},
		"a file laid out for the web":                 {"plan.pdf", asPDF, made("linear.pdf"), 3},
		"encrypted, and anybody may read it":          {"plan.pdf", asPDF, made("owner.pdf"), 3},
		"encrypted with a password":                   {"plan.pdf", asPDF, made("user.pdf"), 0},
		"cut off before its end, and readable":        {"plan.pdf", asPDF, made("broken.pdf"), 3},
		"cut off in the middle of a page":             {"plan.pdf", asPDF, pdf(3)[:150], 0},
		"another number announced than there is":      {"plan.pdf", asPDF, made("lies.pdf"), 0},
		"a tree of pages that contains itself":        {"plan.pdf", asPDF, made("loop.pdf"), 0},
		"a page that is there twice":                  {"plan.pdf", asPDF, made("twice.pdf"), 0},
		"four gigabytes of blanks in seven kilobytes": {"plan.pdf", asPDF, made("bomb.pdf"), 0},
		"five million brackets":                       {"plan.pdf", asPDF, []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("[", 5_000_000)), 0},
		"no PDF at all":                               {"plan.pdf", asPDF, []byte("just text"), 0},
		"larger than what is read":                    {"plan.pdf", asPDF, append(pdf(1), make([]byte, pagecount.MaxSize)...), 0},
		"no page":                                     {"plan.pdf", asPDF, pdf(0), 0},
	}
	c, vault := newCounter(t)
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.Count(t.Context(), store(t, vault, tt.name, tt.mediaType, tt.content)); got != tt.want {
				t.Errorf("%d pages, want %d", got, tt.want)
			}
		})
	}
}

func TestWhoWaitsNoLongerGetsNoNumberAndTheNextOneDoes(t *testing.T) {
	c, vault := newCounter(t)
	o := store(t, vault, "plan.pdf", "", pdf(7))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got := c.Count(gone, o); got != 0 {
		t.Errorf("%d pages for who went away", got)
	}
	if got := c.Count(t.Context(), o); got != 7 {
		t.Errorf("%d pages, want 7", got)
	}
	if got := c.Count(gone, o); got != 7 { // known by now
		t.Errorf("%d pages, want 7", got)
	}
}

func TestWhatIsCountedSoonIsKnownWhenItIsAskedFor(t *testing.T) {
	c, vault := newCounter(t)
	o := store(t, vault, "plan.pdf", "", pdf(5))
	c.Soon(o)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	deadline := time.Now().Add(20 * time.Second)
	for c.Count(gone, o) == 0 {
		if time.Now().After(deadline) {
			t.Fatal("it was never counted")
		}
		runtime.Gosched()
	}
}

func TestAFileWithoutEndIsNoFile(t *testing.T) {
	c, vault := newCounter(t)
	o, err := vault.Create(t.Context(), storage.NewObject{Owner: "w1", Name: "plan.pdf", Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Count(t.Context(), o); got != 0 {
		t.Errorf("%d pages of what is still being received", got)
	}
}
