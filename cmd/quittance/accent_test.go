package main

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/notify"
)

// Whatever colour a workspace chooses, its clients read every word: WCAG 2.2 asks 4.5:1 (1.4.3), by day and by night. The
// button of a message is that of the pages.
func TestEveryAccentIsReadByDayAndByNight(t *testing.T) {
	base, accents := schemes(t, "tokens.css"), schemes(t, "accent.css")
	for _, accent := range account.Accents() {
		tint := notify.TintOf(accent)
		for scheme, button := range [][2]string{{tint.Light, tint.OnLight}, {tint.Dark, tint.OnDark}} {
			token := func(name string) string {
				if accent != "pine" && strings.Contains(name, "accent") {
					return valueIn(t, accents[scheme], `[data-accent="`+string(accent)+`"]`, name)
				}
				return valueIn(t, base[scheme], ":root", name)
			}
			for _, pair := range [][2]string{
				{"accent", "paper"}, {"accent", "surface"}, {"accent", "sunken"}, {"accent", "accent-soft"},
				{"accent-hover", "surface"}, {"accent-hover", "paper"}, {"accent-hover", "accent-soft"},
				{"on-accent", "accent"}, {"on-accent", "accent-hover"},
				{"ink", "accent-soft"}, {"ink-soft", "accent-soft"}, {"bad", "accent-soft"},
			} {
				if got := contrast(t, token(pair[0]), token(pair[1])); got < 4.5 {
					t.Errorf("%s %d: %s on %s is %.2f:1", accent, scheme, pair[0], pair[1], got)
				}
			}
			if button != [2]string{token("accent"), token("on-accent")} {
				t.Errorf("%s %d: messages have %v", accent, scheme, button)
			}
		}
	}
}

// schemes returns what a stylesheet says by day, and by night.
func schemes(t *testing.T, name string) [2]string {
	t.Helper()
	text, err := os.ReadFile("../../frontend/styles/" + name)
	if err != nil {
		t.Fatal(err)
	}
	day, night, ok := strings.Cut(string(text), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("no colours by night in", name)
	}
	return [2]string{day, night}
}

func valueIn(t *testing.T, css, selector, token string) string {
	t.Helper()
	_, rule, _ := strings.Cut(css, selector+" {")
	rule, _, _ = strings.Cut(rule, "}")
	found := regexp.MustCompile(`--` + token + `: (#[0-9a-f]{6});`).FindStringSubmatch(rule)
	if found == nil {
		t.Fatalf("no %s in %s", token, selector)
	}
	return found[1]
}

// contrast is the ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	var rgb [3]int
	_, err := fmt.Sscanf(colour, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(rgb[i]) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
