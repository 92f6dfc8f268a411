package facturx

import (
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

// invoice interprets what was collected.
func (p *parser) invoice() Invoice {
	code := strings.ToUpper(p.said[settlement+"InvoiceCurrencyCode"])
	digits, known := currency.GetDigits(code)
	if !known {
		code = ""
	}
	money := func(text string) Amount {
		n, ok := decimal(text, int(digits))
		if !known || !ok {
			return Amount{}
		}
		return Amount{n, true}
	}
	i := Invoice{
		Number: p.said["ExchangedDocument/ID"], TypeCode: p.said["ExchangedDocument/TypeCode"],
		IssuedOn: day(p.said["ExchangedDocument/IssueDateTime/DateTimeString@102"]),
		DueOn:    day(p.said[settlement+"SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString@102"]),
		Currency: code,
		Net:      money(p.said[sums+"TaxBasisTotalAmount"]), Gross: money(p.said[sums+"GrandTotalAmount"]), Due: money(p.said[sums+"DuePayableAmount"]),
		Seller: p.party(seller), Buyer: p.party(buyer),
		BuyerReference: p.said[agreement+"BuyerReference"], Order: p.said[agreement+"BuyerOrderReferencedDocument/IssuerAssignedID"],
	}
	// The tax may be told twice, once in the currency of the seller's books (BT-111).
	tax, ok := p.said[sums+"TaxTotalAmount@"+code]
	if !ok && !p.attributed(sums+"TaxTotalAmount@") {
		tax = p.said[sums+"TaxTotalAmount"]
	}
	i.Tax = money(tax)
	for _, t := range p.taxes {
		rate := -1
		if n, ok := decimal(t["RateApplicablePercent"], 2); ok && n >= 0 && n <= 10_000 {
			rate = int(n)
		}
		i.Taxes = append(i.Taxes, Tax{Category: t["CategoryCode"], Rate: rate, Net: money(t["BasisAmount"]), Tax: money(t["CalculatedAmount"]), Reason: t["ExemptionReason"]})
	}
	return i
}

// attributed reports whether some text was told with an attribute.
func (p *parser) attributed(prefix string) bool {
	for name := range p.said {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func (p *parser) party(at string) Party {
	out := Party{
		Name: p.said[at+"Name"], Contact: p.said[at+"DefinedTradeContact/PersonName"],
		Email: p.said[at+"DefinedTradeContact/EmailURIUniversalCommunication/URIID"],
		Phone: p.said[at+"DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber"],
		VAT:   strings.ReplaceAll(p.said[at+"SpecifiedTaxRegistration/ID@VA"], " ", ""),
	}
	if out.Email == "" {
		out.Email = p.said[at+"URIUniversalCommunication/URIID@EM"]
	}
	if at := strings.IndexByte(out.Email, '@'); at < 1 || strings.ContainsAny(out.Email, " <>,;") {
		out.Email = ""
	}
	for _, number := range []string{p.said[at+"SpecifiedLegalOrganization/ID@0002"], p.said[at+"SpecifiedLegalOrganization/ID@0009"],
		p.said[at+"GlobalID@0002"], p.said[at+"GlobalID@0009"], french(out.VAT)} {
		if out.SIREN = siren(number); out.SIREN != "" {
			break
		}
	}
	return out
}

// siren takes the nine digits of a SIREN, or those that a SIRET of fourteen begins with.
func siren(number string) string {
	number = strings.Join(strings.Fields(number), "")
	if (len(number) != 9 && len(number) != 14) || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return number[:9]
}

// french takes the SIREN out of a French VAT number: two characters of check, then nine digits.
func french(vat string) string {
	if len(vat) != 13 || !strings.EqualFold(vat[:2], "FR") {
		return ""
	}
	return vat[4:]
}

// day reads a date in format 102 (UNTDID 2379).
func day(text string) string {
	t, err := time.Parse("20060102", text)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return ""
	}
	return t.Format(time.DateOnly)
}

// decimal reads a number of XML Schema with so many decimals; further ones must be zero, or there is none to tell.
func decimal(text string, places int) (int64, bool) {
	text, negative := strings.CutPrefix(text, "-")
	if !negative {
		text = strings.TrimPrefix(text, "+")
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	if len(fraction) > places {
		if strings.Trim(fraction[places:], "0") != "" {
			return 0, false
		}
		fraction = fraction[:places]
	}
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", places-len(fraction)), "0")
	if len(digits) > 15 {
		return 0, false
	}
	n, err := strconv.ParseInt("0"+digits, 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}
