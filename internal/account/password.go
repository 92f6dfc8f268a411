package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"quittance/internal/problem"
)

// Length of a password in characters. The upper bound keeps hashing cheap to refuse.
const (
	MinPassword = 8
	MaxPassword = 128
)

// CheckPassword tells what is wrong with a new password: its length, or that anyone would guess it. Known are the
// words an attacker tries first for this person: address, name, workspace.
func CheckPassword(password string, known ...string) error {
	var f problem.Fields
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		f.Add("password", "control_characters")
	case n < MinPassword:
		f.Add("password", "too_short", "min", "8")
	case n > MaxPassword:
		f.Add("password", "too_long", "max", "128")
	case isGuessable(password, known):
		f.Add("password", "too_common")
	}
	return f.Err()
}

func isGuessable(password string, known []string) bool {
	p := strings.ToLower(password)
	core := strings.TrimRight(p, "0123456789!?.*@#$-_ ")
	if commonPasswords[p] || commonPasswords[core] || isOneNote(p) {
		return true
	}
	for _, k := range known {
		k = strings.ToLower(strings.TrimSpace(k))
		local, _, _ := strings.Cut(k, "@")
		if k != "" && (p == k || core == k || core == local) {
			return true
		}
	}
	return false
}

// isOneNote reports one character repeated, or a straight run of neighbours: "aaaaaaaa", "12345678".
func isOneNote(p string) bool {
	runes := []rune(p)
	for step := rune(-1); step <= 1; step++ {
		run := true
		for i := 1; i < len(runes) && run; i++ {
			run = runes[i]-runes[i-1] == step
		}
		if run {
			return true
		}
	}
	return false
}

// commonPasswords are the first that everyone tries, in English and French, in lower case and without the digits
// that follow them.
var commonPasswords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		password passw0rd p@ssword p@ssw0rd pass motdepasse motdepass mdp azerty azertyuiop qwerty qwertyuiop qwertz asdfghjkl
		wxcvbn 1q2w3e4r 1qaz2wsx zaq12wsx q1w2e3r4 a1b2c3d4 abcd1234 abc admin administrateur administrator root toor
		user utilisateur guest invite test testtest demo changeme changemoi letmein welcome bienvenue bonjour bonsoir
		soleil sunshine princess princesse football superman batman starwars pokemon dragon monkey shadow master
		iloveyou jetaime doudou chouchou loulou nicolas camille julien marseille paris france azertyu trustno
		login secret secure quittance livraison facture architecte ordinateur computer internet google facebook
		123123123 11223344 123qweasd 147258369 987654321 12341234 00000000 121212121 abcdefgh
	`) {
		m[w] = true
	}
	return m
}()

// normalPassword makes the same password from different keyboards the same bytes (RFC 8265, section 4.2).
func normalPassword(password string) []byte { return norm.NFC.Bytes([]byte(password)) }
