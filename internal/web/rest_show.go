package web

import (
	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
)

// RestOf is the invoice of which a delivery's price is what is left to pay.
func RestOf(dv *delivery.Delivery) screen.Rest {
	x := dv.Rest()
	if x.Whole == 0 {
		return screen.Rest{}
	}
	return screen.Rest{
		Number: string(x.Number), Whole: frontend.Money{Amount: x.Whole, Currency: x.Currency}, Paid: frontend.Money{Amount: x.Whole - x.Total, Currency: x.Currency},
	}
}
