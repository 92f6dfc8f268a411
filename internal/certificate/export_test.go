package certificate

// SaysAll reports whether every sentence of a report exists in a language.
func SaysAll(language string) bool {
	for s := notCertificate; s <= fileUnread; s++ {
		if sentences[language][s] == "" {
			return false
		}
	}
	return true
}
