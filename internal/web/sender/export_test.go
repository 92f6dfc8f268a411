package sender

// What the tests look at from outside.
var (
	ParsePrice  = parsePrice
	FormatPrice = formatPrice
)
