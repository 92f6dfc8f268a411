package account

import "slices"

// Accent names the colour that a workspace's clients see on their pages and in their messages. The colours themselves, by
// day and by night, are where they are shown: frontend/styles/accent.css and package notify.
type Accent string

// Accents are all of them, the one of every new workspace first.
func Accents() []Accent { return []Accent{"pine", "lagoon", "ink", "plum", "cocoa", "slate"} }

// IsKnown reports whether there is such a colour.
func (a Accent) IsKnown() bool { return slices.Contains(Accents(), a) }
