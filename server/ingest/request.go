package ingest

import (
	"bufio"
	"io"

	"zhucun/server/ledger"
	"zhucun/syncproto"
)

// request is the frames of one body, decoded, and what the writer makes of them.
type request struct {
	carrier  string
	hello    *syncproto.Hello
	enrols   []syncproto.Enrolment
	segments []*incoming
	notices  []syncproto.Notice // of frames that could not be read

	done      chan error
	out       outcome
	published ledger.Published // covers what out tells
}

// incoming is a segment on its way in. verified is set once its signature was checked, under checked.
type incoming struct {
	segment  syncproto.Segment
	payload  []byte
	verified syncproto.Verified
	checked  syncproto.PublicKey
}

// readRequest reads frames until the body ends, is cut, or grows over the limit.
func readRequest(body io.Reader) *request {
	r := &request{done: make(chan error, 1)}
	frames := bufio.NewReader(io.LimitReader(body, syncproto.MaxRequest))
	for {
		frame, err := syncproto.ReadFrame(frames)
		if err == nil {
			r.take(frame)
			continue
		}
		if code := syncproto.CodeOf(err); code == syncproto.CodeOverLimit {
			r.notice(code)
		}
		return r
	}
}

func (r *request) take(frame syncproto.Frame) {
	var err error
	switch frame.Type {
	case syncproto.FrameHello:
		err = r.takeHello(frame)
	case syncproto.FrameEnrol:
		var enrolment syncproto.Enrolment
		if err = frame.Decode(&enrolment); err == nil {
			r.enrols = append(r.enrols, enrolment)
		}
	case syncproto.FrameSegment:
		var segment syncproto.Segment
		if segment, err = syncproto.ParseSegment(frame.Payload); err == nil {
			r.segments = append(r.segments, &incoming{segment: segment, payload: frame.Payload})
		}
	default:
		r.notice(syncproto.CodeUnknownFrame)
	}
	if err != nil {
		r.notice(syncproto.CodeOf(err))
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
	r.hello = &hello
	return nil
}

func (r *request) notice(code syncproto.Code) {
	r.notices = append(r.notices, syncproto.Notice{Code: code})
}

// weight is how much work the request is, in events.
func (r *request) weight() int {
	weight := 1 + len(r.enrols)
	for _, in := range r.segments {
		weight += int(in.segment.Header.Count)
	}
	return weight
}
