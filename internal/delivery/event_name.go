package delivery

// The names of the events on record. A name is never changed, nor given to another event.

func (Drafted) EventType() string             { return "delivery.drafted" }
func (Dispatched) EventType() string          { return "delivery.sent" }
func (LinkIssued) EventType() string          { return "link.issued" }
func (WithdrawnBySender) EventType() string   { return "delivery.withdrawn" }
func (DeclinedByRecipient) EventType() string { return "delivery.declined" }
func (DeliveryExpired) EventType() string     { return "delivery.expired" }
func (Extended) EventType() string            { return "delivery.extended" }
func (DeliveryCompleted) EventType() string   { return "delivery.completed" }
func (DeliverableReplaced) EventType() string { return "deliverable.replaced" }
func (GateOpened) EventType() string          { return "gate.passed" }
func (GateWaivedBySender) EventType() string  { return "gate.waived" }
func (SignatureAwaited) EventType() string    { return "signature.awaited" }
func (ReleaseReady) EventType() string        { return "release.sealing" }
func (CertificateRecorded) EventType() string { return "certificate.recorded" }
func (CertificateSealed) EventType() string   { return "certificate.sealed" }
func (ReleaseOpened) EventType() string       { return "release.unlocked" }
func (ReleaseClosed) EventType() string       { return "release.revoked" }
func (DownloadStarted) EventType() string     { return "download.started" }
func (DownloadEnded) EventType() string       { return "download.ended" }
func (CheckoutStarted) EventType() string     { return "checkout.started" }
func (CheckoutOpened) EventType() string      { return "checkout.opened" }
func (CheckoutExpired) EventType() string     { return "checkout.expired" }
func (PaymentInProcess) EventType() string    { return "payment.processing" }
func (PaymentReceived) EventType() string     { return "payment.settled" }
func (PaymentRejected) EventType() string     { return "payment.failed" }
func (PaymentNotApplied) EventType() string   { return "payment.unapplied" }
func (PaymentRecorded) EventType() string     { return "payment.recorded" }
func (RefundStarted) EventType() string       { return "refund.requested" }
func (RefundDone) EventType() string          { return "refund.succeeded" }
func (RefundRejected) EventType() string      { return "refund.failed" }
func (DisputeOpened) EventType() string       { return "dispute.opened" }
func (DisputeClosed) EventType() string       { return "dispute.closed" }
func (RecipientOpened) EventType() string     { return "recipient.opened" }
func (RecipientCorrected) EventType() string  { return "recipient.corrected" }
func (NumberProposed) EventType() string      { return "recipient.number_proposed" }
func (RightWaived) EventType() string         { return "recipient.right_waived" }
func (ProblemReported) EventType() string     { return "recipient.problem_reported" }
func (MessageSent) EventType() string         { return "message.sent" }
func (MessageFailed) EventType() string       { return "message.failed" }
func (PasscodeRequested) EventType() string   { return "passcode.requested" }
func (PasscodeSent) EventType() string        { return "passcode.sent" }
func (PasscodeRejected) EventType() string    { return "passcode.rejected" }
func (PasscodeReset) EventType() string       { return "passcode.reset" }
func (RecipientSigned) EventType() string     { return "recipient.signed" }
