package syncproto_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func TestRule7(t *testing.T) {
	t.Run("a frozen log disputes", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false))
		f.events[0].Frozen = true
		f.want(t, s, syncproto.GradeDisputed)
	})
	t.Run("a no disputes, whatever else was said", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false))
		no := said(false)
		no.Verdict = syncproto.VerdictNo
		by := *f.byCode(s, no)
		if p := f.want(t, s, syncproto.GradeDisputed); p.By == nil || p.By.ID != by.ID {
			t.Errorf("disputed by %v, want %s", p.By, by.ID)
		}
	})
	t.Run("a no from a frozen log disputes too, a yes confirms nothing", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byLeaf(s, said(false)).Frozen = true
		f.want(t, s, syncproto.GradeWaiting)
		no := said(false)
		no.Verdict = syncproto.VerdictNo
		f.byLeaf(s, no).Frozen = true
		f.want(t, s, syncproto.GradeDisputed)
	})
	t.Run("a no in bad standing does not", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		no := said(false)
		no.Verdict = syncproto.VerdictNo
		f.byLeaf(s, no).Standing = syncproto.CodeNotAppointed
		f.want(t, s, syncproto.GradeWaiting)
	})
}

func TestRule8(t *testing.T) {
	t.Run("the best counts", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		f.byWord()
		f.want(t, s, syncproto.GradeInferred)
		f.byCode(s, said(false))
		f.want(t, s, syncproto.GradeConfirmedByCode)
		best := *f.byLeaf(s, said(false))
		if p := f.want(t, s, syncproto.GradeConfirmed); p.By.ID != best.ID || len(p.Confirmations) != 3 {
			t.Errorf("by %s of %d, want %s of 3", p.By.ID, len(p.Confirmations), best.ID)
		}
	})
	t.Run("of equals the lower is named", func(t *testing.T) {
		f := &field{}
		s := f.signin()
		first := *f.byLeaf(s, said(false))
		f.byLeaf(s, said(false))
		if p := f.of(t, s); p.By.ID != first.ID {
			t.Errorf("by %s, want %s", p.By.ID, first.ID)
		}
	})
}

func TestRule9(t *testing.T) {
	f := &field{}
	s := f.signin()
	f.byLeaf(s, said(false)).Standing = syncproto.CodeKin
	f.byLeaf(s, said(false)).Standing = syncproto.CodeNotVouched
	f.byLeaf(s, said(false)).Standing = syncproto.CodeKin
	f.byLeaf(s, said(false)).Frozen = true
	want := []syncproto.Code{syncproto.CodeFork, syncproto.CodeNotVouched, syncproto.CodeKin}
	if p := f.want(t, s, syncproto.GradeWaiting); !cmp.Equal(p.Reasons, want) {
		t.Errorf("reasons %v, want %v", p.Reasons, want)
	}
	f.byLeaf(s, said(false))
	if p := f.want(t, s, syncproto.GradeConfirmed); p.Reasons != nil {
		t.Errorf("a confirmed visit has the reasons %v", p.Reasons)
	}
}

func TestRule10(t *testing.T) {
	f := &field{}
	s := f.signin()
	stay := func(s syncproto.Stay) syncproto.Confirmation {
		c := said(false)
		c.Stay = &s
		return c
	}
	f.byLeaf(s, stay(syncproto.StayPart))
	f.byLeaf(s, said(false))
	f.byCode(s, stay(syncproto.StayDay))
	f.byLeaf(s, stay(syncproto.StayNight)).Standing = syncproto.CodeNotVouched
	if p := f.of(t, s); p.Stay == nil || *p.Stay != syncproto.StayDay {
		t.Errorf("stay %v, want a day: the longest of those that count", p.Stay)
	}
}

// ground finds a leaf with a known visit code, as anybody can in a second.
func ground(t testing.TB, code syncproto.VisitCode) syncproto.Leaf {
	t.Helper()
	for i := range 30_000_000 {
		leaf := syncproto.Leaf{byte(i), byte(i >> 8), byte(i >> 16), byte(i >> 24), 1}
		if syncproto.VisitCodeOf(leaf) == code {
			return leaf
		}
	}
	t.Fatal("no leaf was found")
	return syncproto.Leaf{}
}

func TestGrindingAVisitCodeGainsNothing(t *testing.T) {
	confirmedOnce := func() (*field, syncproto.Attested) {
		f := &field{}
		s := f.signin()
		f.byCode(s, said(false))
		return f, s
	}
	f, s := confirmedOnce()
	leaf := ground(t, syncproto.VisitCodeOf(s.Leaf))
	for name, change := range map[string]func(s *syncproto.SignIn){
		"another day":     func(s *syncproto.SignIn) { s.Day-- },
		"another person":  func(s *syncproto.SignIn) { s.Person++ },
		"another village": func(s *syncproto.SignIn) { s.Village++ },
		"another sheet":   func(s *syncproto.SignIn) { s.Sheet++ },
	} {
		t.Run(name+" stays unconfirmed", func(t *testing.T) {
			f, _ := confirmedOnce()
			signin := prototest.SignIn()
			change(&signin)
			e := f.add(1, signin)
			e.Leaf = leaf
			f.want(t, *e, syncproto.GradeWaiting)
		})
	}
	t.Run("the same visit once more loses both", func(t *testing.T) {
		e := f.add(1, prototest.SignIn())
		e.Leaf = leaf
		forged := *e
		f.want(t, forged, syncproto.GradeWaiting)
		f.want(t, s, syncproto.GradeWaiting)
	})
}
