package syncproto_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// drawField draws a few days in a few villages, so small that everything meets everything.
func drawField(t *rapid.T) *field {
	f := &field{}
	for range rapid.IntRange(0, 12).Draw(t, "events") {
		f.draw(t)
	}
	return f
}

func (f *field) draw(t *rapid.T) {
	log := syncproto.LogID{rapid.Byte().Draw(t, "log") % 2}
	signin, deed := prototest.SignIn(), prototest.Deed()
	signin.Day += syncproto.Day(rapid.IntRange(0, 1).Draw(t, "day"))
	deed.Day = signin.Day
	var e *syncproto.Attested
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1, 2:
		e = f.addTo(log, 1, signin)
	case 3:
		e = f.addTo(log, 1, deed)
	case 4:
		e = f.addTo(log, 1, syncproto.Correction{Withdrawn: syncproto.Ref{Back: rapid.Uint64Range(1, 4).Draw(t, "back")}, Reason: "x"})
	default:
		e = f.drawConfirmation(t, log, signin.Day)
	}
	e.Frozen = rapid.IntRange(0, 9).Draw(t, "frozen") == 0
}

func (f *field) drawConfirmation(t *rapid.T, log syncproto.LogID, day syncproto.Day) *syncproto.Attested {
	c := said(rapid.Bool().Draw(t, "deed"))
	c.Day, c.Means = day, syncproto.MeansCard
	c.Verdict = syncproto.Verdict(1 + rapid.IntRange(0, 5).Draw(t, "verdict")/5)
	leaf := syncproto.Leaf{}
	if len(f.events) > 0 {
		of := rapid.SampledFrom(f.events).Draw(t, "of")
		leaf = of.Leaf
		c.Subject = rapid.SampledFrom([]syncproto.Subject{prototest.ByWord(), prototest.ByCode(syncproto.VisitCodeOf(leaf)), prototest.ByQR(of.ID, leaf)}).Draw(t, "subject")
		if of.ID.Log == log && c.Subject.Form == syncproto.ByQR {
			c.Subject = prototest.Back(f.next + 1 - of.ID.Seq)
		}
	}
	e := f.addTo(log, 2, c)
	e.Subject = leaf
	e.Standing = rapid.SampledFrom([]syncproto.Code{0, 0, 0, syncproto.CodeNotVouched, syncproto.CodeKin}).Draw(t, "standing")
	return e
}

func TestPairingDependsOnTheSetAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t)
		want := syncproto.Pair(f.events)
		again := rapid.Permutation(f.events).Draw(t, "order")
		again = append(again, rapid.SliceOf(rapid.SampledFrom(append(again, syncproto.Attested{Attributes: syncproto.Attributes{Refused: syncproto.CodeBadEvent}}))).Draw(t, "repeated")...)
		before := slices.Clone(again)
		if diff := cmp.Diff(want, syncproto.Pair(again)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(before, again); diff != "" {
			t.Fatalf("Pair changed what it was given: %s", diff)
		}
	})
}

func TestEachConfirmationBelongsToOneEventOrIsUnpaired(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t)
		result := syncproto.Pair(f.events)
		seen := map[syncproto.EventID]int{}
		for _, p := range result.Paired {
			for _, c := range p.Confirmations {
				seen[c.ID]++
			}
			if p.By != nil && !slices.ContainsFunc(p.Confirmations, func(c syncproto.Attested) bool { return c.ID == p.By.ID }) {
				t.Fatalf("the grade of %s comes from %s, which does not belong to it", p.Subject.ID, p.By.ID)
			}
		}
		for _, c := range result.Unpaired {
			seen[c.ID]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Fatalf("confirmation %s stands %d times in the result", id, n)
			}
		}
	})
}

// trust orders grades by what they claim; a dispute and a withdrawal claim nothing.
func trust(g syncproto.Grade) int {
	if g > syncproto.GradeConfirmed {
		return 0
	}
	return int(g)
}

func TestAConfirmationInBadStandingChangesNoGrade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t)
		before := syncproto.Pair(f.events)
		e := f.drawConfirmation(t, syncproto.LogID{1}, prototest.Today)
		e.Standing = syncproto.CodeNotAppointed
		for i, p := range syncproto.Pair(f.events).Paired {
			if was := before.Paired[i].Grade; p.Grade != was {
				t.Fatalf("%s was %s and is %s", p.Subject.ID, was, p.Grade)
			}
		}
	})
}

func TestTakingStandingAwayNeverRaisesAGrade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t)
		before := syncproto.Pair(f.events)
		for i := range f.events {
			c, ok := f.events[i].Body.(syncproto.Confirmation)
			if ok && c.Subject.Form == syncproto.ByWord || ok && c.Verdict == syncproto.VerdictNo {
				// two words contradict each other, and a no disputes: without one of them the other counts
				continue
			}
			if ok {
				f.events[i].Standing = syncproto.CodeNotVouched
			}
		}
		for i, p := range syncproto.Pair(f.events).Paired {
			was := before.Paired[i]
			if was.Grade == syncproto.GradeDisputed {
				continue
			}
			if trust(p.Grade) > trust(was.Grade) {
				t.Fatalf("%s was %s and is %s", p.Subject.ID, was.Grade, p.Grade)
			}
		}
	})
}
