// Package tariff holds the arithmetic of prices: value added tax in both directions, and an estimate of what reaches the
// sender once the processor, the platform and the operator of SMS have taken their part.
//
// There is one rounding rule: half up, on the smallest unit of the currency ("cent" below, whatever the currency). Amounts
// are int64 cents, rates basis points, 2000 being 20 %. Rates live in a dated Table that is data: a change of rates is a
// row, not a release. A rate that the table does not know is missing, never guessed.
package tariff

import (
	"errors"
	"math/bits"
)

// MaxAmount bounds every amount, far above what anything costs, so that no product overflows.
const MaxAmount = 99_999_999_999

// What can be wrong with a price or a table. They are matched with errors.Is and hold nothing of the input.
var (
	ErrAmount = errors.New("the amount is negative or too large")
	ErrRate   = errors.New("the rate is not between 0 and 100 %")
	ErrRegime = errors.New("the VAT regime is not known, or does not go with a rate")
	ErrSale   = errors.New("the amount, currency or method cannot be estimated")
	ErrTable  = errors.New("a row of the tariff cannot be read")
)

// share is amount * num / den rounded half up. Nothing is negative, den is not zero, num is at most den or a rate.
func share(amount, num, den int64) int64 {
	hi, lo := bits.Mul64(uint64(amount), uint64(num)) //nolint:gosec // G115: every caller has checked its amounts
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)     //nolint:gosec // G115: see above
	out, _ := bits.Div64(hi+carry, lo, uint64(den))   //nolint:gosec // G115: see above
	return int64(out)                                 //nolint:gosec // G115: at most amount
}
