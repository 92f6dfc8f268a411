package frontend

import "net/url"

// Fixed paths. The server's router and the templates both read them from here.
const (
	PathHome            = "/"
	PathSignUp          = "/signup"
	PathSignIn          = "/signin"
	PathSignOut         = "/signout"
	PathSignInCode      = "/signin/code" // after the password
	PathAskPasskey      = "/signin/passkey/begin"
	PathSignInPasskey   = "/signin/passkey"
	PathAskProof        = "/prove/passkey/begin"
	PathProvePasskey    = "/prove/passkey"
	PathProve           = "/prove" // who is signed in proves again who they are
	PathSecurity        = "/settings/security"
	PathEndSession      = "/settings/security/end-session"
	PathEndSessions     = "/settings/security/end-other-sessions"
	PathCodes           = "/settings/security/codes"
	PathConfirmCodes    = "/settings/security/codes/confirm"
	PathRemoveCodes     = "/settings/security/codes/remove"
	PathMakePasskey     = "/settings/security/passkeys/begin"  //nolint:gosec // a path, not a key
	PathAddPasskey      = "/settings/security/passkeys"        //nolint:gosec // a path, not a key
	PathRemovePasskey   = "/settings/security/passkeys/remove" //nolint:gosec // a path, not a key
	PathRecovery        = "/settings/security/recovery-codes"
	PathPassword        = "/settings/security/password"     //nolint:gosec // a path, not a password
	PathPasswordOff     = "/settings/security/password/off" //nolint:gosec // a path, not a password
	PathEmail           = "/settings/security/email"
	PathNewEmail        = "/settings/security/email/:token" // from the mailbox of the address that is to be
	PathOldEmail        = "/email/:token"                   // from that of the address that was
	PathCheckMail       = "/check-mail"
	PathConfirmPattern  = "/confirm/:token"
	PathForgot          = "/forgot"
	PathResetPattern    = "/reset/:token"
	PathLanguage        = "/language"
	PathDeliveries      = "/deliveries"
	PathNewDelivery     = "/deliveries/new"
	PathExport          = "/deliveries/export.csv"
	PathNeeds           = "/deliveries/needs"
	PathCloseGuide      = "/deliveries/guide"
	PathClients         = "/clients"
	PathSuggest         = "/clients/suggest"
	PathAnnouncement    = "/clients/announcement"
	PathClientPattern   = "/clients/:id"
	PathProfile         = "/settings/profile"
	PathBank            = "/settings/bank"
	PathAPIKeys         = "/settings/api-keys"        //nolint:gosec // a path, not a key
	PathRevokeAPIKey    = "/settings/api-keys/revoke" //nolint:gosec // a path, not a key
	PathTeam            = "/settings/team"
	PathTeamInvite      = "/settings/team/invite"
	PathTeamRevoke      = "/settings/team/revoke"
	PathTeamRole        = "/settings/team/role"
	PathTeamAccess      = "/settings/team/access"
	PathAccountLog      = "/settings/log"
	PathWorkspace       = "/settings/workspace"
	PathWorkspaceExport = "/settings/workspace/export.zip"
	PathWorkspaceClose  = "/settings/workspace/close"
	PathMembership      = "/settings/membership"
	PathInvitation      = "/invitation/:token"
	PathUploads         = "/uploads"
	PathCheckPhone      = "/check/phone"
	PathKeep            = "/deliveries/keep"
	PathSandbox         = "/sandbox"
	PathVerify          = "/verify"
	PathAudit           = "/audit" // many certificates at once
	PathLegalNotice     = "/mentions-legales"
	PathPrivacy         = "/confidentialite"
	PathTerms           = "/conditions"
	PathDemo            = "/demo"
	PathDemoPattern     = "/demo/:token"
	PathExample         = "/exemple.pdf"
	PathOperator        = "/operator"
	PathRetryJob        = "/operator/jobs/retry"
	PathCloseAbuse      = "/operator/abuse/close"
	PathClosePayment    = "/operator/payments/close"
	PathSuspend         = "/operator/workspaces/suspend"
	PathResume          = "/operator/workspaces/resume"
	PathSMSCap          = "/operator/workspaces/sms-cap"
	PathTariff          = "/operator/tariff"
	PathRemoveRate      = "/operator/tariff/remove"
	PathAssets          = "/assets/"
	PathDeliveryPattern = "/deliveries/:id"
	PathDeliveryVerb    = "/deliveries/:id/:verb"
	PathSharePattern    = "/d/:id"
	PathShortPattern    = "/s/:token" // a link as messages hold it
	PathShareVerb       = "/d/:id/:verb"
	PathShareFile       = "/d/:id/files/:deliverable"
	PathShareReceipt    = "/d/:id/receipts/:number"
	PathReceipt         = "/deliveries/:id/receipts/:number"
)

// Verb is the last path segment of an action on a delivery.
type Verb string

