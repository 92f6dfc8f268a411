package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"quittance/internal/delivery"
)

// browser is a recipient's telephone without script: it keeps cookies, follows redirects and posts forms.
type browser struct {
	base string
	http *http.Client
}

// page is where a browser ended up.
type page struct {
	answer
	at *url.URL
}

// newBrowser makes a browser that connects from an address of the loopback network, as codes are counted by address.
func newBrowser(base, from string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	return &browser{base: base, http: &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{DialContext: dialer.DialContext}}}, nil
}

const userAgent = "Mozilla/5.0 (Linux; Android 9; Trial)"

// visit sends a request as a browser does from a page of the site.
func (b *browser) visit(ctx context.Context, method, address string, form url.Values, header ...string) (page, error) {
	if strings.HasPrefix(address, "/") {
		address = b.base + address
	}
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return page{}, err
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept-Language", "fr")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.base)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.http.Do(req)
	a, err := read(res, err)
	if err != nil {
		return page{}, err
	}
	return page{a, res.Request.URL}, nil
}

func (b *browser) get(ctx context.Context, address string, header ...string) (page, error) {
	return b.visit(ctx, http.MethodGet, address, nil, header...)
}

func (b *browser) post(ctx context.Context, address string, values ...string) (page, error) {
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return b.visit(ctx, http.MethodPost, address, form)
}

// linkPath is the signed link without the server's address, which changes with a restart.
func (p *parcel) linkPath() string { return p.page()[:3] + lastSegment(p.link) }

// The recipient's addresses of a delivery.
func (p *parcel) page() string                    { return "/d/" + p.id }
func (p *parcel) verb(verb string) string         { return "/d/" + p.id + "/" + verb }
func (p *parcel) file(n int) string               { return "/d/" + p.id + "/files/" + p.ids[n] }
func (p *parcel) everyFile() (addresses []string) { return append(p.eachFile(), p.verb("files.zip")) }
func (p *parcel) eachFile() (addresses []string) {
	for n := range p.ids {
		addresses = append(addresses, p.file(n))
	}
	return addresses
}

// openLink follows the signed link to the page of the delivery.
func (b *browser) openLink(ctx context.Context, p *parcel) (page, error) {
	at, err := b.get(ctx, p.link)
	if err == nil && (at.status != http.StatusOK || at.at.Path != p.page()) {
		err = fmt.Errorf("open link: at %s: %s", at.at.Path, at.answer)
	}
	return at, err
}

var checkoutPath = regexp.MustCompile(`^/sandbox/stripe/checkout/(cs_\w+)$`)

// startPayment presses "pay" and returns the session of the payment page it leads to.
func (b *browser) startPayment(ctx context.Context, p *parcel) (session string, err error) {
	return b.startPaymentBy(ctx, p, delivery.Card)
}

func (b *browser) startPaymentBy(ctx context.Context, p *parcel, method string) (session string, err error) {
	at, err := b.post(ctx, p.verb("pay"), "method", method)
	if err != nil {
		return "", err
	}
	found := checkoutPath.FindStringSubmatch(at.at.Path)
	if found == nil || at.status != http.StatusOK {
		return "", fmt.Errorf("start payment: at %s: %s", at.at.Path, at.answer)
	}
	return found[1], nil
}

// askCode ticks the consent and asks for a code.
func (b *browser) askCode(ctx context.Context, p *parcel) (page, error) {
	return b.post(ctx, p.verb("code"), "consent", "1")
}

// sign types a code.
func (b *browser) sign(ctx context.Context, p *parcel, code string) (page, error) {
	return b.post(ctx, p.verb("sign"), "consent", "1", "code", code)
}
