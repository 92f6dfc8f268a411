package notify

import "quittance/internal/account"

// Tint is the colour of a button, and of what stands on it, by day and by night.
type Tint struct{ Light, OnLight, Dark, OnDark string }

// TintOf returns what frontend/styles has for pages, which a message cannot load; of a colour that is not known, the first.
func TintOf(a account.Accent) Tint {
	switch a {
	case "lagoon":
		return Tint{"#0b5a70", "#ffffff", "#7cc9de", "#04222b"}
	case "ink":
		return Tint{"#2b4c8c", "#ffffff", "#a3bdf2", "#0d1a33"}
	case "plum":
		return Tint{"#6b3a72", "#ffffff", "#d9aee0", "#2a1030"}
	case "cocoa":
		return Tint{"#70482b", "#ffffff", "#dcb491", "#2b1a0b"}
	case "slate":
		return Tint{"#3f4c57", "#ffffff", "#b3c1cd", "#141c22"}
	}
	return Tint{"#0f5c4a", "#ffffff", "#7fd3b6", "#06251b"}
}
