package clientsdk

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"zhucun/syncproto"
)

// ErrNotAVisit says that a text is not what a cadre's screen shows for confirming.
var ErrNotAVisit = errors.New("not the code of a visit")

const visitPrefix = "ZHUCUNVISIT1:"

// visitItems are what the supervisor's phone reads from the cadre's screen.
type visitItems struct {
	_       struct{} `cbor:",toarray"`
	Log     syncproto.LogID
	Seq     uint64
	Leaf    syncproto.Leaf
	Cadre   syncproto.Person
	Village syncproto.Village
	Sheet   syncproto.Sheet
	Day     syncproto.Day
}

// QR is the text for the cadre's screen that [FromQR] reads on the supervisor's phone. Errors: ErrNoEvent, ErrNotThat.
func (p *Phone) QR(ctx context.Context, seq uint64) (string, error) {
	in, err := p.enrolled(ctx)
	if err != nil {
		return "", err
	}
	event, err := p.journal.Event(ctx, seq)
	if err != nil {
		return "", err
	}
	facts, err := factsOf(event)
	if err != nil {
		return "", err
	}
	data, err := visitItems{Log: in.log, Seq: seq, Leaf: event.Leaf, Cadre: facts.Cadre, Village: facts.Village, Sheet: facts.Sheet, Day: facts.Day}.encode()
	return visitPrefix + base64.RawURLEncoding.EncodeToString(data), err
}

// FromQR is a sign-in or deed on another phone, read from its screen; ErrNotAVisit.
func FromQR(text string) (Subject, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), visitPrefix)
	if !ok {
		return Subject{}, ErrNotAVisit
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil {
		return Subject{}, ErrNotAVisit
	}
	var v visitItems
	if err := cbor.Unmarshal(data, &v); err != nil {
		return Subject{}, ErrNotAVisit
	}
	if again, err := v.encode(); err != nil || !bytes.Equal(again, data) {
		return Subject{}, ErrNotAVisit
	}
	form := syncproto.Subject{Form: syncproto.ByQR, Event: syncproto.ID(v.Log, v.Seq), Leaf: v.Leaf}
	return Subject{form: form, facts: Facts{Cadre: v.Cadre, Village: v.Village, Sheet: v.Sheet, Day: v.Day}}, nil
}

// Facts are what the subject says, to be shown before the supervisor confirms; empty for one on this phone.
func (s Subject) Facts() Facts { return s.facts }

func (v visitItems) encode() ([]byte, error) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(v)
}
