package sender_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// What a sender can type or choose wrongly: it is told next to its input, in the reader's language, and kept.
func TestWhatIsTypedWronglyIsToldAndKept(t *testing.T) {
	cases := map[string]struct {
		typed   url.Values
		files   []file
		says    []string // in French: the summary names the field
		english string
		keeps   string
	}{
		"a file name with a control character": {
			files: []file{{"a\x01b.pdf", "x"}}, says: []string{"Fichiers : Le nom d’un fichier contient des caractères de contrôle."},
			english: "Files: The name of a file contains control characters.",
		},
		"a file name with a character of four bytes": {
			files: []file{{"📐 plan.pdf", "x"}}, says: []string{"Fichiers : Le nom contient des caractères que le certificat ne sait pas écrire."},
			english: "The name has characters that the certificate cannot write.", keeps: "📐 plan.pdf",
		},
		"a file name of 300 characters": {
			files: []file{{strings.Repeat("a", 296) + ".pdf", "x"}}, says: []string{"Fichiers : Trop long : 255 caractères au plus."}, english: "Too long: 255 characters at most.",
		},
		"an empty file": {
			files: []file{{"vide.pdf", ""}}, says: []string{"Fichiers : Ce fichier est vide."}, english: "Files: This file is empty.",
		},
		"an empty file, and other things": {
			typed: input("title", "", "recipients-0-email", "z", "price", "x"), files: []file{{"vide.pdf", ""}},
			says: []string{"3 choses sont à corriger", "Fichiers : Ce fichier est vide.", "Destinataire 1, adresse", "Prix : "}, english: "Files: This file is empty.", keeps: `value="z"`,
		},
		"a file name with a control character, and other things": {
			typed: input("due_on", "2026-11-22", "recipients-0-phone", "00 12"), files: []file{{"a\x01b.pdf", "x"}},
			says:    []string{"3 choses sont à corriger", "Fichiers : Le nom d’un fichier", "Échéance", "Destinataire 1, téléphone : "},
			english: "Files: The name of a file contains control characters.", keeps: "00 12",
		},
		"no file": {says: []string{"Fichiers : "}, english: "Files: Please fill this in."},
		"a file that is too large": {
			files: []file{{"gros.pdf", strings.Repeat("x", 1<<20+1)}}, says: []string{"Fichiers : Un fichier dépasse la taille acceptée."}, english: "A file is larger than accepted.",
		},
		"a negative price": {typed: input("price", "-12,50"), says: []string{"Prix : Un montant ne peut pas être négatif."}, english: "Price: An amount cannot be negative.", keeps: "-12,50"},
		"a huge price":     {typed: input("price", "99999999999999999999"), says: []string{"Prix : "}, english: "Price: This is too much.", keeps: "99999999999999999999"},
		"a price above what the processor takes": {
			typed: input("price", "1 000 000,00"), says: []string{"Prix : "}, english: "Price: This is too much.", keeps: "1 000 000,00",
		},
		"a price in words":             {typed: input("price", "mille euros"), says: []string{"Prix : "}, english: "Price: This is not an amount", keeps: "mille euros"},
		"a price of three decimals":    {typed: input("price", "12,505"), says: []string{"Prix : "}, english: "Price: This is not an amount", keeps: "12,505"},
		"an explicit price of nothing": {typed: input("price", "0"), says: []string{"Prix : "}, english: "Price: Leave empty if there is nothing to pay.", keeps: `name="price" type="text" value="0"`},
		"a due date in the past":       {typed: input("due_on", "2026-11-22"), says: []string{"Échéance"}, english: "Due date: This date is in the past.", keeps: "2026-11-22"},
		"a due date that is none":      {typed: input("due_on", "12/31/2026"), says: []string{"Échéance"}, english: "This is not a date", keeps: "12/31/2026"},
		"an impossible telephone": {
			typed: input("recipients-0-phone", "00 12"), says: []string{"Destinataire 1, téléphone : "}, english: "Recipient 1, telephone: This is not a telephone number", keeps: "00 12",
		},
		"a land line of a signer": {
			typed: input("recipients-0-phone", "01 42 68 53 00"), says: []string{"Destinataire 1, téléphone : Ce numéro est une ligne fixe ou un numéro spécial : il ne peut pas recevoir de SMS."},
			english: "Recipient 1, telephone: This number is a land line or a service number: it cannot receive text messages.", keeps: "01 42 68 53 00",
		},
		"an e-mail with a line break": {
			typed: input("recipients-0-email", "helene@berthier.example\r\nBcc: all@berthier.example"), says: []string{"Destinataire 1, "},
			english: "Recipient 1, e-mail address: This is not an e\u2011mail address.",
		},
		"everything at once": {
			typed: input("title", strings.Repeat("t", 201), "price", "x", "due_on", "y", "recipients-0-name", "", "recipients-0-email", "z", "gates", "none"),
			says:  []string{"Titre : ", "Prix : ", "Échéance", "Destinataire 1, nom : ", "Destinataire 1, adresse", "Motif : "}, english: "6 things to correct:", keeps: `value="z"`,
		},
	}
	w := newWorld(t)
	m := w.member("owner", "camille@moreau.example", "")
	b := w.signedIn(m)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			typed := c.typed
			files := c.files
			if typed == nil {
				typed = input()
			} else if files == nil {
				files = []file{{"plan.pdf", "a plan"}}
			}
			for _, reader := range []struct {
				lang string
				says []string
			}{{"fr", c.says}, {"en", []string{c.english}}} {
				b.lang, b.t = reader.lang, t
				got := b.postForm("/deliveries/new", typed, files...)
				if got.status != http.StatusUnprocessableEntity && got.status != http.StatusRequestEntityTooLarge {
					t.Fatal(got.status, got.body)
				}
				got.has(reader.says...).has(c.keeps, "D-17").hasNot("Error 4", "Erreur 4")
				if len(c.files) == 0 && c.typed != nil {
					hiddenUpload(t, got) // the good file needs no second sending
				}
			}
		})
	}
	b.t = t
	if list, err := w.db.DeliveryIDs(t.Context(), "", 0); err != nil || len(list) > 0 {
		t.Fatal("something was made of it", list, err)
	}
}

