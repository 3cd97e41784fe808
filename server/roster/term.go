package roster

import "zhucun/syncproto"

// Term is a first and a last day, both counted; To is NoEnd while it goes on.
type Term struct{ From, To syncproto.Day }

// Covers tells whether a day lies in the term.
func (t Term) Covers(day syncproto.Day) bool { return t.From <= day && day <= t.To }
