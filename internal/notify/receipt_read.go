package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"regexp"
	"strings"
)

// Status is what a receipt says of a text message.
type Status int

// The statuses. Only the last two are final.
const (
	UnderWay Status = iota
	Arrived
	Lost
)

// Report is what the gateway says became of a text message, or of one part of it.
type Report struct {
	Message   string // ours: the id in the reference
	MessageID string // the gateway's, of the part
	Status    Status
	Reason    string // of Lost: stable, "vonage_dlr_1"
}

// ErrReceipt is a receipt that is not one, or not of a message of ours. It says no more to the caller.
var ErrReceipt = errors.New("the receipt is not of a message of ours")

// markLength is that of the mark in a reference: 70 bits, to be guessed by asking us alone.
const markLength = 14

var (
	marks      = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
	gatewayIDs = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	reference  = regexp.MustCompile(`^[a-z0-9]{15,40}$`)
	errorCodes = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// Reference is what goes with a message to the gateway and comes back with what is said of it (Vonage's client-ref, of at
// most forty characters): the message's id, and a mark that only the holder of the key makes. A receipt is believed by it,
// as the gateway signs none unless asked to by other ways.
func Reference(key []byte, message string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("quittance/sms-receipt\x00" + message)) // a hash never fails
	return message + marks.EncodeToString(mac.Sum(nil))[:markLength]
}

// ReadReceipt reads what the gateway posts, a form or JSON, and checks the reference in constant time. ErrReceipt.
func ReadReceipt(key []byte, contentType string, body []byte) (Report, error) {
	get, err := receiptFields(contentType, body)
	if err != nil {
		return Report{}, err
	}
	ref, id := get("client-ref"), get("messageId")
	if !reference.MatchString(ref) || !gatewayIDs.MatchString(id) {
		return Report{}, ErrReceipt
	}
	r := Report{Message: ref[:len(ref)-markLength], MessageID: id}
	if subtle.ConstantTimeCompare([]byte(Reference(key, r.Message)), []byte(ref)) != 1 {
		return Report{}, ErrReceipt
	}
	switch get("status") {
	case "delivered":
		r.Status = Arrived
	case "failed", "rejected", "expired":
		r.Status, r.Reason = Lost, "vonage_dlr"
		if code := get("err-code"); errorCodes.MatchString(code) {
			r.Reason += "_" + code
		}
	}
	return r, nil
}

// receiptFields reads the members of a receipt that are text; what names a member twice is refused.
func receiptFields(contentType string, body []byte) (func(name string) string, error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, ErrReceipt
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, ErrReceipt
		}
		return func(name string) string {
			if len(form[name]) != 1 {
				return ""
			}
			return form.Get(name)
		}, nil
	case "application/json":
		var members map[string]any
		if json.Unmarshal(body, &members) != nil {
			return nil, ErrReceipt
		}
		return func(name string) string {
			text, _ := members[name].(string)
			return strings.TrimSpace(text)
		}, nil
	}
	return nil, ErrReceipt
}
