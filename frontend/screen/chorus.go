package screen

// Chorus is how a public buyer finds what is to be paid in Chorus Pro, as the sender typed it. Either may be "".
type Chorus struct {
	Engagement string // of the order
	Service    string // that executes it
}
