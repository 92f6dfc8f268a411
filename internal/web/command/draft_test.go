package command_test

import (
	"testing"

	"quittance/internal/web/command"
	"quittance/storage"
)

func TestAFinishedUploadBecomesADeliverable(t *testing.T) {
	for sentence, c := range map[string]struct {
		object          storage.Object
		name, mediaType string
	}{
		"a name is kept as it looks":                  {storage.Object{Name: "pl\u200ban\u00ad.pdf", MediaType: "application/pdf"}, "plan.pdf", "application/pdf"},
		"a name that will be refused is not repaired": {storage.Object{Name: "../a\x01.pdf", MediaType: "application/pdf"}, "../a\x01.pdf", "application/pdf"},
		"a file of no known type is any file":         {storage.Object{Name: "a"}, "a", "application/octet-stream"},
	} {
		t.Run(sentence, func(t *testing.T) {
			c.object.ID, c.object.Size, c.object.SHA256 = "o1", 7, []byte{0xab}
			got := command.Deliverable("f1", c.object)
			if string(got.Name) != c.name || got.MediaType != c.mediaType || got.ID != "f1" || got.Object != "o1" || got.Size != 7 || got.SHA256 != "ab" {
				t.Errorf("%+v", got)
			}
		})
	}
}
