package notify

// Kind names the message. The name is also that of its template.
func (Invitation) Kind() string { return "invitation" }

// Kind names the message.
func (Receipt) Kind() string { return "receipt" }

// Kind names the message.
func (Reminder) Kind() string { return "reminder" }

func (r Reminder) variant() string {
	switch {
	case r.Announced.Amount > 0:
		return "announced"
	case r.Paid.Amount > 0:
		return "rest"
	}
	return r.PublicBuyer.variant()
}

// Kind names the message.
func (EndNear) Kind() string { return "end_near" }

func (e EndNear) variant() string {
	if e.Announced.Amount > 0 {
		return "announced"
	}
	return e.PublicBuyer.variant()
}

// Kind names the message.
func (ProblemNoted) Kind() string { return "problem_noted" }

// Kind names the message.
func (ExpiryNear) Kind() string { return "expiry_near" }

// Kind names the message.
func (DebitFailed) Kind() string { return "debit_failed" }

// Kind names the message.
func (FilesReady) Kind() string { return "files_ready" }

// Kind names the message.
func (FilesServed) Kind() string { return "files_served" }

// Kind names the message.
func (FreshLink) Kind() string { return "fresh_link" }

// Kind names the message.
func (OwnLink) Kind() string { return "own_link" }

// Kind names the message.
func (PayerInvited) Kind() string { return "payer_invited" }

// Kind names the message.
func (WithdrawalAcknowledged) Kind() string { return "withdrawal_acknowledged" }

// Kind names the message.
func (ContractEnded) Kind() string { return "contract_ended" }

// Kind names the message.
func (FileReplaced) Kind() string { return "file_replaced" }

// Kind names the message.
func (SignatureAwaited) Kind() string { return "signature_awaited" }

// Kind names the message.
func (DeliveryWithdrawn) Kind() string { return "delivery_withdrawn" }

// Kind names the message.
func (PaymentReceived) Kind() string { return "payment_received" }

func (p PaymentReceived) variant() string {
	if p.NumberWaits {
		return "number"
	}
	return ""
}

// Kind names the message.
func (PaymentFailed) Kind() string { return "payment_failed" }

// Kind names the message.
func (CertificateReady) Kind() string { return "certificate_ready" }

// Kind names the message.
func (DeliveryAttested) Kind() string { return "delivery_attested" }

// Kind names the message.
func (NumberProposed) Kind() string { return "number_proposed" }

// Kind names the message.
func (Declined) Kind() string { return "declined" }

// Kind names the message.
func (WithdrawalConfirmed) Kind() string { return "withdrawal_confirmed" }

// Kind names the message.
func (Expired) Kind() string { return "expired" }

// Kind names the message.
func (ProblemReported) Kind() string { return "problem_reported" }

// Kind names the message.
func (MoneyUnapplied) Kind() string { return "money_unapplied" }

// Kind names the message.
func (TransferDeclared) Kind() string { return "transfer_declared" }

// Kind names the message.
func (RefundFailed) Kind() string { return "refund_failed" }

// Kind names the message.
func (DisputeOpened) Kind() string { return "dispute_opened" }

// Kind names the message.
func (DisputeClosed) Kind() string { return "dispute_closed" }

// Kind names the message.
func (SignatureMissing) Kind() string { return "signature_missing" }

// Kind names the message.
func (Undeliverable) Kind() string { return "undeliverable" }

// Kind names the message.
func (ConfirmEmail) Kind() string { return "confirm_email" }

// Kind names the message.
func (ResetPassword) Kind() string { return "reset_password" }

// Kind names the message.
func (TeamInvitation) Kind() string { return "team_invitation" }

// quote is what a person wrote in their own lines, shown as such.
func quote(m Message) string {
	switch m := m.(type) {
	case *Invitation:
		return m.Message
	case *DeliveryWithdrawn:
		return m.Reason
	case *Declined:
		return m.Reason
	case *DeclineNoted:
		return m.Reason
	case *ProblemReported:
		return m.Text
	case *ProblemNoted:
		return m.Text
	case *AbuseReported:
		return m.Text
	}
	return ""
}

// Kinds lists one empty message of every kind.
func Kinds() []Message {
	return []Message{
		&Invitation{},
		&Turn{},
		&NumberConfirmed{},
		&Reminder{},
		&EndNear{},
		&ProblemNoted{},
		&Receipt{},
		&DebitFailed{},
		&FilesReady{},
		&FilesServed{},
		&FreshLink{},
		&OwnLink{},
		&PayerInvited{},
		&WithdrawalAcknowledged{},
		&ContractEnded{},
		&FileReplaced{},
		&SignatureAwaited{},
		&DeliveryWithdrawn{},
		&RefundMade{},
		&AccessEnded{},
		&AccessPaused{},
		&AccessBack{},
		&DeclineNoted{},
		&RestForgiven{},
		&SignatureMade{},
		&RefundUndone{},
		&PaymentReceived{},
		&PaymentFailed{},
		&CertificateReady{},
		&DeliveryAttested{},
		&NumberProposed{},
		&CodesSpent{},
		&Declined{},
		&WithdrawalConfirmed{},
		&ExpiryNear{},
		&Expired{},
		&ProblemReported{},
		&MoneyUnapplied{},
		&TransferDeclared{},
		&RefundFailed{},
		&DisputeOpened{},
		&DisputeClosed{},
		&SignatureMissing{},
		&Undeliverable{},
		&ConfirmEmail{},
		&ConfirmAddress{},
		&AddressChanged{},
		&ResetPassword{},
		&AccountChanged{},
		&MembershipChanged{},
		&TeamInvitation{},
		&AbuseReported{},
	}
}
