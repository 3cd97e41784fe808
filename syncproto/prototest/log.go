package prototest

import (
	"zhucun/syncproto"
)

// Numbers that the small logs of tests and vectors share: a village of the county, and the people who meet there.
const (
	County     syncproto.County  = 511_921
	Village    syncproto.Village = 511_921_100_200
	Sheet      syncproto.Sheet   = 17
	Cadre      syncproto.Person  = 1_201
	Supervisor syncproto.Person  = 90_412
	Today      syncproto.Day     = 20_775
)

// Code is a one-time code made from a seed.
func Code(seed string) syncproto.OneTimeCode {
	code, err := syncproto.NewOneTimeCode(Random("code " + seed))
	if err != nil {
		panic(err) // the source has no end
	}
	return code
}

// Log writes a chain of segments, as a phone does, from a seed. Errors are faults of the test and panic.
type Log struct {
	Enrolment syncproto.Enrolment
	ID        syncproto.LogID
	Code      syncproto.OneTimeCode
	Anchor    *syncproto.Anchor // of the segments begun from now on
	Previous  syncproto.Head    // of the next segment
	Sealed    [][]byte          // payloads, in order

	seed   string
	signer syncproto.Signer
	next   uint64 // seq of the next event
	open   *syncproto.Open
}

// NewLog enrols a log of the county.
func NewLog(seed string, signer syncproto.Signer) *Log { return ContinueLog(seed, signer, nil) }

// ContinueLog enrols a log that continues another.
func ContinueLog(seed string, signer syncproto.Signer, parent *syncproto.EventID) *Log {
	code := Code(seed)
	enrolment := must(syncproto.NewGenesis(County, signer, code.Key(), parent))
	return &Log{Enrolment: enrolment, ID: enrolment.LogID(), Code: code, Previous: enrolment.Root(), seed: seed, signer: signer, next: 1}
}

// Next is the place of the next event.
func (l *Log) Next() syncproto.EventID { return syncproto.ID(l.ID, l.next) }

// Salt of the segment that begins with the next event.
func (l *Log) Salt() syncproto.Salt {
	sum := syncproto.HashOf(append([]byte("salt "+l.seed), byte(l.next>>8), byte(l.next)))
	return syncproto.Salt(sum[:16])
}

// Clock at the next event: what the log's phone would say.
func (l *Log) Clock() syncproto.Clock {
	return syncproto.Clock{Wall: 1_795_000_000 + 60*l.next, Boot: 0x5eed_0b00, Elapsed: 40_000 + 60*l.next}
}

// Append writes an event of the given actor and tells its leaf.
func (l *Log) Append(actor syncproto.Actor, body syncproto.Body) syncproto.Leaf {
	gap := uint32(60)
	if l.open == nil {
		open := syncproto.NewOpen(l.ID, l.next, l.Previous, l.Clock(), l.Anchor, l.Salt())
		l.open, gap = &open, 0
	}
	leaf := must(l.open.Append(must(syncproto.EncodeEvent(syncproto.Event{Gap: gap, Actor: actor, Body: body}))))
	l.next++
	return leaf
}

// Seal signs what was appended since the last time, and gives the payload.
func (l *Log) Seal() []byte {
	payload, head, err := l.open.Seal(l.signer)
	if err != nil {
		panic(err)
	}
	l.open, l.Previous, l.Sealed = nil, head, append(l.Sealed, payload)
	return payload
}

// Rotate appends a key_rotated; from the next segment on the new key signs. It seals.
func (l *Log) Rotate(signer syncproto.Signer) []byte {
	l.Append(0, must(syncproto.NewKeyRotated(l.Next(), signer)))
	payload := l.Seal()
	l.signer = signer
	return payload
}

// AddPerson binds a local number.
func (l *Log) AddPerson(local syncproto.Local, person syncproto.Person) {
	l.Append(0, syncproto.PersonAdded{Local: local, Person: person})
}

// AddKey registers a personal key and tells the place of its event. code is that of an appointment slip, or nil.
func (l *Log) AddKey(local syncproto.Local, person syncproto.Person, signer syncproto.Signer, code *syncproto.CodeKey) uint64 {
	self := l.Next()
	l.Append(syncproto.ActorOf(local, syncproto.UnlockCard),
		must(syncproto.NewPersonKey(self, local, person, signer, syncproto.CustodyShared, syncproto.MeansCard, code)))
	return self.Seq
}

// Confirm completes a confirmation with the personal key registered at the given seq, and appends it. leaf is the subject's.
func (l *Log) Confirm(local syncproto.Local, key uint64, signer syncproto.Signer, leaf syncproto.Leaf, c syncproto.Confirmation) {
	c.Means, c.Key = syncproto.MeansCard, &key
	if err := c.Prove(l.Next(), signer, leaf, l.Anchor); err != nil {
		panic(err)
	}
	l.Append(syncproto.ActorOf(local, syncproto.UnlockCard), c)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
