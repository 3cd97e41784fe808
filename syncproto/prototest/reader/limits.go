package reader

// Section 9, as far as a reader of the wire meets it.
const (
	maxEvent    = 2048
	maxCount    = 64
	maxBody     = 65536
	maxNesting  = 4
	maxPayload  = 69632
	minTailItem = 16 // a byte string this long leaves the skeleton
)
