package ingest_test

import (
	"slices"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// rotate writes the rotation to a new key, seals with the old one and goes over.
func rotate(p *ingesttest.Phone, seed string) []byte {
	p.T.Helper()
	next := prototest.Ed25519Key(seed)
	body, err := syncproto.NewKeyRotated(p.Next(), next)
	if err != nil {
		p.T.Fatal(err)
	}
	p.Write(syncproto.ActorOf(0, 0), body)
	sealed := p.Seal()
	p.Signer = next
	return sealed
}

// cloneOf is a copy of the phone whose clock goes on by itself.
func cloneOf(p *ingesttest.Phone) *ingesttest.Phone {
	clone := *p
	clone.Clock.Elapsed += 5
	return &clone
}

// forgery is a segment that no honest phone makes: one event after a predecessor of the test's own choosing.
func forgery(t *testing.T, log syncproto.LogID, first uint64, previous syncproto.Head, signer syncproto.Signer, body syncproto.Body) []byte {
	t.Helper()
	open := syncproto.NewOpen(log, first, previous, syncproto.Clock{}, nil, syncproto.Salt{byte(first), byte(first >> 8), 3})
	event, err := syncproto.EncodeEvent(syncproto.Event{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open.Append(event); err != nil {
		t.Fatal(err)
	}
	payload, _, err := open.Seal(signer)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func note(text string) syncproto.Note { return syncproto.Note{Village: village, Text: text} }

func (c *county) segments(log syncproto.LogID) (rows []store.Segment) {
	c.t.Helper()
	c.view(func(tx store.Tx) (err error) { rows, err = tx.SegmentsIn(log, 1, syncproto.MaxSeq); return err })
	return rows
}

func (c *county) incidents() (kinds []string) {
	c.t.Helper()
	c.view(func(tx store.Tx) error {
		incidents, err := tx.IncidentsIn("", 100)
		for _, i := range incidents {
			kinds = append(kinds, i.Kind)
		}
		return err
	})
	return kinds
}

func TestAClonesRotationTakesNothingFromTheOwner(t *testing.T) {
	d := desk(t, "owner")
	thief := cloneOf(d.Phone)
	d.Write(byCadre(), signin(today))
	d.push(d.Phone)
	if a := d.sync(thief.Request(rotate(thief, "thief"))); len(a.Receipts) != 1 || !slices.Contains(a.Codes(), syncproto.CodeFork) {
		t.Fatalf("the clone's rotation: %+v, want it kept as a fork", a)
	}
	visit, _ := d.honest()
	if a := d.push(d.Phone); len(a.Receipts) != 1 || slices.Contains(a.Codes(), syncproto.CodeBadSignature) {
		t.Errorf("the owner goes on: %+v, want a receipt", a)
	}
	if got := d.gradeOf(visit.Leaf); got != syncproto.GradeDisputed {
		t.Errorf("grade after the fork = %v, want disputed", got)
	}
	thief.Write(byCadre(), signin(today+1))
	if a := d.push(thief); len(a.Receipts) != 1 {
		t.Errorf("the clone goes on under its own key: %+v, want a receipt", a)
	}
	if got := d.incidents(); !slices.Equal(got, []string{"incident.fork"}) {
		t.Errorf("incidents %v, want the fork once", got)
	}
}

// A clone's rotation takes the place of a segment that is still on its way; what had been acknowledged behind that gap is judged all the same.
func TestWhatWasAcknowledgedIsJudgedWhateverAClonesRotationDoes(t *testing.T) {
	d := desk(t, "acked")
	thief := cloneOf(d.Phone)
	d.Write(byCadre(), signin(today))
	missing := d.Seal()
	visit, _ := d.honest()
	ahead := d.Seal()
	if a := d.sync(d.Request(ahead)); len(a.Receipts) != 1 {
		t.Fatalf("behind the gap: %+v", a)
	}
	d.sync(thief.Request(rotate(thief, "thief")))
	if a := d.sync(d.Request(missing, ahead)); len(a.Receipts) != 2 || slices.Contains(a.Codes(), syncproto.CodeGap) {
		t.Errorf("the missing one: %+v, want both acknowledged and no gap", a)
	}
	for _, row := range d.segments(d.ID()) {
		if row.State == store.SegmentGap {
			t.Errorf("segment %d stands behind a gap for ever", row.First)
		}
	}
	if got := d.gradeOf(visit.Leaf); got != syncproto.GradeDisputed {
		t.Errorf("grade = %v, want it there, and disputed", got)
	}
}

// Who holds a key that the phone has given up writes a branch of its own, and nothing else.
func TestAnOldKeyFreezesNothingButItsOwn(t *testing.T) {
	d := desk(t, "stale")
	old := d.Signer
	before, _ := d.honest()
	fork := cloneOf(d.Phone)
	d.sync(d.Request(d.Seal()))
	d.sync(d.Request(rotate(d.Phone, "rotated")))
	after, _ := d.honest()
	d.push(d.Phone)
	fork.Signer = old
	stolen := fork.Write(byCadre(), signin(today+1))
	fork.Write(byCadre(), syncproto.Correction{Withdrawn: syncproto.RefTo(fork.Next(), before.ID), Reason: "拿掉"})
	forged := [][]byte{fork.Seal(), forgery(t, d.ID(), 1, d.Enrolment.Root(), old, note("最早"))}
	fork.Write(byCadre(), signin(today+2))
	forged = append(forged, fork.Seal())
	if a := d.sync(d.Request(forged...)); len(a.Receipts) != 3 || !slices.Contains(a.Codes(), syncproto.CodeFork) {
		t.Errorf("under the old key: %+v, want all kept and told", a)
	}
	for what, w := range map[string]struct {
		of   ingesttest.Written
		want syncproto.Grade
	}{"before the rotation": {before, syncproto.GradeConfirmed}, "after it": {after, syncproto.GradeConfirmed}, "the thief's own": {stolen, syncproto.GradeDisputed}} {
		if got := d.gradeOf(w.of.Leaf); got != w.want {
			t.Errorf("%s: grade = %v, want %v", what, got, w.want)
		}
	}
	if got := d.incidents(); !slices.Equal(got, []string{"incident.old_key", "incident.old_key"}) {
		t.Errorf("incidents %v, want one for each place where a branch begins", got)
	}
	d.honest()
	if a := d.push(d.Phone); len(a.Receipts) != 1 || len(a.Notices) != 0 {
		t.Errorf("the owner goes on: %+v", a)
	}
	if a := d.sync(fork.Request()); !slices.Contains(a.Codes(), syncproto.CodeBadSignature) {
		t.Errorf("an old key's hello: %+v, want bad_signature", a)
	}
}

// A segment that names a predecessor nobody has seen is kept, and neither freezes a log nor takes a place from what comes there.
func TestWhatHangsInTheAirFreezesNothing(t *testing.T) {
	d := desk(t, "air")
	visit, _ := d.honest()
	d.push(d.Phone)
	next := d.Next().Seq
	body := d.Request(forgery(t, d.ID(), 2, syncproto.Head{42}, d.Signer, note("旁边")), forgery(t, d.ID(), next, syncproto.Head{43}, d.Signer, note("前面")))
	if a := d.sync(body); len(a.Receipts) != 2 || !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeGap, syncproto.CodeGap}) {
		t.Errorf("%+v, want both kept behind a gap", a)
	}
	later, _ := d.honest()
	d.push(d.Phone)
	for _, w := range []ingesttest.Written{visit, later} {
		if got := d.gradeOf(w.Leaf); got != syncproto.GradeConfirmed {
			t.Errorf("grade = %v, want confirmed", got)
		}
	}
	if got := d.incidents(); len(got) != 0 {
		t.Errorf("incidents %v", got)
	}
}

func TestTwoThatWaitedForTheSameSegmentAreAFork(t *testing.T) {
	d := desk(t, "both")
	d.Write(byCadre(), note("先"))
	missing := d.Seal()
	clone := cloneOf(d.Phone)
	d.Write(byCadre(), signin(today))
	clone.Write(byCadre(), signin(today+1))
	d.sync(d.Request(d.Seal(), clone.Seal()))
	if got := d.incidents(); len(got) != 0 {
		t.Fatalf("before the chain is whole: %v", got)
	}
	d.sync(d.Request(missing))
	states := map[store.SegmentState]int{}
	for _, row := range d.segments(d.ID()) {
		states[row.State]++
	}
	if states[store.SegmentBranch] != 1 || states[store.SegmentGap] != 0 || len(d.incidents()) != 1 {
		t.Errorf("states %v, incidents %v; want one branch and one incident", states, d.incidents())
	}
}

// Of two branches each has its own events: what the household confirms on the second is proven there.
func TestTheSecondBranchsConfirmationIsOfItsOwnVisit(t *testing.T) {
	d := desk(t, "branch")
	other := &deskPhone{county: d.county, Phone: cloneOf(d.Phone), key: d.key, supervisor: d.supervisor}
	d.honest()
	d.push(d.Phone)
	visit, confirmation := other.honest()
	first := other.Seal()
	other.Write(byCadre(), syncproto.SignOut{SignIn: syncproto.RefTo(other.Next(), visit.ID)})
	late := other.Confirm(2, other.key, other.supervisor, other.says(visit), visit.Leaf)
	if a := d.sync(other.Request(first, other.Seal())); slices.Contains(a.Codes(), syncproto.CodeBadProof) {
		t.Errorf("%v, want nothing against the proofs", a.Codes())
	}
	d.view(func(tx store.Tx) error {
		for _, w := range []ingesttest.Written{confirmation, late} {
			rows, err := tx.EventsOfLog(w.ID.Log, w.ID.Seq, w.ID.Seq)
			if row := rows[len(rows)-1]; err != nil || row.Leaf != w.Leaf || row.Standing != 0 || row.Subject != visit.Leaf {
				t.Errorf("seq %d: %+v, %v; want good standing, of the branch's own visit", w.ID.Seq, row, err)
			}
		}
		return nil
	})
}

func TestAForkFurtherBackFreezesFromThere(t *testing.T) {
	c := newCounty(t)
	p := c.phone("back")
	c.push(p)
	early := cloneOf(p)
	p.Write(byCadre(), signin(today))
	c.push(p)
	late := cloneOf(p)
	p.Write(byCadre(), signin(today+1))
	c.push(p)
	for i, clone := range []*ingesttest.Phone{late, early} {
		clone.Write(byCadre(), note("别的"))
		c.push(clone)
		c.view(func(tx store.Tx) error {
			log, err := tx.Log(p.ID())
			if want := []uint64{4, 3}[i]; log.ForkedAt != want {
				t.Errorf("forked at %d, want %d", log.ForkedAt, want)
			}
			return err
		})
	}
	if got := c.incidents(); len(got) != 2 {
		t.Errorf("incidents %v, want two", got)
	}
}

// A log begins with its genesis and with nothing else.
func TestAFirstSegmentAfterAnotherGenesisIsNotOfTheLog(t *testing.T) {
	c := newCounty(t)
	p := c.phone("root")
	c.sync(p.Request())
	if a := c.sync(p.Request(forgery(t, p.ID(), 1, syncproto.Head{7}, p.Signer, note("别处")))); !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeGap}) {
		t.Errorf("%v, want it behind a gap for ever", a.Codes())
	}
	if a := c.push(p); len(a.Receipts) != 1 || len(a.Notices) != 0 {
		t.Errorf("the true first: %+v, want a receipt and nothing said", a)
	}
}

