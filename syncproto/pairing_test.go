package syncproto_test

import (
	"fmt"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// field is a set of events with their attributes, in which tests play what happens in a village.
type field struct {
	events []syncproto.Attested
	next   uint64
}

var ownLog = syncproto.LogID{1}

// add puts an event onto the log of the village's phone; its leaf is made from its place.
func (f *field) add(local syncproto.Local, body syncproto.Body) *syncproto.Attested {
	return f.addTo(ownLog, local, body)
}

func (f *field) addTo(log syncproto.LogID, local syncproto.Local, body syncproto.Body) *syncproto.Attested {
	f.next++
	leaf := syncproto.HashOf(fmt.Appendf(nil, "%s %d", log, f.next))
	f.events = append(f.events, syncproto.Attested{ID: syncproto.ID(log, f.next), Leaf: syncproto.Leaf(leaf),
		Event: syncproto.Event{Actor: syncproto.ActorOf(local, syncproto.UnlockSession), Body: body}})
	return &f.events[len(f.events)-1]
}

func (f *field) signin() syncproto.Attested { return *f.add(1, prototest.SignIn()) }

func (f *field) deed() syncproto.Attested { return *f.add(1, prototest.Deed()) }

// confirm adds a confirmation in good standing of what the subject names; change may alter it.
func (f *field) confirm(c syncproto.Confirmation, leaf syncproto.Leaf) *syncproto.Attested {
	if c.Means == 0 {
		c.Means = syncproto.MeansCard
	}
	e := f.add(2, c)
	e.Subject = leaf
	return e
}

// byLeaf is a confirmation of an event of the phone's own log by its leaf.
func (f *field) byLeaf(of syncproto.Attested, c syncproto.Confirmation) *syncproto.Attested {
	c.Subject = prototest.Back(f.next + 1 - of.ID.Seq)
	return f.confirm(c, of.Leaf)
}

func (f *field) byCode(of syncproto.Attested, c syncproto.Confirmation) *syncproto.Attested {
	c.Subject = prototest.ByCode(syncproto.VisitCodeOf(of.Leaf))
	return f.confirm(c, syncproto.Leaf{})
}

func (f *field) byWord() *syncproto.Attested {
	return f.confirm(prototest.Confirms(prototest.ByWord()), syncproto.Leaf{})
}

func (f *field) withdraw(e syncproto.Attested, local syncproto.Local) {
	f.add(local, syncproto.Correction{Withdrawn: syncproto.Ref{Back: f.next + 1 - e.ID.Seq}, Reason: "x"})
}

func said(deed bool) syncproto.Confirmation {
	if deed {
		return prototest.ConfirmsDeed(prototest.ByWord())
	}
	return prototest.Confirms(prototest.ByWord())
}

// of gives what became of an event.
func (f *field) of(t testing.TB, e syncproto.Attested) syncproto.Paired {
	t.Helper()
	for _, p := range syncproto.Pair(f.events).Paired {
		if p.Subject.ID == e.ID && p.Subject.Leaf == e.Leaf {
			return p
		}
	}
	t.Fatalf("event %s is not in the result", e.ID)
	return syncproto.Paired{}
}

func (f *field) want(t testing.TB, e syncproto.Attested, grade syncproto.Grade) syncproto.Paired {
	t.Helper()
	p := f.of(t, e)
	if p.Grade != grade {
		t.Errorf("event %d is %s, want %s", e.ID.Seq, p.Grade, grade)
	}
	return p
}

func TestRule1(t *testing.T) {
	t.Run("the same event twice is one", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false))
		f.events = append(f.events, f.events...)
		if p := syncproto.Pair(f.events); len(p.Paired) != 1 || len(p.Paired[0].Confirmations) != 1 {
			t.Errorf("%d events with %d confirmations, want one with one", len(p.Paired), len(p.Paired[0].Confirmations))
		}
	})
	t.Run("a refused event takes no part", func(t *testing.T) {
		for _, code := range []syncproto.Code{syncproto.CodeUnknownKind, syncproto.CodeBadEvent, syncproto.CodeUnknownPerson} {
			f := &field{}
			s := f.signin()
			f.byLeaf(s, said(false)).Refused = code
			f.want(t, s, syncproto.GradeWaiting)
			f.events[0].Refused = code
			if p := syncproto.Pair(f.events); len(p.Paired) != 0 {
				t.Errorf("a sign-in refused with %s is graded", code)
			}
		}
	})
}

