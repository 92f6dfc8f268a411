package problem

// Fields gathers the wrong fields of one input, so that a person is told everything at once.
// The zero value is ready.
type Fields []Field

// Add notes that the named field is wrong. Pairs are parameter names and values.
func (f *Fields) Add(name, code string, pairs ...string) {
	field := Field{Name: name, Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if field.Params == nil {
			field.Params = map[string]string{}
		}
		field.Params[pairs[i]] = pairs[i+1]
	}
	*f = append(*f, field)
}

// Err returns nil when nothing was added, else one Invalid problem with all of them.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	p := New(Invalid, "invalid_input", "the input is not valid")
	p.Fields = f
	return p
}
