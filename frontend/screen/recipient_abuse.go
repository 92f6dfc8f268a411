package screen

import "quittance/frontend"

// RecipientAbuse is GET and POST /d/{publicID}/abuse: what is wrong with a delivery, told to whoever runs the server.
type RecipientAbuse struct {
	frontend.Shell
	Share Share
	Form  ProblemForm
}

func (RecipientAbuse) Template() string { return "recipient/abuse" }
