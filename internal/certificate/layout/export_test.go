package layout

// SaysEvent reports whether layout 1 has words for an event type in a language.
func SaysEvent(language, eventType string) bool { return wordsIn(language).eventNames[eventType] != "" }

// Explains reports whether a page says what the numbers of characters are.
func Explains(p Page) (bool, error) {
	if err := loadFonts(); err != nil {
		return false, err
	}
	t, err := writeV1(p, false)
	if err != nil || !t.numbered {
		return false, err
	}
	plain, err := composeV1(p)
	if err != nil {
		return false, err
	}
	without, err := t.emit(t.title()+" "+p.Document.Certificate.Number, p.Document.Language, p.Document.Certificate.MadeAt)
	return len(plain) > len(without), err
}
