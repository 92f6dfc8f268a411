package sealing

import (
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestNumbersOfCertificatesAreGroupedAndDiffer(t *testing.T) {
	a, b := certificateNumber("01kaq0000000abcdefghjkmnpq"), certificateNumber("01kaq0000000abcdefghjkmnpr")
	if of := numberOf(delivery.DeliveryCertificate, "01kaq0000000abcdefghjkmnpq"); "A"+a[1:] != of {
		t.Errorf("of delivery: %q", of)
	}
	if a == b || !strings.HasPrefix(a, "Q-") || strings.Count(a, "-") != 4 {
		t.Errorf("got %q and %q", a, b)
	}
}
