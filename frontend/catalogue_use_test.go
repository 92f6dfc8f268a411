package frontend

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// closedLists are the values that follow a prefix and are told from others by no name of their own in the program.
var closedLists = map[string][]string{
	"method.":        {"card", "sepa_debit", "other"},
	"channel.":       {"email", "sms"},
	"gate.":          {"payment", "signature"},
	"verify.change.": {"refund_requested", "refund_succeeded", "refund_declared", "refund_failed", "dispute_open", "dispute_won", "dispute_lost"},
	"sheet.change.":  {"refund_requested", "refund_succeeded", "refund_declared", "refund_failed", "dispute_open", "dispute_won", "dispute_lost", "revoked"},

	"zone.": {"paris", "guadeloupe", "martinique", "cayenne", "miquelon", "reunion", "mayotte", "noumea", "tahiti", "wallis", "brussels", "luxembourg", "zurich"},

	"editor.setting_gates.": {"payment_signature", "signature_payment", "payment", "signature", "none"},
}

// program reads the program's own Go files, or those below the folders, but samples and tests: what it says, it names there. The sandbox and the
// layouts of certificates have their own words.
func program(t *testing.T, folders ...string) string {
	t.Helper()
	if len(folders) == 0 {
		folders = []string{"internal", "frontend", "cmd", "storage"}
	}
	var b strings.Builder
	root := os.DirFS("..")
	for _, folder := range folders {
		err := fs.WalkDir(root, folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains([]string{"node_modules", "sandbox", "layout", "sample", "sqlgen"}, entry.Name()):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			content, err := fs.ReadFile(root, path)
			b.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// The renderer refuses to start with a sentence that no template says; those said by a prefix and a value pass there
// whatever the value. Here each value must be one that the program names.
func TestNoSentenceIsLeftOver(t *testing.T) {
	c, err := loadCatalogue(French)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`"([^"\\\n]*)"`).FindAllStringSubmatch(program(t), -1) {
		named[m[1]] = true
	}
	prefixes := slices.Clone(usedByGo)
	literal := map[string]bool{}
	err = fs.WalkDir(templateFiles, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(templateFiles, path)
		for _, m := range regexp.MustCompile(`\btk "([^"]*)"`).FindAllStringSubmatch(string(content), -1) {
			prefixes = append(prefixes, m[1])
		}
		for _, m := range regexp.MustCompile(`\b[a-zA-Z]+ "([^"]*)"`).FindAllStringSubmatch(string(content), -1) {
			literal[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	said := func(key string) bool {
		if one, plural := strings.CutSuffix(key, ".one"); plural && literal[one] {
			return true
		}
		if other, plural := strings.CutSuffix(key, ".other"); plural && literal[other] {
			return true
		}
		return literal[key] || named[key] || slices.ContainsFunc(prefixes, func(prefix string) bool {
			value, ok := strings.CutPrefix(key, prefix)
			if list, closed := closedLists[prefix]; closed {
				return ok && slices.Contains(list, value)
			}
			return ok && (named[value] || literal[value])
		})
	}
	for key := range c.messages {
		if !strings.HasPrefix(key, "failure.") && !said(key) { // those are by status
			t.Errorf("%s is never said", key)
		}
	}
}

// A notice without a sentence of its own is told as "done", which says too little.
func TestEveryNoticeHasASentence(t *testing.T) {
	c, err := loadCatalogue(French)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`\bRedirect\(c, .*, "([a-z_]+)"\)`).FindAllStringSubmatch(program(t), -1)
	if len(found) < 5 {
		t.Fatalf("only %d notices were found", len(found))
	}
	for _, m := range found {
		if _, ok := c.messages["notice."+m[1]]; !ok {
			t.Errorf("notice.%s is missing", m[1])
		}
	}
}

// A problem that people can meet has a sentence; those of callers of the API and of our own mistakes need none.
func TestEveryProblemHasASentence(t *testing.T) {
	c, err := loadCatalogue(French)
	if err != nil {
		t.Fatal(err)
	}
	none := []string{"bad_json", "idempotency_key_reused"}
	found := regexp.MustCompile(`problem\.New\(\s*problem\.[A-Za-z]+,\s*"([a-z_]+)"`).FindAllStringSubmatch(program(t), -1)
	if len(found) < 50 {
		t.Fatalf("only %d problems were found", len(found))
	}
	for _, m := range found {
		if _, ok := c.messages["problem."+m[1]]; !ok && !slices.Contains(none, m[1]) {
			t.Errorf("problem.%s is missing", m[1])
		}
	}
}

// What the operator reads of a job that fails is a sentence, for each kind that the program runs.
func TestEveryKindOfJobHasWords(t *testing.T) {
	kinds := regexp.MustCompile(`Kind\(\) string\s*\{ return "([a-z_]+)" \}`).FindAllStringSubmatch(program(t, "internal/jobs"), -1)
	if len(kinds) < 20 {
		t.Fatalf("%d kinds of jobs were found", len(kinds))
	}
	for _, lang := range []Lang{French, English} {
		c, err := loadCatalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range kinds {
			if _, err := c.say("operator.job." + kind[1]); err != nil {
				t.Errorf("%s: %v", lang, err)
			}
		}
	}
}