func TestRule2(t *testing.T) {
	t.Run("what its author takes back is withdrawn, and stays to be seen", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false))
		f.withdraw(s, 1)
		if p := f.want(t, s, syncproto.GradeWithdrawn); len(p.Confirmations) != 1 || p.By != nil {
			t.Errorf("%d confirmations, by %v; want what was said of it, and no maker of its grade", len(p.Confirmations), p.By)
		}
	})
	t.Run("another's event cannot be taken back", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.withdraw(s, 3)
		f.want(t, s, syncproto.GradeWaiting)
	})
	t.Run("nor one of another log", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.addTo(syncproto.LogID{2}, 1, syncproto.Correction{Withdrawn: syncproto.Ref{Event: s.ID}, Reason: "x"})
		f.want(t, s, syncproto.GradeWaiting)
	})
	for means, want := range map[syncproto.Means]syncproto.Grade{
		syncproto.MeansCard: syncproto.GradeDisputed, syncproto.MeansPIN: syncproto.GradeDisputed, syncproto.MeansPaperCode: syncproto.GradeWaiting,
		syncproto.MeansDrawn: syncproto.GradeWaiting, syncproto.MeansVoice: syncproto.GradeWaiting,
	} {
		t.Run(fmt.Sprintf("a no by means %d, withdrawn, leaves the visit %s", means, want), func(t *testing.T) {
			f := &field{}
			s := f.signin()
			no := said(false)
			no.Verdict, no.Means = syncproto.VerdictNo, means
			f.withdraw(*f.byLeaf(s, no), 2)
			f.want(t, s, want)
		})
	}
	t.Run("a correction cannot be corrected", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.withdraw(s, 1)
		f.withdraw(f.events[1], 1)
		f.want(t, s, syncproto.GradeWithdrawn)
	})
}

func TestRule3(t *testing.T) {
	for name, change := range map[string]func(c *syncproto.Confirmation){
		"person":  func(c *syncproto.Confirmation) { c.Cadre++ },
		"village": func(c *syncproto.Confirmation) { c.Village++ },
		"day":     func(c *syncproto.Confirmation) { c.Day++ },
		"sheet":   func(c *syncproto.Confirmation) { c.Sheet++ },
		"deed":    func(c *syncproto.Confirmation) { c.Sheet = 0 },
	} {
		t.Run("a confirmation by leaf with another "+name+" contradicts", func(t *testing.T) {
			f := &field{}
			s := f.signin()
			c := said(false)
			change(&c)
			f.byLeaf(s, c)
			f.want(t, s, syncproto.GradeDisputed)
		})
	}
	t.Run("the leaf counts only at the place that the subject names", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		twin := f.addTo(syncproto.LogID{0}, 1, prototest.SignIn())
		twin.Leaf = s.Leaf
		other := *twin
		f.byLeaf(s, said(false))
		f.want(t, s, syncproto.GradeConfirmed)
		f.want(t, other, syncproto.GradeWaiting)
	})
	t.Run("a leaf of nothing belongs to nothing", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false)).Subject = syncproto.Leaf{9}
		f.want(t, s, syncproto.GradeWaiting)
		if got := len(syncproto.Pair(f.events).Unpaired); got != 1 {
			t.Errorf("%d confirmations belong to nothing, want 1", got)
		}
	})
	t.Run("on another phone by QR", func(t *testing.T) {
		f := &field{}
		s := *f.addTo(syncproto.LogID{7}, 1, prototest.SignIn())
		f.confirm(prototest.Confirms(prototest.ByQR(s.ID, s.Leaf)), s.Leaf)
		f.want(t, s, syncproto.GradeConfirmed)
	})
}

