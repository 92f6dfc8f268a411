package stripe

// The objects of the Stripe API, version 2023-10-16, in the shape it sends them; they are stored as they are sent.
// Members whose name begins with "_" are the sandbox's own and never leave it.

const apiVersion = "2023-10-16"

// Kinds of documents in the store.
const (
	kindSession = "stripe_session"
	kindOpen    = "stripe_open" // ids of the sessions that may still expire
	kindIntent  = "stripe_intent"
	kindCharge  = "stripe_charge"
	kindTxn     = "stripe_txn"
	kindRefund  = "stripe_refund"
	kindDispute = "stripe_dispute"
	kindEvent   = "stripe_event"
	kindKey     = "stripe_key"
)

type metadata map[string]string

type checkoutSession struct {
	ID                string         `json:"id"`
	Object            string         `json:"object"`
	AmountSubtotal    int64          `json:"amount_subtotal"`
	AmountTotal       int64          `json:"amount_total"`
	CancelURL         *string        `json:"cancel_url"`
	ClientReferenceID *string        `json:"client_reference_id"`
	Created           int64          `json:"created"`
	Currency          string         `json:"currency"`
	Customer          *string        `json:"customer"`
	CustomerDetails   map[string]any `json:"customer_details"`
	CustomerEmail     *string        `json:"customer_email"`
	ExpiresAt         int64          `json:"expires_at"`
	Livemode          bool           `json:"livemode"`
	Locale            *string        `json:"locale"`
	Metadata          metadata       `json:"metadata"`
	Mode              string         `json:"mode"`
	PaymentIntent     *string        `json:"payment_intent"`
	PaymentMethods    []string       `json:"payment_method_types"`
	PaymentStatus     string         `json:"payment_status"`
	Status            string         `json:"status"`
	SuccessURL        string         `json:"success_url"`
	TotalDetails      map[string]any `json:"total_details"`
	URL               *string        `json:"url"`

	Account        string     `json:"_account"`
	Lines          []lineItem `json:"_lines"`
	IntentMetadata metadata   `json:"_intent_metadata"`
	Description    *string    `json:"_description"`
	Suffix         *string    `json:"_suffix"`
}

type lineItem struct {
	ID          string `json:"id"`
	Object      string `json:"object"`
	AmountTotal int64  `json:"amount_total"`
	Currency    string `json:"currency"`
	Description string `json:"description"`
	Quantity    int64  `json:"quantity"`
}

type paymentIntent struct {
	ID                 string         `json:"id"`
	Object             string         `json:"object"`
	Amount             int64          `json:"amount"`
	AmountCapturable   int64          `json:"amount_capturable"`
	AmountReceived     int64          `json:"amount_received"`
	CanceledAt         *int64         `json:"canceled_at"`
	CancellationReason *string        `json:"cancellation_reason"`
	CaptureMethod      string         `json:"capture_method"`
	ClientSecret       string         `json:"client_secret"`
	ConfirmationMethod string         `json:"confirmation_method"`
	Created            int64          `json:"created"`
	Currency           string         `json:"currency"`
	Customer           *string        `json:"customer"`
	Description        *string        `json:"description"`
	LastPaymentError   *paymentError  `json:"last_payment_error"`
	LatestCharge       *string        `json:"latest_charge"`
	Livemode           bool           `json:"livemode"`
	Metadata           metadata       `json:"metadata"`
	NextAction         map[string]any `json:"next_action"`
	PaymentMethod      *string        `json:"payment_method"`
	PaymentMethods     []string       `json:"payment_method_types"`
	Suffix             *string        `json:"statement_descriptor_suffix"`
	Status             string         `json:"status"`

	Account string `json:"_account"`
	Session string `json:"_session"`
}

// paymentError is why the last attempt of an intent failed.
type paymentError struct {
	Charge      string `json:"charge,omitempty"`
	Code        string `json:"code"`
	DeclineCode string `json:"decline_code,omitempty"`
	Message     string `json:"message"`
	Type        string `json:"type"`
}

type bankCharge struct {
	ID                 string         `json:"id"`
	Object             string         `json:"object"`
	Amount             int64          `json:"amount"`
	AmountCaptured     int64          `json:"amount_captured"`
	AmountRefunded     int64          `json:"amount_refunded"`
	BalanceTransaction *string        `json:"balance_transaction"`
	BillingDetails     map[string]any `json:"billing_details"`
	Captured           bool           `json:"captured"`
	Created            int64          `json:"created"`
	Currency           string         `json:"currency"`
	Customer           *string        `json:"customer"`
	Description        *string        `json:"description"`
	Disputed           bool           `json:"disputed"`
	FailureCode        *string        `json:"failure_code"`
	FailureMessage     *string        `json:"failure_message"`
	Livemode           bool           `json:"livemode"`
	Metadata           metadata       `json:"metadata"`
	Outcome            map[string]any `json:"outcome"`
	Paid               bool           `json:"paid"`
	PaymentIntent      string         `json:"payment_intent"`
	PaymentMethod      string         `json:"payment_method"`
	Method             map[string]any `json:"payment_method_details"`
	Refunded           bool           `json:"refunded"`
	Status             string         `json:"status"`

	Account string `json:"_account"`
}

type balanceTxn struct {
	ID          string `json:"id"`
	Object      string `json:"object"`
	Amount      int64  `json:"amount"`
	AvailableOn int64  `json:"available_on"`
	Created     int64  `json:"created"`
	Currency    string `json:"currency"`
	Fee         int64  `json:"fee"`
	Net         int64  `json:"net"`
	Source      string `json:"source"`
	Status      string `json:"status"`
	Type        string `json:"type"`

	Account string `json:"_account"`
}

type moneyRefund struct {
	ID            string   `json:"id"`
	Object        string   `json:"object"`
	Amount        int64    `json:"amount"`
	Charge        string   `json:"charge"`
	Created       int64    `json:"created"`
	Currency      string   `json:"currency"`
	FailureReason *string  `json:"failure_reason,omitempty"`
	Metadata      metadata `json:"metadata"`
	PaymentIntent string   `json:"payment_intent"`
	Reason        *string  `json:"reason"`
	Status        string   `json:"status"`

	Account string `json:"_account"`
}

type cardDispute struct {
	ID                  string         `json:"id"`
	Object              string         `json:"object"`
	Amount              int64          `json:"amount"`
	BalanceTransactions []any          `json:"balance_transactions"`
	Charge              string         `json:"charge"`
	Created             int64          `json:"created"`
	Currency            string         `json:"currency"`
	Evidence            map[string]any `json:"evidence"`
	EvidenceDetails     map[string]any `json:"evidence_details"`
	Refundable          bool           `json:"is_charge_refundable"`
	Livemode            bool           `json:"livemode"`
	Metadata            metadata       `json:"metadata"`
	PaymentIntent       string         `json:"payment_intent"`
	Reason              string         `json:"reason"`
	Status              string         `json:"status"`

	Account string `json:"_account"`
}

type sentEvent struct {
	ID              string         `json:"id"`
	Object          string         `json:"object"`
	OfAccount       string         `json:"account,omitempty"`
	APIVersion      string         `json:"api_version"`
	Created         int64          `json:"created"`
	Data            map[string]any `json:"data"`
	Livemode        bool           `json:"livemode"`
	PendingWebhooks int            `json:"pending_webhooks"`
	Request         map[string]any `json:"request"`
	Type            string         `json:"type"`

	Account string `json:"_account"`
}
