package certificate

import (
	"fmt"

	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Earlier is the certificate of completion that a certificate of delivery quotes.
type Earlier struct {
	Number string
	PDF    evidence.Hash // of the first revision
}

// handoverOf says what was served of a release that was handed over: to whom, how much, from when to when, and where the
// transfer that completed it went. It comes from the recorded events alone.
func handoverOf(r *delivery.Release, t trail, earlier Earlier) (*evidence.Handover, error) {
	handed, at, ok := t.handedOver(r.ID)
	if !ok {
		return nil, fmt.Errorf("%w: release %s was not handed over", ErrMaterial, r.ID)
	}
	if earlier.Number == "" || earlier.PDF == (evidence.Hash{}) {
		return nil, fmt.Errorf("%w: no certificate of completion to quote", ErrMaterial)
	}
	h := &evidence.Handover{
		Recipient: handed.Recipient, Completion: earlier.Number, CompletionSHA256: earlier.PDF, BytesServed: handed.Bytes, CompletedAt: at,
	}
	for _, e := range t {
		x, is := e.data.(delivery.DownloadStarted)
		if !is || x.Release != r.ID || e.actor != string(delivery.ByRecipient(handed.Recipient)) || e.at > at {
			continue
		}
		if h.StartedAt == 0 {
			h.StartedAt = e.at
		}
		if x.Download == handed.Download {
			h.Address, h.AddressSource, h.UserAgent = string(x.Address), x.AddressFrom, string(x.UserAgent)
		}
	}
	if h.StartedAt == 0 || h.AddressSource == "" {
		return nil, fmt.Errorf("%w: the download that completed release %s is not on record", ErrMaterial, r.ID)
	}
	return h, nil
}
