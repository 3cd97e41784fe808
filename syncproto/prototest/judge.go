package prototest

import (
	"errors"
	"fmt"

	"zhucun/syncproto"
)

// What a Judge finds wrong beside the errors of syncproto.
var (
	ErrFork        = errors.New("a second head for a seq")
	ErrBrokenChain = errors.New("the segment before is missing or another")
)

// VerdictOf names an error of a Judge as vectors do.
func VerdictOf(err error) Verdict {
	switch {
	case err == nil:
		return Accept
	case errors.Is(err, syncproto.ErrOverLimit):
		return OverLimit
	case errors.Is(err, syncproto.ErrBadSignature):
		return BadSignature
	case errors.Is(err, ErrFork):
		return Fork
	case errors.Is(err, ErrBrokenChain):
		return BrokenChain
	case errors.Is(err, syncproto.ErrUnknownKind):
		return UnknownKind
	}
	return Malformed
}

// Judge reads one log through syncproto as a stranger would who holds nothing but the log and its code. It gives the verdict of SPEC.md section 12
// on each thing in turn, and after the first that is not accepted it is of no more use. Standing, appointment and time are the server's.
type Judge struct {
	Facts

	log    syncproto.LogID
	keys   []keyFrom
	heads  map[uint64]syncproto.Head // by each seq that the segment covers
	ends   map[uint64]syncproto.Head // by the seq that the segment ends at; 0 is the genesis
	leaves map[uint64]syncproto.Leaf
	people map[syncproto.Local]syncproto.Person
	proven map[uint64]personal // personal keys by the seq of their event
}

// personal is a personal key with what decides whether it may still sign.
type personal struct {
	key   syncproto.PublicKey
	local syncproto.Local
	slip  bool // holds a voucher, so that only the county can tell whether a newer key ends it
	ended bool
}

// keyFrom is the log's key for segments that begin at a seq or later.
type keyFrom struct {
	first uint64
	key   syncproto.PublicKey
}

// segment is what a whole and an erased segment have in common.
type segment struct {
	header syncproto.Header
	head   syncproto.Head
	leaves []syncproto.Leaf
	events [][]byte // nil where erased
	verify func(syncproto.PublicKey) error
	turn   func() (syncproto.PublicKey, bool)
}

// Genesis begins the log.
func (j *Judge) Genesis(e syncproto.Enrolment, code syncproto.CodeKey) error {
	_, key, err := e.Verify()
	switch {
	case err != nil:
		return err
	case !e.Spends(code):
		return fmt.Errorf("genesis: mac: %w", syncproto.ErrBadSignature)
	}
	*j = Judge{log: e.LogID(), keys: []keyFrom{{1, key}}, heads: map[uint64]syncproto.Head{}, ends: map[uint64]syncproto.Head{0: e.Root()},
		leaves: map[uint64]syncproto.Leaf{}, people: map[syncproto.Local]syncproto.Person{}, proven: map[uint64]personal{}}
	j.LogID = j.log[:]
	return nil
}

// Segment judges a payload.
func (j *Judge) Segment(payload []byte) error {
	parsed, err := syncproto.ParseSegment(payload)
	if err != nil {
		return err
	}
	s := segment{header: parsed.Header, head: parsed.Head(), leaves: parsed.Leaves(), events: parsed.Events()}
	s.verify = func(key syncproto.PublicKey) error {
		verified, err := parsed.Verify(key)
		s.turn = verified.Rotation
		return err
	}
	return j.judge(&s)
}

// Erased judges a segment in erased form.
func (j *Judge) Erased(payload []byte) error {
	parsed, err := syncproto.ParseErased(payload)
	if err != nil {
		return err
	}
	s := segment{header: parsed.Header, head: parsed.Head(), verify: parsed.Verify, turn: parsed.Rotation}
	for i := range int(parsed.Header.Count) {
		s.leaves, s.events = append(s.leaves, parsed.Leaf(i)), append(s.events, parsed.Event(i))
	}
	return j.judge(&s)
}

// judge goes by the precedence of verdicts.
func (j *Judge) judge(s *segment) error {
	events, unknown, err := decodeAll(s.events)
	if err != nil {
		return err
	}
	if err := s.verify(j.keyAt(s.header.First)); err != nil {
		return err
	}
	j.learn(s)
	for i, event := range events {
		if err := j.proofs(s, i, event); err != nil {
			return err
		}
	}
	if err := j.place(s); err != nil {
		return err
	}
	if key, ok := s.turn(); ok {
		j.keys = append(j.keys, keyFrom{s.header.Last() + 1, key})
	}
	return unknown
}

