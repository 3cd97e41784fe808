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
	keys       []logKey // rising by from; two branches of a fork have each their own
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

// keysAt are the newest keys that may sign a segment beginning at seq, the newest first. A log has more than one only when it has forked.
func (l *log) keysAt(seq uint64) []syncproto.PublicKey {
	var keys []syncproto.PublicKey
	for _, k := range slices.Backward(l.keys) {
		if k.from <= seq && len(keys) < maxTried {
			keys = append(keys, k.key)
		}
	}
	return keys
}

// segment is one whose device signature holds.
type segment struct {
	syncproto.Erased
	head    syncproto.Head
	name    string
	verdict verdict
	counts  bool                // it stands in the county's ledger
	next    syncproto.PublicKey // signs what follows it
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

// checkSegments verifies each log's segments in order, because a rotation in one gives the key of what follows it.
func (c *checker) checkSegments() {
	for _, s := range c.readSegments() {
		l := c.logs[s.Header.Log]
		s.verdict, s.counts = c.verdicts[s.head]
		signed := c.checkSignature(&s, l)
		c.report.add(WhatDeviceSignature, signed, s.name)
		if signed == Damaged {
			continue
		}
		c.report.found(WhatLedger, s.counts, s.name)
		if s.counts {
			c.report.add(WhatAdmission, Attested, s.name)
		}
		c.checkLink(s, l)
		c.rotate(&s, l)
		c.segments = append(c.segments, s)
		c.byHead[s.head] = s
	}
}

// checkSignature follows the chain: the key is the one that the segment before has, or gave. Where that one is not in here it is the log's newest, or an
// older one of a log with two branches: that the newer was given on another branch is the county's word, and stands in its ledger.
func (c *checker) checkSignature(s *segment, l *log) State {
	if l == nil {
		return Damaged
	}
	keys := l.keysAt(s.Header.First)
	if before, here := c.before(*s); here {
		keys = []syncproto.PublicKey{before.next}
	}
	for i, key := range keys {
		if s.Verify(key) != nil {
			continue
		}
		s.next = key
		if i == 0 {
			return Proven
		}
		if s.counts {
			return Attested
		}
	}
	return Damaged
}

// before is the segment that another follows, when it is here.
func (c *checker) before(s segment) (segment, bool) {
	before, here := c.byHead[s.Header.Previous]
	return before, here && before.Header.Log == s.Header.Log && before.Header.Last() == s.Header.First-1
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
	if _, here := c.before(s); here {
		c.report.add(WhatChain, Proven, s.name)
		return
	}
	c.report.add(WhatChain, Attested, s.name)
}

func (c *checker) isRoot(previous syncproto.Head, id syncproto.LogID) bool {
	enrolment, _, ok := c.readLog(LogName(id))
	return ok && previous == enrolment.Root()
}

// rotate takes over a new key from the segment's last event.
func (c *checker) rotate(s *segment, l *log) {
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
		s.next = key
		l.keys = append(l.keys, logKey{self.Seq + 1, key})
	}
}
