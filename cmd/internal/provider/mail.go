// Package provider joins the outside world to those who ask for it: payment and notify do not know jobs and web, which
// declare what they need; here the one is made to fit the other.
package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
	"quittance/internal/notify"
)

// Mail sends the notices of jobs by the words and the mailer of notify.
type Mail struct {
	compose *notify.Composer
	mailer  *notify.Mailer
	domain  string // of Message-ID
}

// SendNotice implements message.Mail.
func (m *Mail) SendNotice(ctx context.Context, n message.Notice) error {
	message, ok := messageOf(n)
	if !ok {
		return fmt.Errorf("no message for notices of kind %s", n.Kind)
	}
	out, err := m.compose.Compose(message)
	if err != nil {
		return err
	}
	out.To, out.MessageID = n.To, n.ID+"@"+m.domain
	if len(n.Certificate) > 0 {
		out.Attachments = append(out.Attachments, notify.Attachment{Name: certificateName(n), MediaType: "application/pdf", Data: n.Certificate})
	}
	for _, a := range n.Attachments {
		out.Attachments = append(out.Attachments, notify.Attachment{Name: a.Name, MediaType: a.MediaType, Data: a.Data})
	}
	return m.mailer.Send(ctx, out)
}

func certificateName(n message.Notice) string {
	name := "certificat-"
	switch attests := n.Kind == "attestation"; {
	case n.Language == "en" && attests:
		name = "certificate-of-delivery-"
	case n.Language == "en":
		name = "certificate-"
	case attests:
		name = "attestation-de-remise-"
	}
	return name + n.Number + ".pdf"
}

// SendConfirmation implements message.Mail.
func (m *Mail) SendConfirmation(ctx context.Context, c message.Confirmation) error {
	return m.toMember(ctx, c.ID, c.To, &notify.ConfirmEmail{
		About: notify.About{Language: c.Language, Name: c.ToName, Link: c.URL}, Hours: int(c.Valid / time.Hour),
	})
}

// SendReset implements message.Mail.
func (m *Mail) SendReset(ctx context.Context, r message.Reset) error {
	return m.toMember(ctx, r.ID, r.To, &notify.ResetPassword{
		About: notify.About{Language: r.Language, Name: r.ToName, Link: r.URL}, Minutes: int(r.Valid / time.Minute),
	})
}

// SendAlert implements message.Mail.
func (m *Mail) SendAlert(ctx context.Context, a message.Alert) error {
	about := notify.About{Language: a.Language, Name: a.ToName, Workspace: a.Workspace, Link: a.URL}
	if slices.Contains(account.AlertsByOthers(), a.What) {
		return m.toMember(ctx, a.ID, a.To, &notify.MembershipChanged{About: about, What: a.What, Role: a.Role, By: a.By})
	}
	return m.toMember(ctx, a.ID, a.To, &notify.AccountChanged{About: about, What: a.What})
}

// SendAddress implements message.Mail.
func (m *Mail) SendAddress(ctx context.Context, a message.AddressMail) error {
	about := notify.About{Language: a.Language, Name: a.ToName, Link: a.URL}
	if a.Old {
		return m.toMember(ctx, a.ID, a.To, &notify.AddressChanged{About: about, Days: int(a.Valid / (24 * time.Hour))})
	}
	return m.toMember(ctx, a.ID, a.To, &notify.ConfirmAddress{About: about, Hours: int(a.Valid / time.Hour)})
}

// SendInvitation implements message.Mail.
func (m *Mail) SendInvitation(ctx context.Context, i message.TeamInvitation) error {
	return m.toMember(ctx, i.ID, i.To, &notify.TeamInvitation{
		About: notify.About{Language: i.Language, Workspace: i.Workspace, Link: i.URL}, By: i.By, Days: int(i.Valid / (24 * time.Hour)),
	})
}

// SendAbuse implements message.Mail.
func (m *Mail) SendAbuse(ctx context.Context, a message.AbuseNotice) error {
	return m.toMember(ctx, a.ID, a.To, &notify.AbuseReported{
		About:    notify.About{Language: a.Language, Name: a.ToName, Workspace: a.Workspace, Link: a.URL},
		Delivery: a.Delivery, Text: a.Text, ReportedAt: a.At,
	})
}

// toMember writes a message about an account, which belongs to no delivery, and sends it.
func (m *Mail) toMember(ctx context.Context, id, to string, message notify.Message) error {
	out, err := m.compose.Compose(message)
	if err != nil {
		return err
	}
	out.To, out.MessageID = to, id+"@"+m.domain
	return m.mailer.Send(ctx, out)
}

func messageOf(n message.Notice) (notify.Message, bool) {
	about := notify.About{
		Language: n.Language, Name: n.ToName, Workspace: n.Workspace, Accent: n.Accent, ReplyTo: n.ReplyTo, Title: n.Title, Files: n.Files, Link: n.URL, Sandbox: n.Sandbox,
		PaysOnly: n.NamedBy != "" && !n.ToSender,
	}
	if n.ToSender {
		return toSender(n, about)
	}
	return toRecipient(n, about)
}