// What a sender does: POST /deliveries/{id}/{verb}. VerbEdit and VerbSend also answer GET (the editor, the review
// before sending); VerbCertificate answers only GET.
const (
	VerbEdit          Verb = "edit"
	VerbSend          Verb = "send"
	VerbWithdraw      Verb = "withdraw"
	VerbExtend        Verb = "extend"
	VerbWaive         Verb = "waive"
	VerbRefund        Verb = "refund"
	VerbRecordPayment Verb = "record-payment"
	VerbCorrect       Verb = "correct"
	VerbAcceptNumber  Verb = "accept-number"
	VerbDismissNumber Verb = "dismiss-number" // keeps the one on file
	VerbDropPayer     Verb = "drop-payer"     // who was named to pay; whoever named them may too
	VerbResetPasscode Verb = "reset-passcode"
	VerbRemind        Verb = "remind"
	VerbCloseProblem  Verb = "close-problem" // what a recipient reported is dealt with
	VerbRenewLink     Verb = "renew-link"
	VerbReplaceFile   Verb = "replace-file"
	VerbNewVersion    Verb = "new-version"
	VerbDuplicate     Verb = "duplicate"
	VerbNote          Verb = "note"
	VerbDeleteNote    Verb = "delete-note"
	VerbLive          Verb = "live" // GET: says when there is something newer
	VerbCertificate   Verb = "certificate.pdf"
	VerbAttestation   Verb = "attestation.pdf" // GET; a recipient's page has it too
	VerbEvidence      Verb = "evidence.zip"    // GET
)

// What a recipient does under /d/{publicID}/.
const (
	VerbPay                  Verb = "pay"
	VerbTransfer             Verb = "transfer" // says that a bank transfer was made
	VerbPaid                 Verb = "paid"     // GET: where the payment page returns to
	VerbCode                 Verb = "code"
	VerbSign                 Verb = "sign"
	VerbDecline              Verb = "decline"
	VerbNumber               Verb = "number"
	VerbProblem              Verb = "problem"
	VerbPayer                Verb = "payer" // somebody else pays
	VerbAbuse                Verb = "abuse" // told to the operator
	VerbWaiveRight           Verb = "waive-right"
	VerbEndContract          Verb = "renoncer" // GET asks, POST does: the word of the law (C. conso. L221-21)
	VerbFreshLink            Verb = "fresh-link"
	VerbToComputer           Verb = "to-computer" // the link again, to the recipient's own address
	VerbSeen                 Verb = "seen"        // the page's own beacon: a sign of a person
	VerbArchive              Verb = "files.zip"
	VerbRecipientCertificate Verb = "certificate.pdf"
	VerbLanguage             Verb = "language"
)

// ConfirmPath is where the link of the confirmation e-mail leads. Opening it shows a button; only the POST confirms.
func ConfirmPath(token string) string { return "/confirm/" + url.PathEscape(token) }

// ResetPath is where the link of a forgotten password leads. Opening it shows a form; only the POST changes something.
func ResetPath(token string) string { return "/reset/" + url.PathEscape(token) }

// NewEmailPath is where the link to a member's new address leads. Only the POST changes it.
func NewEmailPath(token string) string { return PathEmail + "/" + url.PathEscape(token) }

// OldEmailPath is where the link to the address that was leads, from which it is had back. Only the POST changes something.
func OldEmailPath(token string) string { return "/email/" + url.PathEscape(token) }

// DemoPath is the telephone of a demonstration.
func DemoPath(token string) string { return PathDemo + "/" + url.PathEscape(token) }

// InvitationPath is where the link of an invitation into a workspace leads. Only the POST makes the member.
func InvitationPath(token string) string { return "/invitation/" + url.PathEscape(token) }

// DeliveryPath is the sender's page of a delivery.
func DeliveryPath(id string) string { return PathDeliveries + "/" + url.PathEscape(id) }

// ClientPath is the page of a client.
func ClientPath(id string) string { return PathClients + "/" + url.PathEscape(id) }

// DeliveryVerbPath is where the sender's page posts an action.
func DeliveryVerbPath(id string, verb Verb) string { return DeliveryPath(id) + "/" + string(verb) }

// SharePath is the recipient's page of a delivery, by its public id.
func SharePath(publicID string) string { return "/d/" + url.PathEscape(publicID) }

// ShareVerbPath is where the recipient's page posts an action.
func ShareVerbPath(publicID string, verb Verb) string {
	return SharePath(publicID) + "/" + string(verb)
}

// ShareReadPath is where a file that is visible before payment opens in the browser.
func ShareReadPath(publicID, deliverableID string) string {
	return ShareFilePath(publicID, deliverableID) + "?" + QueryRead + "=1"
}

// ShareReceiptPath is where a payer downloads a receipt.
func ShareReceiptPath(publicID, number string) string {
	return SharePath(publicID) + "/receipts/" + url.PathEscape(number)
}

// ReceiptPath is where a sender downloads a receipt.
func ReceiptPath(id, number string) string {
	return DeliveryPath(id) + "/receipts/" + url.PathEscape(number)
}

// QueryRead asks for a file to be shown, not saved.
const QueryRead = "read"

// ShareFilePath is where a recipient downloads one deliverable.
func ShareFilePath(publicID, deliverableID string) string {
	return SharePath(publicID) + "/files/" + url.PathEscape(deliverableID)
}
