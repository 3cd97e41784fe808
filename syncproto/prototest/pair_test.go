package prototest_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
	"zhucun/syncproto/prototest/reader"
)

// The second reader knows SPEC.md section 11 and no index: what it makes of a set of events, syncproto makes of it too.
func TestBothReadersGradeAlike(t *testing.T) {
	const villages = 20 // in each of rapid's checks: what differs may need four events that fit
	rapid.Check(t, func(t *rapid.T) {
		for range villages {
			compareGrades(t, drawVillage(t))
		}
	})
}

func compareGrades(t *rapid.T, events village) {
	t.Helper()
	plain := make([]reader.Event, len(events))
	for i, e := range events {
		plain[i] = plainly(e)
	}
	want, got := reader.Pair(plain), syncproto.Pair(events).Paired
	if len(got) != len(want) {
		t.Fatalf("%d events are graded, want %d", len(got), len(want))
	}
	for _, p := range got {
		compareOutcome(t, p, want[plainID(p.Subject.ID, p.Subject.Leaf)])
	}
}

func compareOutcome(t *rapid.T, got syncproto.Paired, want reader.Outcome) {
	t.Helper()
	if grade := gradeNames()[got.Grade]; grade != want.Grade {
		t.Fatalf("%s is %s, want %s", got.Subject.ID, grade, want.Grade)
	}
	reasons := slices.EqualFunc(got.Reasons, want.Reasons, func(a syncproto.Code, b int) bool { return int(a) == b })
	if !reasons {
		t.Fatalf("%s waits for %v, want %v", got.Subject.ID, got.Reasons, want.Reasons)
	}
	switch want.Grade {
	case reader.Confirmed, reader.ConfirmedByCode, reader.Inferred:
	default:
		return // section 11 names no confirmation and no stay
	}
	if by := plainID(got.By.ID, got.By.Leaf); by != want.By {
		t.Fatalf("%s is %s by %v, want by %v", got.Subject.ID, want.Grade, by, want.By)
	}
	if _, visit := got.Subject.Body.(syncproto.SignIn); visit && plainStay(got.Stay) != want.Stay {
		t.Fatalf("%s has the stay %d, want %d", got.Subject.ID, plainStay(got.Stay), want.Stay)
	}
}

func gradeNames() map[syncproto.Grade]reader.Grade {
	return map[syncproto.Grade]reader.Grade{
		syncproto.GradeWaiting: reader.Waiting, syncproto.GradeInferred: reader.Inferred, syncproto.GradeConfirmedByCode: reader.ConfirmedByCode,
		syncproto.GradeConfirmed: reader.Confirmed, syncproto.GradeDisputed: reader.Disputed, syncproto.GradeWithdrawn: reader.Withdrawn,
	}
}

// plainly says an event as the second reader takes it.
func plainly(e syncproto.Attested) reader.Event {
	p := reader.Event{ID: plainID(e.ID, e.Leaf), Local: uint64(e.Actor.Local()), Refused: int(e.Refused), Frozen: e.Frozen, Standing: int(e.Standing)}
	switch body := e.Body.(type) {
	case syncproto.SignIn:
		p.Kind, p.Person, p.Village, p.Sheet, p.Day = reader.Signin, uint64(body.Person), uint64(body.Village), uint64(body.Sheet), uint64(body.Day)
	case syncproto.Deed:
		p.Kind, p.Person, p.Village, p.Day = reader.Deed, uint64(body.Person), uint64(body.Village), uint64(body.Day)
	case syncproto.Correction:
		of, _ := body.Withdrawn.Resolve(e.ID)
		p.Kind, p.OfLog, p.OfSeq = reader.Correction, string(of.Log[:]), of.Seq
	case syncproto.Confirmation:
		plainConfirmation(&p, e, body)
	}
	return p
}

func plainConfirmation(p *reader.Event, e syncproto.Attested, c syncproto.Confirmation) {
	p.Kind, p.Person, p.Village, p.Sheet, p.Day = reader.Confirmation, uint64(c.Cadre), uint64(c.Village), uint64(c.Sheet), uint64(c.Day)
	p.Verdict, p.Stay, p.Signed = uint64(c.Verdict), plainStay(c.Stay), c.Means.HasKey()
	switch c.Subject.Form {
	case syncproto.BySamePhone:
		p.Form, p.Subject = reader.ByLeaf, plainID(syncproto.ID(e.ID.Log, e.ID.Seq-c.Subject.Back), e.Subject)
	case syncproto.ByQR:
		p.Form, p.Subject = reader.ByLeaf, plainID(c.Subject.Event, e.Subject)
	case syncproto.ByVisitCode:
		p.Form, p.Code = reader.ByCode, uint64(c.Subject.Code)
	case syncproto.ByWord:
		p.Form = reader.ByNames
	}
}

