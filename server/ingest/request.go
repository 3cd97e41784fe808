package ingest

import (
	"bufio"
	"io"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
)

const (
	// partSegments is how many segments of a body are held and committed at once. With the largest segments that is some 10 MB; what most phones bring
	// is one part.
	partSegments = 64
	// bodyEnrols is how many enrolments one body may bring: a phone has one, a courier some.
	bodyEnrols = 32
	// bodyBarren is how many frames of one body may bring nothing (unreadable, badly signed, of unknown logs) before the rest is left for later. Reading
	// such a frame may cost the server two milliseconds and who sends it nothing.
	bodyBarren = 128
)

// body is one POST on its way in, read a part at a time, so that a large one is not held whole and a cut one counts up to the cut.
type body struct {
	frames  *bufio.Reader
	carrier string
	hello   *syncproto.Hello
	session *store.PhoneSession // of the hello, once a part was committed
	greeted bool                // a part with this hello was committed
	enrols  int
	barren  int
	ended   bool
}

func newBody(carrier string, from io.Reader) *body {
	return &body{frames: bufio.NewReader(io.LimitReader(from, syncproto.MaxRequest)), carrier: carrier}
}

// request is a part of a body, in frames, and what the writer makes of them.
type request struct {
	*body
	enrolments []syncproto.Enrolment
	segments   []*incoming
	notices    []syncproto.Notice // of frames that bring nothing
	last       bool               // of its body

	done      chan error
	out       outcome
	published ledger.Published // covers what out tells
}

// incoming is a segment on its way in. Only check parses it, when its log is known; verified is set once its signature held, under checked.
type incoming struct {
	header   syncproto.Header
	payload  []byte
	carrier  string // who brought it, when it was another than the request's
	segment  syncproto.Segment
	parsed   bool
	verified syncproto.Verified
	checked  syncproto.PublicKey
}

// next reads the next part. The last may be empty: a body without a segment is a request too.
func (b *body) next() *request {
	r := &request{body: b, done: make(chan error, 1)}
	for !b.ended && len(r.segments) < partSegments {
		frame, err := syncproto.ReadFrame(b.frames)
		if err != nil {
			if code := syncproto.CodeOf(err); code == syncproto.CodeOverLimit {
				r.notice(code)
			}
			b.ended = true
			break
		}
		r.take(frame)
		if b.barren > bodyBarren {
			r.leaveRest()
		}
	}
	r.last = b.ended
	return r
}

// leaveRest ends the reading of a body that brings nothing.
func (r *request) leaveRest() {
	if !r.ended {
		r.notice(syncproto.CodeLater)
	}
	r.ended, r.last = true, true
}

func (r *request) take(frame syncproto.Frame) {
	var err error
	switch frame.Type {
	case syncproto.FrameHello:
		err = r.takeHello(frame)
	case syncproto.FrameEnrol:
		err = r.takeEnrolment(frame)
	case syncproto.FrameSegment:
		var header syncproto.Header
		if header, err = syncproto.HeaderOf(frame.Payload); err == nil {
			r.segments = append(r.segments, &incoming{header: header, payload: frame.Payload})
		}
	default:
		r.bringsNothing(syncproto.CodeUnknownFrame)
	}
	if err != nil {
		r.bringsNothing(syncproto.CodeOf(err))
	}
}

func (r *request) takeHello(frame syncproto.Frame) error {
	var hello syncproto.Hello
	if err := frame.Decode(&hello); err != nil {
		return err
	}
	if hello.Version != 1 {
		return syncproto.ErrVersion
	}
	if !r.greeted {
		r.hello = &hello
	}
	return nil
}

func (r *request) takeEnrolment(frame syncproto.Frame) error {
	var enrolment syncproto.Enrolment
	if err := frame.Decode(&enrolment); err != nil {
		return err
	}
	if r.enrols++; r.enrols > bodyEnrols {
		r.bringsNothing(syncproto.CodeLater)
		return nil
	}
	r.enrolments = append(r.enrolments, enrolment)
	return nil
}

func (r *request) bringsNothing(code syncproto.Code) {
	r.barren++
	r.notice(code)
}

func (r *request) notice(code syncproto.Code) {
	r.notices = append(r.notices, syncproto.Notice{Code: code})
}

// weight is how much work the request is, in events.
func (r *request) weight() int {
	weight := 1 + len(r.enrolments)
	for _, in := range r.segments {
		weight += int(in.header.Count)
	}
	return weight
}
