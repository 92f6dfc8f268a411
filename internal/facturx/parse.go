package facturx

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// ReadXML reads an invoice that stands alone, in UTF-8. The error is one of ErrTooLarge and ErrDamaged.
func ReadXML(data []byte) (Invoice, error) {
	if len(data) > MaxXML {
		return Invoice{}, ErrTooLarge
	}
	p := parser{said: map[string]string{}}
	d := newDecoder(data)
	for {
		t, err := d.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(p.path) > maxDepth {
			return Invoice{}, ErrDamaged
		}
		if !p.take(t) {
			return Invoice{}, ErrDamaged
		}
	}
	if len(p.path) > 0 {
		return Invoice{}, ErrDamaged
	}
	i := p.invoice()
	if i.Number == "" && !i.Gross.Said {
		return Invoice{}, ErrDamaged
	}
	return i, nil
}

// parser collects the texts of the elements that matter.
type parser struct {
	path  []string // names of the open elements below the root
	names string   // them, joined; empty inside what does not matter
	root  bool
	attr  string // the scheme, format or currency of the open element
	text  strings.Builder
	said  map[string]string // by path, with the attribute behind an @; the first of each
	taxes []map[string]string
}

const (
	transaction = "SupplyChainTradeTransaction/"
	agreement   = transaction + "ApplicableHeaderTradeAgreement/"
	settlement  = transaction + "ApplicableHeaderTradeSettlement/"
	taxPath     = settlement + "ApplicableTradeTax"
	sums        = settlement + "SpecifiedTradeSettlementHeaderMonetarySummation/"
	seller      = agreement + "SellerTradeParty/"
	buyer       = agreement + "BuyerTradeParty/"
)

// wanted are the elements whose text is kept, below the root.
var wanted = func() map[string]bool {
	out := map[string]bool{}
	for _, p := range []string{
		"ExchangedDocument/ID", "ExchangedDocument/TypeCode", "ExchangedDocument/IssueDateTime/DateTimeString",
		agreement + "BuyerReference", agreement + "BuyerOrderReferencedDocument/IssuerAssignedID",
		settlement + "InvoiceCurrencyCode", settlement + "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
		sums + "TaxBasisTotalAmount", sums + "TaxTotalAmount", sums + "GrandTotalAmount", sums + "DuePayableAmount",
		taxPath + "/CalculatedAmount", taxPath + "/BasisAmount", taxPath + "/CategoryCode", taxPath + "/RateApplicablePercent", taxPath + "/ExemptionReason",
	} {
		out[p] = true
	}
	for _, party := range []string{seller, buyer} {
		for _, p := range []string{
			"Name", "SpecifiedLegalOrganization/ID", "GlobalID", "SpecifiedTaxRegistration/ID", "URIUniversalCommunication/URIID",
			"DefinedTradeContact/PersonName", "DefinedTradeContact/EmailURIUniversalCommunication/URIID", "DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber",
		} {
			out[party+p] = true
		}
	}
	return out
}()

// take reads one token; false is a document that is not an invoice.
func (p *parser) take(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		if !p.root {
			p.root = true
			return t.Name.Local == "CrossIndustryInvoice" && strings.HasPrefix(t.Name.Space, space)
		}
		p.open(t)
	case xml.EndElement:
		p.shut()
	case xml.CharData:
		if wanted[p.names] && p.text.Len() < 8*maxText {
			p.text.Write(t[:min(len(t), 8*maxText)])
		}
	}
	return true
}

func (p *parser) open(e xml.StartElement) {
	p.path = append(p.path, e.Name.Local)
	p.names = ""
	if len(p.path) <= 8 && len(e.Name.Local) <= 100 {
		p.names = strings.Join(p.path, "/")
	}
	if p.names == taxPath && len(p.taxes) < maxTaxes {
		p.taxes = append(p.taxes, map[string]string{})
	}
	p.attr = ""
	for _, a := range e.Attr {
		if slices.Contains([]string{"schemeID", "format", "currencyID"}, a.Name.Local) && len(a.Value) <= 20 {
			p.attr = a.Value
		}
	}
	p.text.Reset()
}

func (p *parser) shut() {
	if len(p.path) == 0 {
		return // the root
	}
	if value := oneLine(p.text.String()); wanted[p.names] && value != "" {
		to, name := p.said, p.names
		if short, ok := strings.CutPrefix(p.names, taxPath+"/"); ok && len(p.taxes) > 0 {
			to, name = p.taxes[len(p.taxes)-1], short
		} else if p.attr != "" && len(p.said) < 200 {
			keep(to, name+"@"+p.attr, value)
		}
		keep(to, name, value)
	}
	p.text.Reset()
	p.path = p.path[:len(p.path)-1]
	p.names = strings.Join(p.path[:min(len(p.path), 8)], "/")
	p.attr = ""
}

func keep(to map[string]string, name, value string) {
	if _, there := to[name]; !there {
		to[name] = value
	}
}

// oneLine makes a text fit for a form's field: no breaks, nothing invisible that turns the text around, not endless.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "") // the text may have been cut inside a character
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case (r >= 0x7F && r < 0xA0) || (r >= 0x200B && r <= 0x200F) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2060 && r <= 0x206F) || r == 0xFEFF:
			return -1
		}
		return r
	}, s)), " ")
	if all := []rune(s); len(all) > maxText {
		return strings.TrimSpace(string(all[:maxText]))
	}
	return s
}
