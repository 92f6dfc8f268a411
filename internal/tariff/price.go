package tariff

// Regime is why a sale carries no tax, or that it is an ordinary one. The values are stored and sent: never rename them.
type Regime string

// The regimes. The sentence of each is a matter of language and stands where it is printed.
const (
	Ordinary      Regime = ""               // a rate, which may be zero
	Exempt293B    Regime = "exempt_293b"    // TVA non applicable, art. 293 B du CGI
	ReverseCharge Regime = "reverse_charge" // autoliquidation
)

// Known reports whether the regime is one of those above.
func (r Regime) Known() bool { return r == Ordinary || r == Exempt293B || r == ReverseCharge }

// Side is which of the two prices somebody typed. The values are stored and sent: never rename them.
type Side string

// The sides.
const (
	Gross Side = ""    // with tax: TTC
	Net   Side = "net" // without: HT
)

// Price is an amount with its tax. Net + Tax = Gross always, and the typed side is exactly what was typed.
type Price struct {
	Net    int64
	Tax    int64
	Gross  int64
	Rate   int // basis points; 0 in a regime without tax
	Regime Regime
	Typed  Side

	// Exact is whether computing the tax from Net gives Tax. It is false for the few prices with tax that no price without
	// tax leads to (at 20 %, one in six): their Net is the nearest, and the tax is what is left, a cent beside the rule.
	Exact bool
}

// Compute completes a price from the side that was typed. It refuses amounts outside 0 to MaxAmount, rates outside 0 to
// 10000, unknown regimes, and a rate beside a regime that has none.
func Compute(typed Side, amount int64, rate int, regime Regime) (Price, error) {
	switch {
	case amount < 0 || amount > MaxAmount:
		return Price{}, ErrAmount
	case rate < 0 || rate > 10_000:
		return Price{}, ErrRate
	case !regime.Known() || (regime != Ordinary && rate != 0):
		return Price{}, ErrRegime
	}
	p := Price{Rate: rate, Regime: regime, Typed: typed, Exact: true}
	if typed == Net {
		p.Net, p.Tax = amount, taxOn(amount, rate)
		p.Gross = p.Net + p.Tax
		if p.Gross > MaxAmount {
			return Price{}, ErrAmount
		}
		return p, nil
	}
	// Where some net price leads to this one, it is within half a cent / (1 + rate) of the quotient: no other is nearer.
	p.Typed, p.Gross = Gross, amount
	p.Net = share(amount, 10_000, 10_000+int64(rate))
	p.Tax = p.Gross - p.Net
	p.Exact = p.Tax == taxOn(p.Net, rate)
	return p, nil
}

func taxOn(net int64, rate int) int64 { return share(net, int64(rate), 10_000) }

// TaxIn is the tax within one of several payments of a price: within the amount that came after the amount already paid. The
// parts add up to Tax exactly, whatever the payments. What goes beyond the price carries none, and negative amounts count as
// nothing.
func (p Price) TaxIn(already, amount int64) int64 {
	if p.Gross <= 0 || p.Tax <= 0 || p.Gross > MaxAmount || amount <= 0 {
		return 0
	}
	from := min(max(already, 0), p.Gross)
	to := from + min(amount, p.Gross-from)
	return share(p.Tax, to, p.Gross) - share(p.Tax, from, p.Gross)
}
