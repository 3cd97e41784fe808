package duty

import (
	"cmp"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// length is how long a person stayed, by two witnesses that do not speak in one unit.
type length struct {
	said     bool // the household said how long
	stay     syncproto.Stay
	measured bool // the phone counted from sign-in to sign-out
	seconds  uint64
}

func lengthOf(v store.Visit) length {
	var l length
	if v.Stay != nil {
		l.said, l.stay = true, *v.Stay
	}
	if v.LeftAfter != nil {
		l.measured, l.seconds = true, *v.LeftAfter
	}
	return l
}

// longer takes the better of each witness.
func (l length) longer(other length) length {
	return length{
		said: l.said || other.said, stay: max(l.stay, other.stay),
		measured: l.measured || other.measured, seconds: max(l.seconds, other.seconds),
	}
}

// compare puts what the household said before what the phone counted.
func (l length) compare(other length) int {
	return cmp.Or(cmp.Compare(l.stay, other.stay), cmp.Compare(l.seconds, other.seconds))
}
