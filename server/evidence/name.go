package evidence

import (
	"fmt"

	"zhucun/syncproto"
)

func placeOf(p *syncproto.Place) Place {
	if p == nil {
		return Place{Class: "not_asked"}
	}
	return Place{Class: p.Class.String(), Accuracy: accuracyWord(p.Band), Datum: p.Datum.String()}
}

// accuracyWord names a band whose range the decoder has checked.
func accuracyWord(band uint8) string {
	return [...]string{"unknown", "within_10m", "within_50m", "within_200m", "within_1km", "worse"}[band]
}

// optional is the word of what may be left out.
func optional[W fmt.Stringer](w *W) string {
	if w == nil {
		return ""
	}
	return (*w).String()
}

func codeWord(c syncproto.Code) string {
	if c == 0 {
		return ""
	}
	return c.String()
}

func hashWord(h syncproto.Hash) string {
	if h == (syncproto.Hash{}) {
		return ""
	}
	return h.String()
}

func timeOf(a syncproto.Attributes) Time {
	t := Time{NotBefore: a.Lo, NotAfter: a.Hi, Best: a.Best, Class: "interval"}
	switch {
	case a.Hi == 0:
		t.Class = "none"
	case a.Lo == 0:
		t.Class = "not_after"
	}
	return t
}
