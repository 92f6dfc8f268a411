package notify

import (
	"encoding/json"
	"io"
	"strconv"
)

// maxReply is far above the longest honest answer: ten parts of about 200 bytes.
const maxReply = 64 << 10

// maxParts is the highest number of parts a message may be cut into.
const maxParts = 10

// smsReply is Vonage's answer as far as it is used: one entry per part. Numbers come as strings.
type smsReply struct {
	Messages []smsPart `json:"messages"`
}

type smsPart struct {
	To        string `json:"to,omitempty"`
	MessageID string `json:"message-id,omitempty"`
	Status    string `json:"status"`
	Network   string `json:"network,omitempty"`
}

// checkReply judges an answer of the gateway before anything else looks at it. A nil error means that every part
// was accepted. An answer that cannot be read says nothing of the message: its outcome is unknown.
func checkReply(status int, body io.Reader) (*smsReply, *SendError) {
	switch {
	case status == 429:
		return nil, smsError(Retry, "http_429")
	case status == 401 || status == 403 || status == 404:
		return nil, smsError(Retry, "http_"+strconv.Itoa(status)) // the account or the address: the operator must act
	case status < 200 || status > 299:
		return nil, smsError(Unknown, "http_"+strconv.Itoa(status))
	}
	b, err := io.ReadAll(io.LimitReader(body, maxReply+1))
	if err != nil || len(b) > maxReply {
		return nil, smsError(Unknown, "bad_reply")
	}
	var reply smsReply
	if json.Unmarshal(b, &reply) != nil || len(reply.Messages) == 0 || len(reply.Messages) > maxParts {
		return nil, smsError(Unknown, "bad_reply")
	}
	accepted := 0
	var refusal *SendError
	for _, part := range reply.Messages {
		code, err := strconv.Atoi(part.Status)
		switch {
		case err != nil || code < 0 || code > 999:
			return nil, smsError(Unknown, "bad_reply")
		case code == 0 && (part.MessageID == "" || len(part.MessageID) > 64):
			return nil, smsError(Unknown, "bad_reply")
		case code == 0:
			accepted++
		case refusal == nil:
			refusal = smsError(outcomeOfStatus(code), "vonage_"+strconv.Itoa(code))
		}
	}
	if refusal != nil && accepted > 0 {
		refusal.Outcome = Unknown // a part of the text left
	}
	if refusal != nil {
		return nil, refusal
	}
	return &reply, nil
}

// outcomeOfStatus reads the status of Vonage's SMS API. What concerns the message or the number is refused for
// good; what concerns the account, its credit or the load may pass.
func outcomeOfStatus(code int) Outcome {
	switch code {
	case 2, 3, 6, 7, 12, 22, 23, 29, 33: // missing or invalid parameter, message or number barred, too long, network, not on the test list, deactivated
		return Refused
	}
	return Retry // 1 throttled, 4 credentials, 5 internal, 8 account barred, 9 credit, 15 sender, …
}

func smsError(o Outcome, reason string) *SendError {
	return &SendError{Channel: "sms", Outcome: o, Reason: reason}
}
