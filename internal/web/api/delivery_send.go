package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Links are the signed links of recipients. They are capabilities: whoever has one can act as that recipient, but for
// the code sent to the telephone.
type Links struct {
	State      string          `json:"state" enum:"draft,sent,completed,withdrawn,declined,expired" doc:"Of the delivery."`
	Recipients []RecipientLink `json:"recipients"`
}

// RecipientLink is the one link of a recipient that is valid now.
type RecipientLink struct {
	ID   string `json:"id" doc:"The recipient's."`
	Name string `json:"name" doc:"The recipient's."`
	Link string `json:"link" format:"uri" doc:"Theirs alone: hand it to nobody else."`
}

// Sending is what may be declared when a delivery is sent; the body may be left out.
type Sending struct {
	InformedBefore bool `json:"informed_before,omitempty" doc:"You declare that the client was told before ordering that delivery is against payment. It is on the certificate." example:"true"`
}

func (d *Door) sendDelivery() {
	o := operation{
		id: "send-delivery", path: pathDelivery + "/send", tag: tagDeliveries, summary: "Send a delivery",
		description: "Gives each recipient a signed link, and tells them. The answer holds the links. Of a draft that is unfinished, every field that it lacks is named.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Sending) (*delivery.Delivery, error) {
		if body.InformedBefore {
			return k.SendInformed(ctx, m, id)
		}
		return k.Send(ctx, m, id)
	}, func(after *delivery.Delivery, _ Sending) (Links, error) {
		return d.links(after, func(delivery.Recipient) bool { return true })
	})
}

// links signs the links of the recipients that are wanted.
func (d *Door) links(of *delivery.Delivery, wanted func(delivery.Recipient) bool) (Links, error) {
	out := Links{State: string(of.State), Recipients: []RecipientLink{}}
	for _, r := range of.Recipients {
		if !wanted(r) {
			continue
		}
		signed, err := d.commands.Link(of, r.ID)
		if err != nil {
			return Links{}, err
		}
		out.Recipients = append(out.Recipients, RecipientLink{ID: r.ID, Name: string(r.Name), Link: signed})
	}
	return out, nil
}
