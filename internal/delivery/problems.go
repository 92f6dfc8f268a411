package delivery

import "quittance/internal/problem"

// What is asked for does not exist.
var (
	ErrUnknownRecipient   = problem.New(problem.NotFound, "unknown_recipient", "no such recipient")
	ErrUnknownDue         = problem.New(problem.NotFound, "unknown_due", "no such amount due")
	ErrUnknownRelease     = problem.New(problem.NotFound, "unknown_release", "no such release")
	ErrUnknownGate        = problem.New(problem.NotFound, "unknown_gate", "no such gate")
	ErrUnknownPayment     = problem.New(problem.NotFound, "unknown_payment", "no such payment")
	ErrUnknownDeliverable = problem.New(problem.NotFound, "unknown_deliverable", "no such file")
)

// The delivery's state does not allow it.
var (
	ErrAlreadySent      = problem.New(problem.Conflict, "delivery_already_sent", "the delivery has been sent")
	ErrNotSent          = problem.New(problem.Conflict, "delivery_not_sent", "the delivery has not been sent yet")
	ErrNotDrafted       = problem.New(problem.Conflict, "delivery_not_drafted", "the delivery has no content yet")
	ErrUnfinished       = problem.New(problem.Conflict, "delivery_unfinished", "the draft still lacks something")
	ErrAlreadyCompleted = problem.New(problem.Conflict, "delivery_completed", "the delivery is completed")
	ErrWasWithdrawn     = problem.New(problem.Ended, "delivery_withdrawn", "the sender withdrew the delivery")
	ErrWasDeclined      = problem.New(problem.Ended, "delivery_declined", "a recipient declined the delivery")
	ErrHasExpired       = problem.New(problem.Ended, "delivery_expired", "the delivery has expired; the sender may extend it")
	ErrNotYetExpired    = problem.New(problem.Conflict, "not_yet_expired", "the last day to start paying is not over")
	ErrExpiryStopped    = problem.New(problem.Conflict, "expiry_stopped", "money has come, is on its way, or files are unlocked: the delivery no longer expires")
	ErrErased           = problem.New(problem.Ended, "delivery_erased", "the delivery was erased")
	ErrFilesErased      = problem.New(problem.Ended, "files_erased", "the files were erased")
	ErrStillNeeded      = problem.New(problem.Conflict, "delivery_alive", "the delivery is under way, or money of it is")
	ErrMustBeKept       = problem.New(problem.Conflict, "delivery_kept", "the delivery is to be kept")
	ErrNeverExpires     = problem.New(problem.Conflict, "never_expires", "the delivery has no last day")
)

// The release's or the gate's state does not allow it.
var (
	ErrReleaseLocked    = problem.New(problem.Locked, "release_locked", "the files are locked until every gate is passed")
	ErrBeingSealed      = problem.New(problem.Conflict, "release_sealing", "the certificate is being made; nothing can be changed in it any more")
	ErrReleaseSealing   = problem.New(problem.Locked, "release_sealing", "the certificate is being made; the files unlock in a moment")
	ErrReleaseSuspended = problem.New(problem.Locked, "release_suspended", "a payment is disputed; the files are suspended")
	ErrRefundPending    = problem.New(problem.Locked, "refund_pending", "the whole price is being refunded; the files are held back")
	ErrReleaseUnlocked  = problem.New(problem.Conflict, "release_unlocked", "the files are unlocked already")
	ErrReleaseRevoked   = problem.New(problem.Ended, "release_revoked", "the files are no longer available: the payment was refunded or taken back")
	ErrReachTimeOver    = problem.New(problem.Ended, "reach_time_over", "the time during which the files were kept available is over")
	ErrFileReplaced     = problem.New(problem.Ended, "deliverable_replaced", "the file was replaced by another")
	ErrGateNotOpen      = problem.New(problem.Conflict, "gate_not_open", "an earlier gate has to be passed first")
	ErrGateNotPending   = problem.New(problem.Conflict, "gate_not_pending", "the gate has been passed or waived")
	ErrNotSealing       = problem.New(problem.Conflict, "release_not_sealing", "the gates of the release have not all been passed")
)

// Who asks may not.
var (
	ErrWrongRole        = problem.New(problem.Forbidden, "wrong_role", "the recipient was not asked to do this")
	ErrTooManyDelegates = problem.New(problem.Conflict, "too_many_delegates", "so many people were named to pay that no other can be")
	ErrRightNotWaived   = problem.New(problem.Conflict, "right_not_waived", "a consumer first says what becomes of the right of withdrawal")
	ErrRightOver        = problem.New(problem.Conflict, "right_over", "the right of withdrawal has ended, or there is none")
	ErrRightNotAsked    = problem.New(problem.Conflict, "right_not_asked", "this delivery does not ask to waive a right of withdrawal")
)

