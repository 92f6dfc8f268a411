package delivery_test

import (
	"errors"
	"testing"

	"quittance/internal/delivery"
)

func TestADownloadThatCompletesAFileIsRecordedAfterAll(t *testing.T) {
	l := newLife().sent(t, simple())
	start := delivery.DownloadStarted{Deliverable: l.d.Deliverables[0].ID, Download: "x"}
	end := delivery.DownloadEnded{Deliverable: l.d.Deliverables[0].ID, Download: "x", Complete: true}
	if _, err := l.d.CompleteDownload(l.who(0), l.at, l.at, start, end); !errors.Is(err, delivery.ErrReleaseLocked) {
		t.Fatalf("of a locked file it says %v", err)
	}
	if _, err := l.d.CompleteDownload("nobody", l.at, l.at, start, end); !errors.Is(err, delivery.ErrUnknownRecipient) {
		t.Fatalf("of a stranger it says %v", err)
	}
}
