package pdf

// Subset returns the program of a document that shows these characters, numbered from one.
func Subset(f *Font, shown []rune) ([]byte, error) {
	s := New(Info{}).subset(f)
	for _, r := range shown {
		if _, ok := s.code(r); !ok {
			return nil, &missingError{f.name, r}
		}
	}
	return s.program()
}

// Alone adds the tables that a program embedded in a PDF does without, and readers of lone programs ask for: that of
// characters, empty, and what a printer is told.
func Alone(program []byte) ([]byte, error) {
	tables, err := directory(program)
	if err != nil {
		return nil, err
	}
	tables["cmap"] = []byte{0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 12, 0, 6, 0, 10, 0, 0, 0, 0, 0, 0}
	tables["post"] = append([]byte{0, 3, 0, 0}, make([]byte, 28)...)
	return assemble(tables), nil
}