// Behind a gap a signature is taken under any key of the log; when the missing segment turns out to give that key up, it is an old key's.
func TestWhatAnOldKeySignedBehindAGapIsDisputed(t *testing.T) {
	d := desk(t, "behind")
	old := d.Signer
	missing := rotate(d.Phone, "next")
	d.Signer = old
	visit, _ := d.honest()
	if a := d.sync(d.Request(d.Seal())); len(a.Receipts) != 1 {
		t.Fatalf("behind the gap: %+v", a)
	}
	d.Signer = prototest.Ed25519Key("next")
	d.sync(d.Request(missing))
	rows := d.segments(d.ID())
	if last := rows[1]; last.State != store.SegmentOldKey || last.Leaf == last.Verdict {
		t.Errorf("the segment is %s, leaf %d, verdict %d; want it judged as an old key's", last.State, last.Leaf, last.Verdict)
	}
	if got := d.gradeOf(visit.Leaf); got != syncproto.GradeDisputed {
		t.Errorf("grade = %v, want disputed", got)
	}
	if got := d.incidents(); !slices.Equal(got, []string{"incident.old_key"}) {
		t.Errorf("incidents %v, want one of the old key", got)
	}
}

// On a branch, what has not come there yet is not found on the other.
func TestABranchPointsAtNothingThatIsNotItsOwn(t *testing.T) {
	d := desk(t, "ahead")
	clone, third := cloneOf(d.Phone), cloneOf(d.Phone)
	third.Clock.Elapsed += 5
	for _, p := range []*ingesttest.Phone{d.Phone, clone} {
		for range 9 {
			p.Write(byCadre(), signin(today))
		}
		d.push(p)
	}
	ahead := syncproto.ID(d.ID(), third.Next().Seq+5)
	out := third.Write(byCadre(), syncproto.SignOut{SignIn: syncproto.RefTo(syncproto.ID(syncproto.LogID{}, 9), ahead)})
	says := d.says(out)
	says.Subject = syncproto.Subject{Form: syncproto.ByWord}
	third.Confirm(2, ahead.Seq, d.supervisor, says, syncproto.Leaf{})
	if a := d.push(third); len(a.Receipts) != 1 || !slices.Contains(a.Codes(), syncproto.CodeUnknownRef) || !slices.Contains(a.Codes(), syncproto.CodeBadProof) {
		t.Errorf("%+v, want it kept, with unknown_ref and bad_proof", a)
	}
}

