package api

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// Receipt is a paper about money that moved.
type Receipt struct {
	Number   string `json:"number" doc:"Printed on it; not a series." example:"R-7M3K-Q2XW-9ZPA-4T1B"`
	Payment  string `json:"payment" doc:"What it attests, or what the refund was taken from."`
	Refund   string `json:"refund,omitempty" doc:"Of the note of a refund; absent for the receipt of a payment."`
	SHA256   string `json:"sha256" doc:"Of the PDF, in hexadecimal: it never changes."`
	IssuedAt string `json:"issued_at" format:"date-time" doc:"When it was made."`
}

// ReceiptList is the papers of a delivery.
type ReceiptList struct {
	Receipts []Receipt `json:"receipts" doc:"In the order they were issued."`
}

type receiptInput struct {
	One
	Number string `path:"number" doc:"See the list of receipts." example:"R-7M3K-Q2XW-9ZPA-4T1B"`
}

const pathReceipts = pathDelivery + "/receipts"

func (d *Door) listReceipts() {
	o := operation{
		id: "list-receipts", method: http.MethodGet, path: pathReceipts, tag: tagMoney, summary: "List the receipts",
		description: "Each payment gives a receipt and each refund a note, some seconds after the money moved. Neither is an invoice.",
		right:       right{account.ReadDeliveries, account.SeeMoney},
	}
	read(d, o, func(ctx context.Context, m command.Member, in *One) (ReceiptList, error) {
		of, err := d.find(ctx, m, in.ID)
		if err != nil {
			return ReceiptList{}, err
		}
		list, err := d.Receipts(ctx, of)
		return ReceiptList{Receipts: each(list, func(r paper.Receipt) Receipt {
			return Receipt{Number: r.Number, Payment: r.Payment, Refund: r.Refund, SHA256: r.SHA256.String(), IssuedAt: stamp(r.IssuedAt)}
		})}, err
	})
}

func (d *Door) downloadReceipt() {
	o := operation{
		id: "get-receipt", method: http.MethodGet, path: pathReceipts + "/{number}", tag: tagMoney, summary: "Download a receipt",
		description: "The PDF as it was issued.", right: right{account.ReadDeliveries, account.SeeMoney},
	}
	d.Stream(strings.NewReplacer("{id}", ":id", "{number}", ":number").Replace(o.path))
	document := o.document()
	document.Responses = map[string]*huma.Response{"200": {
		Description: "The PDF.", Content: map[string]*huma.MediaType{pdf: {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
	register(d, o, document, func(ctx context.Context, in *receiptInput) (*huma.StreamResponse, error) {
		who, err := callerOf(ctx)
		if err != nil {
			return nil, err
		}
		m, err := who.check(o.right)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		of, err := d.find(ctx, m, in.ID)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		list, err := d.Receipts(ctx, of)
		if err == nil && !slices.ContainsFunc(list, func(r paper.Receipt) bool { return r.Number == in.Number }) {
			err = db.ErrNotFound
		}
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			c := humaecho.Unwrap(out)
			if err := d.ServeReceipt(c, d.commands.Vault, of, in.Number); err != nil {
				d.Logger.ErrorContext(ctx, "serve receipt", slog.String("request", web.RequestID(c)), slog.Any("error", err))
			}
		}}, nil
	})
}