func toRecipient(n message.Notice, a notify.About) (notify.Message, bool) {
	switch n.Kind {
	case "invitation":
		return &notify.Invitation{
			About: a, SentBy: n.SentBy, Message: n.Message, Price: n.Price, VATRegime: n.VATRegime, RestOf: n.RestOf, DueOn: n.DueOn, ExpiresOn: n.ExpiresOn,
			Phone: n.Phone, Pay: n.Pay, Sign: n.Sign, Course: notify.Course(n.Course), ToRead: toRead(n), PublicBuyer: publicBuyer(n),
		}, true
	case "turn_sign":
		return &notify.Turn{About: a, Forgiven: n.Forgiven, Phone: n.Phone, Sign: true, Course: notify.Course(n.Course)}, true
	case "turn_pay":
		return &notify.Turn{About: a, Dropped: n.Dropped, Owed: n.Owed, Rest: rest(n), DueOn: n.DueOn, Pay: true, Course: notify.Course(n.Course)}, true
	case "number_confirmed":
		return &notify.NumberConfirmed{About: a, Phone: n.Phone, Pay: n.Pay, Sign: n.Sign, MyTurn: n.MyTurn, Kept: n.Kept, Course: notify.Course(n.Course)}, true
	case "reminder":
		return &notify.Reminder{
			About: a, SentBy: n.SentBy, Owed: n.Owed, DueOn: n.DueOn, ExpiresOn: n.ExpiresOn, Phone: n.Phone, Pay: n.Pay, Sign: n.Sign, Course: notify.Course(n.Course),
			Announcement: announcement(n), Rest: rest(n), ToRead: toRead(n), PublicBuyer: publicBuyer(n),
		}, true
	case "expiring":
		return &notify.EndNear{
			About: a, Owed: n.Owed, ExpiresOn: n.ExpiresOn, Pay: n.Pay, Sign: n.Sign, Announcement: announcement(n), ToRead: toRead(n), PublicBuyer: publicBuyer(n),
		}, true
	case "problem_noted":
		return &notify.ProblemNoted{About: a, Text: n.Reason, ReportedAt: n.At}, true
	case "fresh_link":
		return &notify.FreshLink{About: a}, true
	case "own_link":
		return &notify.OwnLink{About: a}, true
	case "contract_ended":
		return &notify.WithdrawalAcknowledged{About: a, Reference: n.Reference, At: n.At, Price: n.Price, Refunding: n.Amount, ByHand: n.ByHand, ReturnBy: n.ReturnBy}, true
	case "payer_invited":
		return &notify.PayerInvited{About: a, NamedBy: n.NamedBy, Price: n.Price, DueOn: n.DueOn, Creditor: notify.Creditor(n.Creditor), PublicBuyer: publicBuyer(n)}, true
	case "replaced":
		return &notify.FileReplaced{About: a, Old: n.OldFile, New: n.NewFile}, true
	case "withdrawn":
		return &notify.DeliveryWithdrawn{About: a, Announcement: announcement(n), Reason: n.Reason}, true
	case "paid":
		return &notify.Receipt{
			About: a, Amount: n.Amount, PaidAt: n.At, ReceivedOn: n.ReceivedOn, Surplus: n.Surplus, Reason: n.Reason, Owed: n.Owed, Rest: rest(n),
			Sign: n.Sign, Ready: n.Ready, NumberWaits: n.NumberWaits, Attached: n.Receipt, RightUntil: n.RightUntil, GaveUp: n.GaveUp, Course: notify.Course(n.Course),
		}, true
	case "payment_failed":
		return &notify.DebitFailed{About: a, Amount: n.Amount}, true
	case "refunded":
		made := notify.RefundMade{About: a, Amount: n.Amount, Attached: n.Receipt, Closed: n.Closed && n.NamedBy == "", Opened: n.Opened, ByHand: n.ByHand.Amount > 0}
		if n.Again && n.Pay {
			made.Owed, made.Rest = n.Owed, rest(n)
		}
		return &made, true
	case "refund_undone":
		return &notify.RefundUndone{About: a, Amount: n.Amount, Note: n.Number}, true
	case "access_ended":
		return &notify.AccessEnded{About: a, Announcement: announcement(n), Opened: n.Opened, Renounced: n.Renounced, Declined: n.Declined, Disputed: n.Reason == delivery.ClosedByDispute}, true
	case "access_paused":
		return &notify.AccessPaused{About: a, Opened: n.Opened, Payer: n.Payer}, true
	case "access_back":
		return &notify.AccessBack{About: a, Opened: n.Opened, Sign: n.Sign}, true
	case "decline_noted":
		return &notify.DeclineNoted{About: a, Announcement: announcement(n), Reason: n.Reason}, true
	case "rest_forgiven":
		return &notify.RestForgiven{About: a, Amount: n.Amount}, true
	case "certificate":
		return &notify.FilesReady{About: a, TooLarge: n.TooLarge, Certificate: n.Number, Until: n.Until}, true
	case "attestation":
		return &notify.FilesServed{About: a, TooLarge: n.TooLarge, ServedAt: n.At, Certificate: n.Number}, true
	case "paid_unsigned":
		return &notify.SignatureAwaited{About: a, Phone: n.Phone}, true
	}
	return nil, false
}