// decodeAll gives nil for an event that is erased or of an unknown kind; unknown tells of the latter.
func decodeAll(data [][]byte) (events []*syncproto.Event, unknown, err error) {
	var tooLong error
	for i, d := range data {
		if d == nil {
			events = append(events, nil)
			continue
		}
		event, err := syncproto.DecodeEvent(d)
		_, rotates := event.Body.(syncproto.KeyRotated)
		switch {
		case errors.Is(err, syncproto.ErrUnknownKind):
			unknown = err
			events = append(events, nil)
			continue
		case errors.Is(err, syncproto.ErrOverLimit):
			tooLong = err
		case err != nil:
			return nil, nil, err
		case rotates && i != len(data)-1:
			return nil, nil, fmt.Errorf("%w: key_rotated is not the last", syncproto.ErrMalformed)
		}
		events = append(events, &event)
	}
	return events, unknown, tooLong
}

func (j *Judge) keyAt(seq uint64) syncproto.PublicKey {
	key := syncproto.PublicKey{}
	for _, k := range j.keys {
		if k.first <= seq {
			key = k.key
		}
	}
	return key
}

func (j *Judge) learn(s *segment) {
	j.Heads = append(j.Heads, s.head[:])
	j.Leaves, j.VisitCodes, j.Events = nil, nil, nil
	for i, leaf := range s.leaves {
		j.leaves[s.header.First+uint64(i)] = leaf
		j.Leaves = append(j.Leaves, leaf[:])
		j.VisitCodes = append(j.VisitCodes, uint32(syncproto.VisitCodeOf(leaf)))
		if s.events[i] != nil {
			j.Events = append(j.Events, s.events[i])
		}
	}
}

// place puts the segment into the chain.
func (j *Judge) place(s *segment) error {
	for seq := s.header.First; seq <= s.header.Last(); seq++ {
		if head, taken := j.heads[seq]; taken && head != s.head {
			return fmt.Errorf("%w: seq %d", ErrFork, seq)
		}
	}
	if before, known := j.ends[s.header.First-1]; !known || before != s.header.Previous {
		return ErrBrokenChain
	}
	for seq := s.header.First; seq <= s.header.Last(); seq++ {
		j.heads[seq] = s.head
	}
	j.ends[s.header.Last()] = s.head
	return nil
}

func (j *Judge) proofs(s *segment, i int, event *syncproto.Event) error {
	if event == nil {
		event = &syncproto.Event{}
	}
	self := syncproto.ID(j.log, s.header.First+uint64(i))
	proven := true
	j.Statement, j.PersonalKey, j.PersonalAlgorithm = nil, nil, 0
	switch body := event.Body.(type) {
	case syncproto.PersonAdded:
		j.people[body.Local] = body.Person
	case syncproto.PersonKey:
		proven = body.Proven(self, j.people[body.Local])
		j.register(self.Seq, body)
	case syncproto.KeyRotated:
		_, proven = body.Proven(self)
	case syncproto.Confirmation:
		proven = j.confirmation(self, event.Actor.Local(), body, s.header.Anchor)
	}
	if !proven {
		return fmt.Errorf("proof of event %s: %w", self, syncproto.ErrBadSignature)
	}
	return nil
}

// register keeps a key; a newer one ends an older one of the same local number that nobody can have vouched for.
func (j *Judge) register(seq uint64, k syncproto.PersonKey) {
	for at, older := range j.proven {
		if older.local == k.Local && !older.slip {
			older.ended = true
			j.proven[at] = older
		}
	}
	key, _ := k.Public() // DecodeEvent has parsed it
	j.proven[seq] = personal{key: key, local: k.Local, slip: k.Appointment != nil}
}

// confirmation checks a personal signature; a paper code's MAC only its holder can check.
func (j *Judge) confirmation(self syncproto.EventID, actor syncproto.Local, c syncproto.Confirmation, anchor *syncproto.Anchor) bool {
	leaf := j.leaves[self.Seq-c.Subject.Back]
	j.Statement = c.Statement(self, nil, leaf, anchor)
	if !c.Means.HasKey() {
		return true
	}
	by, known := j.proven[*c.Key]
	if !known || by.local != actor || by.ended {
		return false
	}
	id := by.key.ID()
	j.Statement, j.PersonalKey, j.PersonalAlgorithm = c.Statement(self, &id, leaf, anchor), by.key.Bytes(), uint8(by.key.Algorithm())
	return c.Proven(self, by.key, leaf, anchor)
}
