package agenda

import "quittance/internal/delivery"

// OwedBack is what a consumer who withdrew from the contract is owed and the sender has to see go back, and the last day for it
// (C. conso. L221-24): what was recorded by hand, and what the bank refused to give back. Zero where nothing is owed.
func OwedBack(d *delivery.Delivery) (sum delivery.Money, by delivery.Date) {
	if _, over := d.RenouncedBy(); !over {
		return sum, ""
	}
	for i := range d.Payments {
		if p := &d.Payments[i]; p.Processor == delivery.ByHand {
			sum = delivery.Money{Amount: sum.Amount + d.Returnable(p), Currency: p.Currency}
		}
	}
	for i := range d.Refunds {
		left := d.Unreturned(d.Refunds[i].ID)
		if p, ok := d.Payment(d.Refunds[i].Payment); ok && p.Processor != delivery.ByHand && left > 0 {
			sum = delivery.Money{Amount: sum.Amount + left, Currency: p.Currency}
		}
	}
	if sum.Amount == 0 {
		return delivery.Money{}, ""
	}
	return sum, d.ReturnBy()
}
