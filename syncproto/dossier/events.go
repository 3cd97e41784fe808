package dossier

import (
	"strconv"

	"zhucun/syncproto"
)

// attested is an event of a segment that is signed and stands in the ledger, with where it was found.
type attested struct {
	syncproto.Attested
	segment segment
	place   int // in its segment
}

func (a attested) where() string { return a.segment.at(a.place) }

// at names an event of the segment, for an item.
func (s segment) at(place int) string {
	return s.name + "#" + strconv.FormatUint(s.Header.First+uint64(place), 10)
}

// code is the county's verdict on an event; 7, a gap, when it judged the event later than the ledger tells.
func (s segment) code(place int) syncproto.Code {
	if !s.counts || !s.verdict.judged(int(s.Header.Count)) {
		return syncproto.CodeGap
	}
	return syncproto.Code(s.verdict.codes[place+1])
}

// accepted: the county's ledger has nothing against the event. A device's own doings need no more: they are proven by its keys.
func (s segment) accepted(place int) bool {
	code := s.code(place)
	return code == 0 || code == syncproto.CodeGap
}

// gather decodes the kept events of segments that count, and learns who is who on each log.
func (c *checker) gather() {
	for _, s := range c.segments {
		if !s.counts {
			continue
		}
		for i := range int(s.Header.Count) {
			if s.Event(i) != nil {
				c.take(s, i)
			}
		}
	}
	_, here := c.events[c.subject]
	c.report.found(WhatSubject, here, ContentsName)
}

func (c *checker) take(s segment, i int) {
	self := syncproto.ID(s.Header.Log, s.Header.First+uint64(i))
	event, err := syncproto.DecodeEvent(s.Event(i))
	if err != nil {
		return // the county keeps it as refused, and so does a dossier
	}
	a := attested{Attested: syncproto.Attested{ID: self, Leaf: s.Leaf(i), Event: event}, segment: s, place: i}
	switch code := s.code(i); code {
	case syncproto.CodeUnknownKind, syncproto.CodeBadEvent, syncproto.CodeFork, syncproto.CodeUnknownPerson:
		a.Refused = code
	}
	c.events[place{a.ID, a.Leaf}] = a
	l := c.logs[s.Header.Log]
	switch body := event.Body.(type) {
	case syncproto.PersonAdded:
		if s.accepted(i) {
			l.people[body.Local] = body.Person
		}
	case syncproto.PersonKey:
		c.takePersonKey(l, a, body)
	}
}

// takePersonKey registers a personal key whose holder has shown that they hold it, for the person whom the log had bound before.
func (c *checker) takePersonKey(l *log, a attested, body syncproto.PersonKey) {
	key, err := body.Public()
	person, known := l.people[body.Local]
	holds := err == nil && known && body.Proven(a.ID, person)
	c.found(WhatPersonKey, holds, a)
	if holds && a.Refused == 0 {
		l.personKeys[a.ID.Seq] = personKey{body.Local, body, key}
	}
}

// leafAt finds the leaf of an event, kept or not, of the branch on which a segment stands: by the chain as far as it is in here, and beyond it in whatever
// segment of the log counts.
func (c *checker) leafAt(id syncproto.EventID, on segment) (syncproto.Leaf, bool) {
	for s, here := on, true; here; s, here = c.before(s) {
		if id.Seq >= s.Header.First {
			return s.Leaf(int(id.Seq - s.Header.First)), true
		}
	}
	for _, s := range c.segments {
		if s.counts && s.Header.Log == id.Log && id.Seq >= s.Header.First && id.Seq <= s.Header.Last() {
			return s.Leaf(int(id.Seq - s.Header.First)), true
		}
	}
	return syncproto.Leaf{}, false
}