// The rotation and what the old key signs after it come in one body: checked before the rotation was there, it is not good after it.
func TestAKeyGivenUpInTheSameBodySignsNothingMore(t *testing.T) {
	d := desk(t, "same body")
	old := d.Signer
	rotation := rotate(d.Phone, "next")
	d.Signer = old
	d.Write(byCadre(), signin(today))
	a := d.sync(d.Request(rotation, d.Seal()))
	if len(a.Receipts) != 1 || !slices.Contains(a.Codes(), syncproto.CodeBadSignature) {
		t.Errorf("%d receipts, %v; want that of the rotation alone, and bad_signature", len(a.Receipts), a.Codes())
	}
}

func TestAPredecessorIsOfTheSameLogAndEndsWhereItIsFollowed(t *testing.T) {
	d := desk(t, "next to")
	other := d.phone("other")
	d.push(other)
	heads := map[syncproto.LogID]syncproto.Head{}
	for _, p := range []*ingesttest.Phone{d.Phone, other} {
		heads[p.ID()] = d.segments(p.ID())[0].Head
	}
	for what, forged := range map[string][]byte{
		"another log's":   forgery(t, d.ID(), other.Next().Seq, heads[other.ID()], d.Signer, note("别的手机")),
		"with a seq left": forgery(t, d.ID(), d.Next().Seq+1, heads[d.ID()], d.Signer, note("跳过一条")),
	} {
		if a := d.sync(d.Request(forged)); !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeGap}) {
			t.Errorf("%s: %v, want a gap", what, a.Codes())
		}
	}
}
