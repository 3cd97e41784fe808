package syncproto

// What tests outside the package need of its inside.
var (
	SplitBody = splitBody
	JoinBody  = joinBody
	Pack      = pack
	Encode    = encode
)