func plainID(id syncproto.EventID, leaf syncproto.Leaf) reader.ID {
	return reader.ID{Log: string(id.Log[:]), Seq: id.Seq, Leaf: string(leaf[:])}
}

func plainStay(stay *syncproto.Stay) int {
	if stay == nil {
		return reader.NoStay
	}
	return int(*stay)
}

// village is a set of events that grows: what is said later speaks of what stands there already.
type village []syncproto.Attested

// drawVillage draws from so few logs, leaves, people and days that events meet and contradict each other.
func drawVillage(t *rapid.T) village {
	var v village
	for range rapid.IntRange(1, 16).Draw(t, "events") {
		if e := v.draw(t); !slices.ContainsFunc(v, func(o syncproto.Attested) bool { return o.ID == e.ID }) {
			v = append(v, e)
		}
	}
	return v
}

func (v village) draw(t *rapid.T) syncproto.Attested {
	log, seq := syncproto.LogID{rapid.Byte().Draw(t, "log") % 2}, rapid.Uint64Range(1, uint64(len(v)+1)).Draw(t, "seq")
	e := syncproto.Attested{ID: syncproto.ID(log, seq), Leaf: drawLeaf(t)}
	e.Actor = syncproto.ActorOf(rapid.SampledFrom([]syncproto.Local{1, 1, 1, 2}).Draw(t, "local"), syncproto.UnlockSession)
	e.Refused = rapid.SampledFrom([]syncproto.Code{0, 0, 0, 0, 0, 0, 0, syncproto.CodeBadEvent, syncproto.CodeFork, syncproto.CodeUnknownPerson}).Draw(t, "refused")
	e.Frozen = rapid.IntRange(0, 5).Draw(t, "frozen") == 0
	day := prototest.Today + syncproto.Day(rapid.IntRange(0, 5).Draw(t, "day")/5)
	sheet := prototest.Sheet + syncproto.Sheet(rapid.IntRange(0, 5).Draw(t, "sheet")/5)
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1, 2:
		body := prototest.SignIn()
		body.Day, body.Sheet = day, sheet
		e.Body = body
	case 3:
		body := prototest.Deed()
		body.Day = day
		e.Body = body
	case 4:
		e.Body = syncproto.Correction{Withdrawn: syncproto.Ref{Back: rapid.Uint64Range(1, 4).Draw(t, "back")}, Reason: "x"}
	default:
		e.Body, e.Subject = v.drawSaid(t, e.ID, day, sheet)
		e.Standing = rapid.SampledFrom([]syncproto.Code{0, 0, 0, 0, syncproto.CodeNotVouched, syncproto.CodeKin}).Draw(t, "standing")
	}
	return e
}

// drawSaid draws a confirmation and the leaf that its statement names, mostly that of an event which is there.
func (v village) drawSaid(t *rapid.T, self syncproto.EventID, day syncproto.Day, sheet syncproto.Sheet) (syncproto.Confirmation, syncproto.Leaf) {
	of := rapid.SampledFrom(append(v, syncproto.Attested{ID: syncproto.ID(self.Log, 9), Leaf: drawLeaf(t)})).Draw(t, "of")
	byLeaf := prototest.ByQR(of.ID, of.Leaf)
	if of.ID.Log == self.Log && of.ID.Seq < self.Seq {
		byLeaf = prototest.Back(self.Seq - of.ID.Seq)
	}
	subjects := []syncproto.Subject{byLeaf, byLeaf, byLeaf, prototest.ByCode(syncproto.VisitCodeOf(of.Leaf)), prototest.ByWord()}
	c := prototest.Confirms(rapid.SampledFrom(subjects).Draw(t, "subject"))
	c.Day, c.Sheet = day, rapid.SampledFrom([]syncproto.Sheet{sheet, sheet, 0}).Draw(t, "sheet or deed")
	c.Means = rapid.SampledFrom([]syncproto.Means{syncproto.MeansCard, syncproto.MeansPIN, syncproto.MeansVoice}).Draw(t, "means")
	c.Verdict = syncproto.Verdict(1 + rapid.IntRange(0, 5).Draw(t, "verdict")/5)
	c.Stay = rapid.Ptr(rapid.SampledFrom([]syncproto.Stay{syncproto.StayPassed, syncproto.StayDay, syncproto.StayNight}), true).Draw(t, "stay")
	return c, of.Leaf
}

func drawLeaf(t *rapid.T) syncproto.Leaf { return syncproto.Leaf{rapid.Byte().Draw(t, "leaf") % 4} }
