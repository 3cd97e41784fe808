package prototest_test

import (
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// after is a forgery that follows a log's last segment.
func after(l *prototest.Log, events ...[]byte) forgery {
	f := forge(l, device, events...)
	f.first, f.before = l.Next().Seq, l.Previous
	return f
}

func brokenChains(s *set) {
	add := func(name, comment string, l *prototest.Log, f forgery) {
		s.add(prototest.BrokenChain, name, comment, l, f.payload())
	}
	body := event(byCadre(), prototest.SignIn())
	bare := prototest.NewLog("chain", device)
	f := forge(bare, device, body)
	f.before = syncproto.Head{}
	add("first-names-zeros", "the first segment names 32 zeros, not H(genesis)", bare, f)
	f.before = syncproto.Head{}
	copy(f.before[:], bare.ID[:])
	add("first-names-log-id", "the first segment names the log", bare, f)
	f = forge(bare, device, body)
	f.first = 5
	add("nothing-before", "a segment that begins at 5 comes first", bare, f)

	l := says("chain", prototest.SignIn())
	f = after(l, body)
	f.before = l.Enrolment.Root()
	add("later-names-genesis", "a later segment names H(genesis)", l, f)
	f = after(l, body)
	f.first++
	add("one-seq-missing", "one seq is left out", l, f)
	f = after(l, body)
	f.before = headOf(l.Sealed[0])
	add("names-the-one-before-the-last", "the head of an older segment", l, f)
	f = after(l, body)
	f.before[31] ^= 1
	add("one-bit", "one bit of previous is another", l, f)
}

func headOf(payload []byte) syncproto.Head {
	segment, err := syncproto.ParseSegment(payload)
	if err != nil {
		panic(err)
	}
	return segment.Head()
}

func forks(s *set) {
	add := func(name, comment string, l *prototest.Log, f forgery) {
		s.add(prototest.Fork, name, comment, l, f.payload())
	}
	body, other := event(byCadre(), prototest.SignIn()), event(byCadre(), prototest.Deed())
	l := says("fork", prototest.SignIn(), prototest.Deed()) // seq 1 to 3, 4 to 5
	f := forge(l, device, body)
	add("from-the-first", "another first segment", l, f)
	f.first, f.before = 4, headOf(l.Sealed[0])
	add("from-the-second", "another second segment", l, f)
	f.events = [][]byte{body, other, body}
	add("longer", "a second segment that goes farther", l, f)
	f.first, f.before, f.events = 5, syncproto.Head{1}, [][]byte{other}
	add("inside", "a segment that begins inside another, whose predecessor nobody has", l, f)
	same := says("fork salt", prototest.SignIn())
	segment, err := syncproto.ParseSegment(same.Sealed[1])
	if err != nil {
		panic(err)
	}
	f = forge(same, device, segment.Events()...)
	f.first, f.before, f.salt = 4, headOf(same.Sealed[0]), []byte("another salt 16!")
	add("same-event-other-salt", "the same event under another salt is another segment", same, f)
	rotated := says("fork rotated", prototest.SignIn())
	rotated.Rotate(phone)
	f = forge(rotated, device, body)
	f.first, f.before = 4, headOf(rotated.Sealed[0])
	add("under-the-old-key", "before a rotation the old key is the right one", rotated, f)
}

func unknownKinds(s *set) {
	add := func(name, comment string, items ...any) {
		l := prototest.NewLog("unknown "+name, device)
		s.add(prototest.UnknownKind, name, comment, l, forge(l, device, event(byCadre(), prototest.SignIn()), raw(items...)).payload())
	}
	add("kind-13", "kept for field_edit", 13, 0, 4, 1, "x")
	add("kind-14", "kept for leave, nothing after the actor", 14, 0, 4)
	add("kind-15", "kept for sealed_word", 15, 0, 4, make([]byte, 200))
	add("kind-16", "kept for revocation", 16, 0, 4, nil)
	add("kind-17", "the first that is kept for nothing", 17, 0, 4)
	add("kind-255", "the last, with the deepest arrays", 255, 0, 4, []any{[]any{[]any{}}})
	add("kind-200-longest", "the longest event", 200, 0, 4, make([]byte, 2048-8))
}
