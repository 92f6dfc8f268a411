package verifier_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// batch posts files as certificates, then how the answer is wanted.
func batch(t *testing.T, as string, files ...[2]string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range files {
		part, err := form.CreateFormFile("certificates", f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.WriteField("as", as); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/audit", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, r)
	return w
}

func TestABatchIsJudgedFileByFile(t *testing.T) {
	many := make([][2]string, 51)
	for i := range many {
		many[i] = [2]string{fmt.Sprintf("c%d.pdf", i), "%PDF-1.7 nothing"}
	}
	tests := map[string]struct {
		files  [][2]string
		status int
		has    string
	}{
		"what is no certificate cannot be judged": {[][2]string{{"a.pdf", "%PDF-1.7 nothing"}, {"b.pdf", ""}}, 200, "2 fichiers non jugés"},
		"and one sentence says so":                {[][2]string{{"a.pdf", "%PDF-1.7 nothing"}}, 200, "Ce PDF n’est pas un certificat de Quittance"},
		"one that is too large is not judged":     {[][2]string{{"large.pdf", strings.Repeat("x", 33<<20)}, {"a.pdf", "%PDF"}}, 200, "ce fichier n’a pas été lu"},
		"a name is never markup":                  {[][2]string{{"<b>x.pdf", "%PDF"}}, 200, "&lt;b&gt;x.pdf"},
		"a name has no folders":                   {[][2]string{{`C:\secret\x.pdf`, "%PDF"}}, 200, ">x.pdf<"},
		"nothing is asked for again":              {nil, 422, "Choisissez d’abord des certificats"},
		"fifty are judged":                        {many[:50], 200, "50 fichiers non jugés"},
		"fifty-one are not":                       {many, 422, "Cinquante certificats au plus"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := batch(t, "page", tt.files...)
			text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(w.Body.String())
			if w.Code != tt.status || !strings.Contains(text, tt.has) {
				t.Errorf("status %d, want %d; %q in\n%s", w.Code, tt.status, tt.has, text)
			}
		})
	}
}

func TestABatchIsATableToo(t *testing.T) {
	w := batch(t, "csv", [2]string{"=1+1.pdf", "%PDF-1.7 nothing"}, [2]string{"b.pdf", strings.Repeat("x", 33<<20)})
	table := w.Body.String()
	if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), "verdicts.csv") {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	if lines := strings.Count(table, "\r\n"); lines != 3 || !strings.HasPrefix(table, "\ufeffFichier;Verdict;") || !strings.Contains(table, "\r\n'=1+1.pdf;Ce fichier ne peut pas être jugé;") || !strings.Contains(table, "non lu.") {
		t.Error(table)
	}
}

func TestABatchThatIsTooLargeOrNoFormIsRefused(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/audit", strings.NewReader("as=csv"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	site(t).ServeHTTP(w, r)
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
	r = from("192.0.2.7", io.MultiReader(strings.NewReader(beginning), io.LimitReader(endless{}, 300<<20)))
	w = httptest.NewRecorder()
	site(t).ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}

const beginning = "--b\r\nContent-Disposition: form-data; name=\"certificates\"; filename=\"x.pdf\"\r\n\r\n"

// from is a batch that a network sends.
func from(address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/audit", body)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.RemoteAddr = address + ":1234"
	return r
}

func TestANetworkSendsOneBatchAtATimeAndFewAnHour(t *testing.T) {
	s := site(t)
	send := func(address string) int {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, from(address, strings.NewReader(beginning+"%PDF\r\n--b--\r\n")))
		return w.Code
	}
	body, slow := io.Pipe()
	ended := make(chan int)
	go func() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, from("192.0.2.7", body))
		ended <- w.Code
	}()
	if _, err := io.WriteString(slow, beginning); err != nil { // it is being read
		t.Fatal(err)
	}
	if got := send("192.0.2.7"); got != http.StatusTooManyRequests {
		t.Errorf("a second batch of who is sending one: %d", got)
	}
	if got := send("198.51.100.7"); got != http.StatusOK {
		t.Errorf("a batch of somebody else meanwhile: %d", got)
	}
	if _, err := io.WriteString(slow, "%PDF\r\n--b--\r\n"); err != nil {
		t.Fatal(err)
	}
	if got := <-ended; got != http.StatusOK {
		t.Errorf("the slow batch: %d", got)
	}
	for range 28 {
		if got := send("192.0.2.7"); got != http.StatusOK {
			t.Fatal(got)
		}
	}
	if got := send("192.0.2.7"); got != http.StatusTooManyRequests {
		t.Errorf("the thirty-first batch in an hour: %d", got)
	}
	if got := send("198.51.100.7"); got != http.StatusOK {
		t.Errorf("another network pays for it: %d", got)
	}
}

// Browsers show no answer that comes while they send.
func TestTooManyCertificatesAreReadToTheEnd(t *testing.T) {
	rest := strings.NewReader(strings.Repeat(beginning+"%PDF\r\n", 60) + "--b\r\nContent-Disposition: form-data; name=\"as\"\r\n\r\npage\r\n--b--\r\n")
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, from("192.0.2.7", rest))
	if w.Code != http.StatusUnprocessableEntity || rest.Len() > 0 {
		t.Errorf("status %d, %d bytes not read", w.Code, rest.Len())
	}
}

// endless is a file without end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }
