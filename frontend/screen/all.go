// Package screen has one struct for each page, with all that the page shows, and the forms it posts. It decides nothing.
package screen

import "quittance/frontend"

// All holds one zero value of every page: what is parsed, checked and tried at start.
func All() []frontend.Page {
	return []frontend.Page{
		Team{}, AcceptInvitation{}, AccountLog{}, Membership{}, Workspace{}, Audit{},
		Home{}, Demo{}, SignUp{}, SignUpClosed{}, SignIn{}, CheckMail{}, ConfirmEmail{}, Verify{}, Failure{},
		LegalNotice{}, Privacy{}, TermsOfUse{}, ForgotPassword{}, ResetPassword{}, OldEmail{},
		Operator{},
		OperatorTariff{},
		Profile{}, Bank{}, APIKeys{}, Security{}, Prove{}, ChangePassword{}, ChangeEmail{}, NewEmail{}, SignInCode{}, EnrolCodes{}, RecoveryCodes{},
		Deliveries{}, DeliveryEditor{}, DeliveryReview{}, SenderDelivery{},
		Needs{}, Clients{}, Client{}, Announcement{},
		RecipientPayer{}, RecipientRenounce{}, RecipientAbuse{}, RecipientDelivery{}, RecipientPaid{}, RecipientSign{}, RecipientSealing{}, RecipientUnlocked{},
		RecipientClosed{}, RecipientLinkExpired{},
	}
}

// NewRenderer is frontend.NewRenderer with every page of All.
func NewRenderer(assets *frontend.Assets) (*frontend.Renderer, error) {
	return frontend.NewRenderer(assets, All())
}
