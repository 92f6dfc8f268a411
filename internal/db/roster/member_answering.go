package roster

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Answering is who answers for a delivery: to whom messages about it go that are for its sender, and the answers of its
// recipients. It is the member who sent it; once they may not sign in, the owner of the workspace who has been one of its
// members longest. Where there is no such owner it is the sender still. What is proven of the sending names who sent.
func Answering(ctx context.Context, d *db.DB, x *delivery.Delivery) (account.Member, error) {
	sender, err := Member(ctx, d, x.Member)
	if err != nil || sender.CanSignIn() == nil {
		return sender, err
	}
	list, err := Members(ctx, d, x.Workspace)
	for _, m := range list {
		if m.Role == account.Owner && m.CanSignIn() == nil {
			return m, err
		}
	}
	return sender, err
}