// toRead are the files a reader may have before payment.
func toRead(n message.Notice) notify.ToRead {
	return notify.ToRead{Papers: strings.Join(n.Papers, ", "), Attached: n.Enclosed}
}

func announcement(n message.Notice) notify.Announcement {
	return notify.Announcement{Announced: n.Announced, AnnouncedOn: n.AnnouncedOn, ByReader: n.ByReader}
}

func rest(n message.Notice) notify.Rest {
	return notify.Rest{Whole: n.Whole, Paid: n.Paid, TooLittle: n.TooLittle, ByTransfer: n.ByTransfer}
}

func publicBuyer(n message.Notice) notify.PublicBuyer {
	return notify.PublicBuyer{Public: n.Public, Engagement: n.Engagement, Service: n.Service}
}

func toSender(n message.Notice, a notify.About) (notify.Message, bool) {
	switch n.Kind {
	case "paid":
		return &notify.PaymentReceived{About: a, Recipient: n.Recipient, Amount: n.Amount, PaidAt: n.At, Owed: n.Owed, Sign: n.Sign, FilesOn: n.Course.FilesOn, NumberWaits: n.NumberWaits, Attached: n.Receipt}, true
	case "signed":
		return &notify.SignatureMade{About: a, Recipient: n.Recipient, SignedAt: n.At, Owed: n.Owed, Sign: n.Sign}, true
	case "payment_failed":
		return &notify.PaymentFailed{About: a, Recipient: n.Recipient, Amount: n.Amount}, true
	case "certificate":
		return &notify.CertificateReady{About: a, TooLarge: n.TooLarge, Recipient: n.Recipient, Certificate: n.Number}, true
	case "attestation":
		return &notify.DeliveryAttested{About: a, TooLarge: n.TooLarge, Recipient: n.Recipient, ServedAt: n.At, Certificate: n.Number}, true
	case "contract_ended":
		return &notify.ContractEnded{About: a, Recipient: n.Recipient, At: n.At, Refunding: n.Amount, ByHand: n.ByHand, ReturnBy: n.ReturnBy}, true
	case "codes_spent":
		return &notify.CodesSpent{About: a, Recipient: n.Recipient}, true
	case "number_proposed":
		return &notify.NumberProposed{About: a, Recipient: n.Recipient, Phone: n.Phone}, true
	case "declined":
		return &notify.Declined{About: a, Announcement: announcement(n), Recipient: n.Recipient, Reason: n.Reason}, true
	case "withdrawn":
		return &notify.WithdrawalConfirmed{About: a}, true
	case "expiring":
		return &notify.ExpiryNear{About: a, SignatureOnly: notify.SignatureOnly{SignOnly: n.SignOnly}, Recipient: n.Recipient, ExpiresOn: n.ExpiresOn}, true
	case "expired":
		return &notify.Expired{About: a, SignatureOnly: notify.SignatureOnly{SignOnly: n.SignOnly}}, true
	case "problem_reported":
		return &notify.ProblemReported{About: a, Recipient: n.Recipient, Text: n.Reason}, true
	case "unapplied":
		return &notify.MoneyUnapplied{About: a, Amount: n.Amount, Reason: n.Reason, Refunding: n.Refunding}, true
	case "transfer_declared":
		return &notify.TransferDeclared{About: a, Recipient: n.Recipient, Amount: n.Amount, Reference: n.Reference}, true
	case "refund_failed":
		return &notify.RefundFailed{About: a, Amount: n.Amount}, true
	case "disputed":
		return &notify.DisputeOpened{About: a, Amount: n.Amount}, true
	case "dispute_closed":
		return &notify.DisputeClosed{About: a, Amount: n.Amount, Won: n.Won, Opened: n.Opened, Renounced: n.Renounced}, true
	case "paid_unsigned":
		return &notify.SignatureMissing{About: a, Recipient: n.Recipient, Amount: n.Amount}, true
	case "undeliverable":
		return &notify.Undeliverable{About: a, Recipient: n.Recipient, Channel: n.Reason}, true
	}
	return nil, false
}

func price(m delivery.Money) delivery.Money {
	if m.Amount == 0 {
		return delivery.Money{}
	}
	return m
}

// NewMail sends from an address by the server at the URL; domain is that of the messages' ids.
func NewMail(smtpURL, from, domain string, now func() time.Time) (*Mail, error) {
	compose, err := notify.NewComposer()
	if err != nil {
		return nil, err
	}
	mailer, err := notify.NewMail(notify.MailConfig{URL: smtpURL, From: from, Now: now})
	if err != nil {
		return nil, err
	}
	return &Mail{compose: compose, mailer: mailer, domain: domain}, nil
}