func TestRule4(t *testing.T) {
	t.Run("a code names the one that fits", func(t *testing.T) {
		f := &field{}
		a, b := f.signin(), f.signin()
		f.byCode(a, said(false))
		f.want(t, a, syncproto.GradeConfirmedByCode)
		f.want(t, b, syncproto.GradeWaiting)
	})
	t.Run("six digits do not say what a deed was", func(t *testing.T) {
		f := &field{}
		d := f.deed()
		f.byCode(d, said(true))
		f.want(t, d, syncproto.GradeWaiting)
		if got := len(syncproto.Pair(f.events).Unpaired); got != 1 {
			t.Errorf("%d confirmations belong to nothing, want 1", got)
		}
	})
	for name, change := range map[string]func(c *syncproto.Confirmation){
		"person":  func(c *syncproto.Confirmation) { c.Cadre++ },
		"village": func(c *syncproto.Confirmation) { c.Village++ },
		"sheet":   func(c *syncproto.Confirmation) { c.Sheet++ },
		"day":     func(c *syncproto.Confirmation) { c.Day++ },
	} {
		t.Run("another "+name+" does not fit", func(t *testing.T) {
			f := &field{}
			s := f.signin()
			c := said(false)
			change(&c)
			f.byCode(s, c)
			f.want(t, s, syncproto.GradeWaiting)
		})
	}
	t.Run("two that fit are none", func(t *testing.T) {
		f := &field{}
		a := f.signin()
		b := f.addTo(syncproto.LogID{8}, 1, prototest.SignIn())
		b.Leaf = a.Leaf
		twin := *b
		f.byCode(a, said(false))
		f.want(t, a, syncproto.GradeWaiting)
		f.want(t, twin, syncproto.GradeWaiting)
	})
}

func TestRule5(t *testing.T) {
	t.Run("one visit and one word infer", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byWord()
		f.want(t, s, syncproto.GradeInferred)
	})
	t.Run("two visits that day: neither", func(t *testing.T) {
		f := &field{}
		a, b := f.signin(), f.signin()
		f.byWord()
		f.want(t, a, syncproto.GradeWaiting)
		f.want(t, b, syncproto.GradeWaiting)
	})
	t.Run("two words: none", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byWord()
		f.byWord()
		f.want(t, s, syncproto.GradeWaiting)
	})
	t.Run("a word in bad standing is no second word", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byWord()
		f.byWord().Standing = syncproto.CodeNotVouched
		f.byWord().Frozen = true
		f.want(t, s, syncproto.GradeInferred)
	})
	t.Run("a word says nothing of a deed", func(t *testing.T) {
		f := &field{}
		d := f.deed()
		f.byWord()
		f.confirm(said(true), syncproto.Leaf{})
		f.want(t, d, syncproto.GradeWaiting)
	})
}

func TestRule6(t *testing.T) {
	t.Run("a confirmation belongs to one event", func(t *testing.T) {
		f := &field{}
		a, b := f.signin(), f.signin()
		f.byLeaf(a, said(false))
		f.want(t, a, syncproto.GradeConfirmed)
		f.want(t, b, syncproto.GradeWaiting)
	})
	t.Run("a withdrawn visit leaves the word to the other", func(t *testing.T) {
		f := &field{}
		a, b := f.signin(), f.signin()
		f.withdraw(a, 1)
		f.byWord()
		f.want(t, b, syncproto.GradeInferred)
	})
	t.Run("what a code said of a withdrawn visit passes on to none", func(t *testing.T) {
		f := &field{}
		a := f.signin()
		f.byCode(a, said(false))
		f.withdraw(a, 1)
		b := f.add(1, prototest.SignIn())
		b.Leaf = ground(t, syncproto.VisitCodeOf(a.Leaf))
		successor := *b
		f.want(t, successor, syncproto.GradeWaiting)
		f.want(t, a, syncproto.GradeWithdrawn)
	})
}
