package notify_test

import (
	"strings"
	"testing"

	"quittance/internal/notify"
)

func TestAClientSeesTheSendersColourAndTheSenderOurs(t *testing.T) {
	c, err := notify.NewComposer()
	if err != nil {
		t.Fatal(err)
	}
	about := notify.About{Workspace: "Atelier Dupont", Title: "Plans", Link: "https://quittance.example/s/1", Accent: "plum"}
	plum, pine := notify.TintOf("plum"), notify.TintOf("puce")
	if plum == pine || pine != notify.TintOf("pine") {
		t.Fatal(plum, pine)
	}
	for _, x := range []struct {
		message notify.Message
		tint    notify.Tint
	}{{&notify.FreshLink{About: about}, plum}, {&notify.Expired{About: about}, pine}} {
		mail, err := c.Compose(x.message)
		if err != nil {
			t.Fatal(err)
		}
		for _, colour := range []string{"background: " + x.tint.Light, "color: " + x.tint.OnLight, "background: " + x.tint.Dark, "color: " + x.tint.OnDark} {
			if !strings.Contains(mail.HTML, colour) {
				t.Errorf("%s lacks %s", x.message.Kind(), colour)
			}
		}
	}
}