// Money stands in the way.
var (
	ErrCheckoutIsOpen     = problem.New(problem.Conflict, "checkout_open", "a payment of this amount has been begun; it is used or closed first")
	ErrPaymentUnderWay    = problem.New(problem.Conflict, "payment_processing", "the bank is processing a payment")
	ErrDueSettled         = problem.New(problem.Conflict, "due_settled", "the amount has been paid")
	ErrNothingCame        = problem.New(problem.Conflict, "nothing_came", "nothing of the amount has come: only a rest can be forgiven")
	ErrTooLittle          = problem.New(problem.Conflict, "rest_too_little", "what is left is less than the payment processor takes")
	ErrPayerPays          = problem.New(problem.Conflict, "payer_pays", "who was named has paid, or money of theirs is on its way")
	ErrTransferAnnounced  = problem.New(problem.Conflict, "transfer_announced", "a payer says that a transfer was made; it is looked for first, or the withdrawal says that it may still come")
	ErrRefundFirst        = problem.New(problem.Conflict, "refund_first", "money has been received; it is refunded first")
	ErrDeclineTooLate     = problem.New(problem.Conflict, "decline_after_payment", "after a payment a problem is reported instead")
	ErrDeclineSigned      = problem.New(problem.Conflict, "decline_after_signing", "who has signed is bound by it: they speak to the sender")
	ErrReportTooEarly     = problem.New(problem.Conflict, "report_before_payment", "before a payment the delivery is declined instead")
	ErrNotPaid            = problem.New(problem.Conflict, "payment_not_settled", "the payment holds no money")
	ErrNothingToRefund    = problem.New(problem.Conflict, "nothing_to_refund", "everything has been refunded or is being refunded")
	ErrRefundExceeds      = problem.New(problem.Conflict, "refund_exceeds_payment", "this is more than what can still be refunded")
	ErrPaymentDisputed    = problem.New(problem.Conflict, "payment_disputed", "the payment is disputed: the bank decides")
	ErrPaymentIDUsed      = problem.New(problem.Conflict, "payment_id_used", "the payment exists already")
	ErrSessionDiffers     = problem.New(problem.Conflict, "session_differs", "the payment has another session")
	ErrAccountDiffers     = problem.New(problem.Conflict, "account_differs", "the payment belongs to another account")
	ErrReplaceAfterMoney  = problem.New(problem.Conflict, "replace_after_payment", "a payment has begun; send a new version instead")
	ErrReplaceAfterSigned = problem.New(problem.Conflict, "replace_after_signature", "someone has signed; send a new version instead")
)

// Signing, numbers and certificates.
var (
	ErrAlreadySigned    = problem.New(problem.Conflict, "already_signed", "the recipient has signed")
	ErrNothingToSign    = problem.New(problem.Conflict, "nothing_to_sign", "nothing waits for this recipient's signature")
	ErrManifestChanged  = problem.New(problem.Conflict, "manifest_changed", "the files or the price changed since the code was sent")
	ErrLinkNotNew       = problem.New(problem.Conflict, "link_not_new", "a new link is needed")
	ErrNumberUnchanged  = problem.New(problem.Conflict, "number_unchanged", "this is the number on file")
	ErrNothingToRemind  = problem.New(problem.Conflict, "nothing_to_remind", "nothing waits for this recipient now")
	ErrNumberWaits      = problem.New(problem.Conflict, "number_waits", "the recipient proposed another number, which waits for the sender")
	ErrRemindedToday    = problem.New(problem.TooMany, "reminded_today", "the recipient was asked again within the last day")
	ErrNoNumberProposed = problem.New(problem.Conflict, "no_number_proposed", "the recipient proposed no number")
	ErrCertificateIsSet = problem.New(problem.Conflict, "certificate_exists", "the release has a certificate of this kind")
	ErrNoCertificate    = problem.New(problem.Conflict, "certificate_not_recorded", "the evidence has not been recorded")
	ErrBeingAttested    = problem.New(problem.Conflict, "attestation_sealing", "the certificate of delivery is being made")
	ErrNotDownloaded    = problem.New(problem.Conflict, "not_downloaded", "no recipient has downloaded every file yet")
)
