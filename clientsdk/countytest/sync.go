package countytest

import (
	"bytes"
	"errors"
	"io"

	"zhucun/syncproto"
)

// answer collects frames in the order of a real server's.
type answer struct {
	out     []byte
	session *syncproto.LogID
	hello   *syncproto.Hello
}

func (a *answer) frame(kind syncproto.FrameType, payload any) {
	a.out = syncproto.AppendFrame(a.out, kind, payload)
}

func (a *answer) notice(code syncproto.Code, log syncproto.LogID, seq uint64) {
	n := syncproto.Notice{Code: code, Log: &log}
	if seq > 0 {
		n.Seq = &seq
	}
	a.frame(syncproto.FrameNotice, n)
}

// Sync handles what came of a request and gives the answer.
func (c *County) Sync(request []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := new(answer)
	var enrols []syncproto.Enrolment
	var segments [][]byte
	read := bytes.NewReader(request)
	for first := true; ; first = false {
		frame, err := syncproto.ReadFrame(read)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, syncproto.ErrCut) {
				c.complain("request: %v", err)
			}
			break
		}
		switch frame.Type {
		case syncproto.FrameHello:
			a.hello = new(syncproto.Hello)
			if err := frame.Decode(a.hello); err != nil || !first {
				c.complain("hello: first %t, %v", first, err)
			}
		case syncproto.FrameEnrol:
			var e syncproto.Enrolment
			if err := frame.Decode(&e); err != nil {
				c.complain("enrol: %v", err)
			}
			enrols = append(enrols, e)
		case syncproto.FrameSegment:
			segments = append(segments, frame.Payload)
		default:
			c.complain("frame 0x%02x", frame.Type)
		}
	}
	for _, e := range enrols {
		c.enrol(a, e)
	}
	c.greet(a)
	for _, payload := range segments {
		c.take(a, payload)
	}
	return c.finish(a)
}

func (c *County) enrol(a *answer, e syncproto.Enrolment) {
	genesis, key, err := e.Verify()
	if err != nil || genesis.County != c.document.County {
		a.notice(syncproto.CodeWrongCounty, e.LogID(), 0)
		return
	}
	id, known := e.LogID(), c.codes[e.Code]
	switch {
	case known == nil || !e.Spends(known.key):
		a.notice(syncproto.CodeCodeUnknown, id, 0)
		return
	case known.refusal != 0:
		a.notice(known.refusal, id, 0)
		return
	case known.spentBy != nil && *known.spentBy != id:
		a.notice(syncproto.CodeCodeSpent, id, 0)
		return
	}
	known.spentBy = &id
	if c.logs[id] == nil {
		c.logs[id] = &log{id: id, key: key, ordinal: uint32(len(c.logs) + 1), root: e.Root(), waiting: map[uint64][]byte{}}
	}
	a.frame(syncproto.FrameGrant, syncproto.NewGrant(id, c.logs[id].ordinal, c.document, known.key))
}

func (c *County) greet(a *answer) {
	if a.hello == nil {
		return
	}
	h := *a.hello
	if h.Log != nil && !c.spent[h.Session] {
		l := c.logs[*h.Log]
		if l == nil {
			a.notice(syncproto.CodeUnknownLog, *h.Log, 0)
			return
		}
		if !h.Begins(c.document.County, l.key) {
			c.complain("hello is not signed by its log")
			return
		}
		c.sessions[h.Session] = *h.Log
	}
	if id, live := c.sessions[h.Session]; live {
		a.session = &id
		return
	}
	a.frame(syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeSessionUnknown})
}

// take stores a segment, or says again that it is stored.
func (c *County) take(a *answer, payload []byte) {
	s, err := syncproto.ParseSegment(payload)
	if err != nil {
		c.complain("segment: %v", err)
		return
	}
	l := c.logs[s.Header.Log]
	if l == nil {
		a.notice(syncproto.CodeUnknownLog, s.Header.Log, s.Header.First)
		return
	}
	v, err := s.Verify(l.key)
	if err != nil {
		c.complain("segment: %v", err)
		return
	}
	next, previous := uint64(1), l.root
	for _, old := range l.segments {
		if old.Head() == v.Head() {
			c.acknowledge(a, l, old)
			return
		}
		next, previous = old.Header().Last()+1, old.Head()
	}
	switch {
	case v.Header().First < next:
		c.complain("fork at %d", v.Header().First)
	case v.Header().First > next:
		a.notice(syncproto.CodeGap, l.id, v.Header().First)
	case v.Header().Previous != previous:
		c.complain("segment %d does not follow", v.Header().First)
	default:
		c.store(a, l, v)
	}
}

func (c *County) store(a *answer, l *log, v syncproto.Verified) {
	for i, data := range v.Events() {
		event, err := syncproto.DecodeEvent(data)
		if err != nil {
			c.complain("event %d: %v", v.Header().First+uint64(i), err)
			continue
		}
		if photo, ok := event.Body.(syncproto.Photo); ok {
			c.name(l.id, photo.Manifest, 0, "manifest")
		}
	}
	s := stored{v, c.tree}
	c.tree++
	l.segments = append(l.segments, s)
	c.acknowledge(a, l, s)
}

func (c *County) acknowledge(a *answer, l *log, s stored) {
	h := s.Header()
	a.frame(syncproto.FrameAck, syncproto.Ack{Log: l.id, First: h.First, Count: h.Count, Head: s.Head()})
	a.frame(syncproto.FrameReceipt, syncproto.Receipt{Epoch: c.document.Epoch, Log: l.id, First: h.First, Count: h.Count, Head: s.Head(),
		Index: s.index, Size: s.index + 1}.Sign(c.ledger))
}

func (c *County) finish(a *answer) []byte {
	for _, n := range c.notices {
		a.frame(syncproto.FrameNotice, n)
	}
	c.notices = nil
	if a.session != nil {
		c.tellOffsets(a, *a.session)
	}
	if a.hello != nil {
		c.anchor++
		a.frame(syncproto.FrameTime, syncproto.Time{Clock: 1_800_000_000_000, Anchor: syncproto.Anchor{c.anchor}})
	}
	a.frame(syncproto.FrameEnd, syncproto.End{Epoch: c.document.Epoch, Wait: 60})
	return a.out
}
