package account_test

import (
	"testing"

	"quittance/internal/account"
)

func TestWhatHoldsAWorkspaceOpen(t *testing.T) {
	for name, tt := range map[string]struct {
		left      account.Unfinished
		elsewhere bool
		refused   bool
	}{
		"nothing is left": {},
		"drafts, open deliveries, refunds under way and disputes end without its members": {left: account.Unfinished{Drafts: 1, Open: 2, RefundsUnderWay: 1, Disputes: 1}},
		"somebody paid and has no files yet":                                              {left: account.Unfinished{Open: 1, Paid: 1}, refused: true},
		"which no word of the owner mends":                                                {left: account.Unfinished{Open: 1, Paid: 1}, elsewhere: true, refused: true},
		"money opened nothing":                                                            {left: account.Unfinished{Unapplied: 1}, refused: true},
		"a refund came back from the bank":                                                {left: account.Unfinished{RefundsFailed: 1}, refused: true},
		"a transfer is announced":                                                         {left: account.Unfinished{Open: 1, Announced: 1}, refused: true},
		"what is announced will be given back outside":                                    {left: account.Unfinished{Open: 1, Announced: 1}, elsewhere: true},
		"both were given back outside":                                                    {left: account.Unfinished{Unapplied: 1, RefundsFailed: 1}, elsewhere: true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := tt.left.MayClose(tt.elsewhere); (err != nil) != tt.refused {
				t.Error(err)
			}
		})
	}
}
