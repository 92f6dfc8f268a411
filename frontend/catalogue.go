package frontend

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// One file for each area of the product, so that what changes together stands together.
//
//go:embed locales/*/*.toml
var localeFiles embed.FS

// catalogue holds every sentence of one language by its dotted key.
type catalogue struct {
	lang     Lang
	messages map[string]message
}

// message is a sentence cut at its {parameters}: texts[0] params[0] texts[1] params[1] ... texts[n].
type message struct {
	texts  []string
	params []string
}

func loadCatalogue(lang Lang) (*catalogue, error) { return readCatalogue(localeFiles, lang) }

// readCatalogue reads locales/<lang>/*.toml. Which file a sentence stands in means nothing, but it stands in one only.
func readCatalogue(files fs.FS, lang Lang) (*catalogue, error) {
	paths, err := fs.Glob(files, "locales/"+string(lang)+"/*.toml")
	if err != nil {
		return nil, fmt.Errorf("find catalogue: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("find catalogue %s: it has no files", lang)
	}
	c := &catalogue{lang: lang, messages: map[string]message{}}
	for _, path := range paths {
		raw, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(raw, &tree); err != nil {
			return nil, fmt.Errorf("parse catalogue %s: %w", path, err)
		}
		if err := c.add("", tree); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", path, err)
		}
	}
	return c, nil
}

func (c *catalogue) add(prefix string, tree map[string]any) error {
	for name, value := range tree {
		key := prefix + name
		switch value := value.(type) {
		case map[string]any:
			if err := c.add(key+".", value); err != nil {
				return err
			}
		case string:
			if _, twice := c.messages[key]; twice {
				return fmt.Errorf("%s: another file says it already", key)
			}
			m, err := parseMessage(typeset(c.lang, value))
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			c.messages[key] = m
		default:
			return fmt.Errorf("%s: a sentence was expected, not a %T", key, value)
		}
	}
	return nil
}

func parseMessage(text string) (message, error) {
	if strings.TrimSpace(text) == "" {
		return message{}, fmt.Errorf("the sentence is empty")
	}
	var m message
	for {
		before, rest, found := strings.Cut(text, "{")
		if !found {
			m.texts = append(m.texts, text)
			return m, nil
		}
		param, after, closed := strings.Cut(rest, "}")
		if !closed || param == "" || strings.ContainsAny(param, " {") {
			return message{}, fmt.Errorf("a parameter is not closed or not named in %q", text)
		}
		m.texts, m.params = append(m.texts, before), append(m.params, param)
		text = after
	}
}

// text fills a sentence; each of its parameters must be given.
func (m message) text(given func(name string) (string, bool)) (string, error) {
	if len(m.params) == 0 {
		return m.texts[0], nil
	}
	var b strings.Builder
	for i, param := range m.params {
		value, found := given(param)
		if !found {
			return "", fmt.Errorf("parameter %q is not given", param)
		}
		b.WriteString(elided(m.texts[i], value))
		b.WriteString(value)
	}
	b.WriteString(m.texts[len(m.params)])
	return b.String(), nil
}

// inTurn reads parameters given as names and values in turn.
func inTurn(args []any) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i+1 < len(args); i += 2 {
			if args[i] == name {
				return fmt.Sprint(args[i+1]), true
			}
		}
		return "", false
	}
}

// names returns the parameters of a sentence, sorted, each once.
func (m message) names() []string {
	set := map[string]bool{}
	for _, p := range m.params {
		set[p] = true
	}
	return sortedKeys(set)
}

func (c *catalogue) say(key string, args ...any) (string, error) {
	m, found := c.messages[key]
	if !found {
		return "", fmt.Errorf("say %s in %s: no such key", key, c.lang)
	}
	text, err := m.text(inTurn(args))
	if err != nil {
		return "", fmt.Errorf("say %s in %s: %w", key, c.lang, err)
	}
	return text, nil
}

// count says key.one or key.other, with {n} the number. French counts zero as one, English does not.
func (c *catalogue) count(key string, n int, args ...any) (string, error) {
	form := ".other"
	if n == 1 || (n == 0 && c.lang == French) {
		form = ".one"
	}
	return c.say(key+form, append(args, "n", formatInteger(c.lang, int64(n)))...)
}

// sayIf says a sentence that may not exist or may lack a parameter.
func (c *catalogue) sayIf(key string, params map[string]string) (string, bool) {
	m, found := c.messages[key]
	if !found {
		return "", false
	}
	text, err := m.text(func(name string) (string, bool) {
		value, found := params[name]
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && (name == "min" || name == "max") {
			value = formatInteger(c.lang, n)
		}
		return value, found
	})
	return text, err == nil
}

// sayOr says a sentence, or the fallback (which has no parameters) when it cannot be said.
func (c *catalogue) sayOr(fallback, key string, params map[string]string) (string, error) {
	if text, ok := c.sayIf(key, params); ok {
		return text, nil
	}
	return c.say(fallback)
}

// checkTwins fails when the catalogues differ in keys or in the parameters of a sentence.
func checkTwins(a, b *catalogue) error {
	var wrong []string
	for key, m := range a.messages {
		twin, found := b.messages[key]
		switch {
		case !found:
			wrong = append(wrong, fmt.Sprintf("%s is missing in %s", key, b.lang))
		case strings.Join(m.names(), ",") != strings.Join(twin.names(), ","):
			wrong = append(wrong, fmt.Sprintf("%s has other parameters in %s", key, b.lang))
		}
	}
	for key := range b.messages {
		if _, found := a.messages[key]; !found {
			wrong = append(wrong, fmt.Sprintf("%s is missing in %s", key, a.lang))
		}
	}
	if len(wrong) > 0 {
		sort.Strings(wrong)
		return fmt.Errorf("compare catalogues: %s", strings.Join(wrong, "; "))
	}
	return nil
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
