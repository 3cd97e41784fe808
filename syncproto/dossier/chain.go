package dossier

import (
	"bufio"
	"bytes"
	"cmp"
	"slices"

	"zhucun/syncproto"
)

// log is an install whose genesis holds.
type log struct {
	id         syncproto.LogID
	keys       []logKey // rising by from
	people     map[syncproto.Local]syncproto.Person
	personKeys map[uint64]personKey // by the seq that names them on the log
}

type logKey struct {
	from uint64
	key  syncproto.PublicKey
}

type personKey struct {
	local syncproto.Local
	body  syncproto.PersonKey
	key   syncproto.PublicKey
}

// keyAt is the key that signs the segment beginning at seq.
func (l *log) keyAt(seq uint64) syncproto.PublicKey {
	var key syncproto.PublicKey
	for _, k := range l.keys {
		if k.from <= seq {
			key = k.key
		}
	}
	return key
}

// segment is one whose device signature holds.
type segment struct {
	syncproto.Erased
	head    syncproto.Head
	name    string
	verdict verdict
	counts  bool // it stands in the county's ledger
}

// checkLogs takes in the installs: each proves that it holds the key of its genesis. That the county enrolled it follows from the verdicts on its
// segments, which the county gives to enrolled installs alone.
func (c *checker) checkLogs() {
	for _, name := range c.archive.in(logsFolder) {
		enrolment, key, ok := c.readLog(name)
		c.report.found(WhatEnrolment, ok, name)
		if ok {
			id := enrolment.LogID()
			c.logs[id] = &log{id: id, keys: []logKey{{1, key}}, people: map[syncproto.Local]syncproto.Person{}, personKeys: map[uint64]personKey{}}
		}
	}
}

func (c *checker) readLog(name string) (enrolment syncproto.Enrolment, key syncproto.PublicKey, ok bool) {
	data := c.archive.small[name]
	frame, err := syncproto.ReadFrame(bufio.NewReader(bytes.NewReader(data)))
	if err != nil || frame.Type != syncproto.FrameEnrol || !bytes.Equal(syncproto.AppendRawFrame(nil, frame.Type, frame.Payload), data) {
		return enrolment, key, false
	}
	if err := frame.Decode(&enrolment); err != nil {
		return enrolment, key, false
	}
	genesis, key, err := enrolment.Verify()
	bare := enrolment.Code == syncproto.CodeID{} // no signature covers the code
	return enrolment, key, err == nil && bare && name == LogName(enrolment.LogID()) && c.document != nil && genesis.County == c.document.County
}

// checkSegments verifies each log's segments in order, because a rotation in one gives the key of the next.
func (c *checker) checkSegments() {
	for _, s := range c.readSegments() {
		l := c.logs[s.Header.Log]
		if l == nil || s.Verify(l.keyAt(s.Header.First)) != nil {
			c.report.add(WhatDeviceSignature, Damaged, s.name)
			continue
		}
		c.report.add(WhatDeviceSignature, Proven, s.name)
		s.verdict, s.counts = c.verdicts[s.head]
		c.report.found(WhatLedger, s.counts, s.name)
		if s.counts {
			c.report.add(WhatAdmission, Attested, s.name)
		}
		c.checkLink(s, l)
		c.rotate(s, l)
		c.segments = append(c.segments, s)
	}
}

func (c *checker) readSegments() []segment {
	var segments []segment
	for _, name := range c.archive.in(segmentsFolder) {
		data := c.archive.small[name]
		if len(data) > maxErased {
			c.report.add(WhatDeviceSignature, Damaged, name)
			continue
		}
		erased, err := syncproto.ParseErased(data)
		if err != nil || name != SegmentName(erased.Head()) {
			c.report.add(WhatDeviceSignature, Damaged, name)
			continue
		}
		segments = append(segments, segment{Erased: erased, head: erased.Head(), name: name})
	}
	slices.SortFunc(segments, func(a, b segment) int {
		return cmp.Or(bytes.Compare(a.Header.Log[:], b.Header.Log[:]), cmp.Compare(a.Header.First, b.Header.First), bytes.Compare(a.head[:], b.head[:]))
	})
	return segments
}

// checkLink: the segment before is here, or this is the first. What lies between two that do not touch is the county's to know.
func (c *checker) checkLink(s segment, l *log) {
	if s.Header.First == 1 {
		c.report.found(WhatChain, c.isRoot(s.Header.Previous, l.id), s.name)
		return
	}
	for _, before := range c.segments {
		if before.Header.Log == l.id && before.Header.Last() == s.Header.First-1 && before.head == s.Header.Previous {
			c.report.add(WhatChain, Proven, s.name)
			return
		}
	}
	c.report.add(WhatChain, Attested, s.name)
}

func (c *checker) isRoot(previous syncproto.Head, id syncproto.LogID) bool {
	enrolment, _, ok := c.readLog(LogName(id))
	return ok && previous == enrolment.Root()
}

// rotate takes over a new key from the segment's last event.
func (c *checker) rotate(s segment, l *log) {
	last := int(s.Header.Count) - 1
	data := s.Event(last)
	if data == nil || !s.counts || !s.accepted(last) {
		return
	}
	event, err := syncproto.DecodeEvent(data)
	rotated, ok := event.Body.(syncproto.KeyRotated)
	if err != nil || !ok {
		return
	}
	self := syncproto.ID(l.id, s.Header.Last())
	key, held := rotated.Proven(self)
	c.report.found(WhatRotation, held, s.at(last))
	if held {
		l.keys = append(l.keys, logKey{self.Seq + 1, key})
	}
}
