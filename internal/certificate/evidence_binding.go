package certificate

// EvidenceBinding ties evidence that is kept sealed to the number of its certificate: sealed bytes that were moved to
// another row do not open.
func EvidenceBinding(number string) []byte { return []byte("quittance/evidence/" + number) }
