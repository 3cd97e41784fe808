package syncproto

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Shown is what a cadre's screen shows as a QR code to a supervisor with another phone (SPEC.md section 5). The supervisor's phone computes the leaf
// from it and shows them what the event says: a screen cannot show one visit and have another signed.
type Shown struct {
	_     struct{} `cbor:",toarray"`
	Log   LogID
	Seq   uint64
	Nonce [32]byte
	Event []byte
}

const shownPrefix = "ZHUCUNVISIT1:"

// Show makes what the screen shows of event i (0 is the first) of the segment that has the salt.
func (s Salt) Show(id EventID, i int, event []byte) Shown {
	return Shown{Log: id.Log, Seq: id.Seq, Nonce: s.nonce(i), Event: event}
}

// Text is what the QR code holds.
func (s Shown) Text() string { return shownPrefix + base64.RawURLEncoding.EncodeToString(encode(s)) }

// ID of the event.
func (s Shown) ID() EventID { return ID(s.Log, s.Seq) }

// Leaf that the supervisor's key will sign.
func (s Shown) Leaf() Leaf { return leafOf(s.Nonce, s.Event) }

// ParseShown reads the QR code of a sign-in or deed and what it says.
func ParseShown(text string) (Shown, Event, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), shownPrefix)
	if !ok {
		return Shown{}, Event{}, malformed("not the code of a visit")
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil {
		return Shown{}, Event{}, malformed("the code of the visit is damaged")
	}
	var s Shown
	if err := decode(data, &s); err != nil {
		return Shown{}, Event{}, fmt.Errorf("code of a visit: %w", err)
	}
	event, err := DecodeEvent(s.Event)
	if err != nil {
		return Shown{}, Event{}, fmt.Errorf("code of a visit: %w", err)
	}
	switch event.Body.(type) {
	case SignIn, Deed:
		return s, event, nil
	}
	return Shown{}, Event{}, malformed("a visit or deed can be confirmed, kind %d cannot", event.Body.Kind())
}
