package syncer

import (
	"slices"

	"zhucun/syncproto"
)

// roomFor is what a request may hold of segments, its other frames apart.
const roomFor = syncproto.MaxRequest - 4096

func (e *Engine) unsent() bool {
	return slices.ContainsFunc(e.segments, func(s *segment) bool { return !s.sent && !s.done })
}

// enrol asks for the grant alone. Whoever sits on the line may read it: its code is a MAC, and no session is named.
func (e *Engine) enrol() Action {
	e.hello, e.signed, e.dead = false, false, false
	e.outcome.Pushes++
	e.action.Push = syncproto.AppendFrame(nil, syncproto.FrameEnrol, e.Enrolment)
	return e.action
}

// push puts hello, enrolment and segments into one request. What an earlier request of this run brought to its end is not sent again.
func (e *Engine) push() Action {
	hello := syncproto.Hello{Version: 1, Session: e.Session}
	e.signed = !e.Begun
	if e.signed {
		var err error
		if hello, err = syncproto.SignHello(e.County, e.Log, e.Session, e.Signer); err != nil {
			e.stop(err)
			return Action{}
		}
	}
	hello.Boot, hello.Elapsed = e.Clock.Boot, e.Clock.Elapsed
	body := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
	if e.Document == nil {
		body = syncproto.AppendFrame(body, syncproto.FrameEnrol, e.Enrolment)
	}
	for _, s := range e.segments {
		if s.sent || s.done {
			continue
		}
		if len(body)+len(s.Payload) > roomFor {
			break
		}
		body = syncproto.AppendRawFrame(body, syncproto.FrameSegment, s.Payload)
		s.under = true
	}
	e.hello, e.dead = false, false
	e.outcome.Pushes++
	e.action.Push = body
	return e.action
}

// pushed closes a push. After a cut all that has no receipt goes again.
func (e *Engine) pushed(whole bool) {
	for _, s := range e.segments {
		s.sent = s.done || whole && (s.sent || s.under)
		s.under = false
	}
	e.hello = !whole || e.dead || e.more && e.fruitful
}
