package layout

// SaysEvent reports whether layout 1 has words for an event type in a language.
func SaysEvent(language, eventType string) bool { return wordsIn(language).eventNames[eventType] != "" }