// A name with a path reaches us whole by the resumable way; the plain form's parser drops the path.
func TestAFileNameWithAPathIsRefused(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	for _, name := range []string{"../../etc/passwd", `C:\plans\a.pdf`, "..", " a.pdf", "a\x01b.pdf"} {
		id := b.tus(name, "some bytes")
		b.postForm("/deliveries/new", input("upload", id)).is(http.StatusUnprocessableEntity).has("Files: ", id)
	}
	b.postForm("/deliveries/new", input("upload", b.tus("plan.pdf", "some bytes"))).is(http.StatusSeeOther)
}

// tus sends a file as the page's script does, in two pieces, and returns its id.
func (b *browser) tus(name, content string) string {
	b.t.Helper()
	made := b.do(http.MethodPost, "/uploads", "", nil, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(content)),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name))).is(http.StatusCreated)
	path := made.header.Get("Location")
	for offset, piece := range map[int]string{0: content[:3]} {
		b.do(http.MethodPatch, path, "application/offset+octet-stream", strings.NewReader(piece), "Tus-Resumable", "1.0.0", "Upload-Offset", strconv.Itoa(offset)).is(http.StatusNoContent)
	}
	b.do(http.MethodPatch, path, "application/offset+octet-stream", strings.NewReader(content[3:]), "Tus-Resumable", "1.0.0", "Upload-Offset", "3").is(http.StatusNoContent)
	return path[strings.LastIndexByte(path, '/')+1:]
}

func TestUploadsThatCannotBeUsed(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	other := w.signedIn(w.member("owner", "paul@roux.example", ""))
	theirs := other.tus("secret name.pdf", "their bytes")
	b.postForm("/deliveries/new", input("upload", theirs)).is(http.StatusUnprocessableEntity).has("Files: This file did not arrive.").hasNot("secret name")
	b.postForm("/deliveries/new", input("upload", strings.Repeat("0", 32))).is(http.StatusUnprocessableEntity).has("This file did not arrive.")
	half := b.do(http.MethodPost, "/uploads", "", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "10").is(http.StatusCreated).header.Get("Location")
	b.postForm("/deliveries/new", input("upload", half[strings.LastIndexByte(half, '/')+1:])).
		is(http.StatusUnprocessableEntity).has("This file has not been received completely yet.")
	other.do(http.MethodHead, half, "", nil, "Tus-Resumable", "1.0.0").is(http.StatusNotFound)
	w.browser().do(http.MethodPost, "/uploads", "", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "10").is(http.StatusUnauthorized)
	auditor := w.signedIn(w.member("auditor", "audit@moreau.example", "ws-camille@moreau.example"))
	auditor.do(http.MethodPost, "/uploads", "", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "10").is(http.StatusForbidden)
}
