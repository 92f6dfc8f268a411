package main

import "quittance/internal/pagecount"

// countPagesCommand is what the server starts for each PDF whose pages it counts. Nobody types it.
type countPagesCommand struct{}

// Run reads a PDF from the standard input and prints the number of its pages; exit 1 where it is not countable.
func (countPagesCommand) Run(w *world) error {
	if err := pagecount.Child(w.in, w.out); err != nil {
		say(w.err, "quittance: %v\n", err)
		return exit(1)
	}
	return nil
}
