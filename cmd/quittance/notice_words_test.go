package main

import (
	"strings"
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/jobs/message"
)

// The kinds of messages are named by jobs and said by the pages, which do not know each other.
func TestEveryKindOfMessageHasAWord(t *testing.T) {
	pages, err := screen.NewRenderer(frontend.UnbuiltAssets())
	check(t, err)
	said := func(lang frontend.Lang, kind string) string {
		var b strings.Builder
		check(t, pages.Render(&b, lang, screen.SenderDelivery{Timeline: []screen.TimelineEntry{{Type: "message.sent", Actor: "system", Message: kind}}}))
		return b.String()
	}
	for _, lang := range []frontend.Lang{frontend.French, frontend.English} {
		other := said(lang, "of a later version")
		for _, kind := range append(message.Notices(), "passcode") {
			if said(lang, kind) == other {
				t.Errorf("a message of kind %s has no word in %s", kind, lang)
			}
		}
	}
}
