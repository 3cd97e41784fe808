package ingest_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"reflect"
	"slices"
	"sync"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

func TestOneRequestEnrolsAndDelivers(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	written := p.Write(byCadre(), signin(today))
	answer := c.push(p)

	if len(answer.Grants) != 1 || answer.Grants[0].Ordinal != 1 {
		t.Fatalf("grants = %+v, want ordinal 1", answer.Grants)
	}
	if len(answer.Receipts) != 1 || len(answer.Acks) != 1 || answer.End == nil || len(answer.Notices) != 0 {
		t.Fatalf("answer = %+v, want one ack, one receipt, an end and no notice", answer)
	}
	receipt, err := answer.Receipts[0].Open(c.key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Log != p.ID() || receipt.First != 1 || receipt.Count != 3 || receipt.Head != answer.Acks[0].Head {
		t.Errorf("receipt = %+v does not speak of the segment", receipt)
	}
	stored := c.event(written.ID)
	if stored.Leaf != written.Leaf || stored.Reason != 0 || stored.Person != cadre {
		t.Errorf("stored event = %+v", stored)
	}
}

func TestTheSameSegmentAThousandTimesIsOneRow(t *testing.T) {
	for name, open := range map[string]func() (store.Store, error){
		"in memory": func() (store.Store, error) { return memory.New(), nil },
		"in a file": func() (store.Store, error) {
			return sqlite.Open(context.Background(), t.TempDir(), sqlite.Options{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := open()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			theSameAThousandTimes(t, newCountyOn(t, s))
		})
	}
}

func theSameAThousandTimes(t *testing.T, c *county) {
	p := c.phone("a")
	p.Write(byCadre(), signin(today))
	body := p.Request(p.Seal())
	first := c.sync(body)

	var wait sync.WaitGroup
	answers := make([]ingesttest.Answer, 1000)
	for i := range answers {
		wait.Go(func() { answers[i] = c.sync(body) })
	}
	wait.Wait()
	for i, a := range answers {
		if !reflect.DeepEqual(a.Receipts, first.Receipts) {
			t.Fatalf("answer %d has other receipts: %+v", i, a)
		}
	}
	c.view(func(tx store.Tx) error {
		segments, err := tx.SegmentsIn(p.ID(), 1, 100)
		if len(segments) != 1 {
			t.Errorf("%d segments are stored, want 1", len(segments))
		}
		events, err2 := tx.EventsAfter(0, 100)
		if len(events) != 3 {
			t.Errorf("%d events are in the feed, want 3", len(events))
		}
		return cmpErr(err, err2)
	})
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestAGapIsStoredAndJudgedWhenItCloses(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	first := p.Seal()
	written := p.Write(byCadre(), signin(today))
	second := p.Seal()
	p.Write(byCadre(), signin(today+1))
	third := p.Seal()

	answer := c.sync(p.Request(third, second))
	if len(answer.Receipts) != 2 || !slices.Contains(answer.Codes(), syncproto.CodeGap) {
		t.Fatalf("answer = %+v, want two receipts and a gap", answer)
	}
	answer = c.sync(p.Request(first))
	if len(answer.Receipts) != 1 || len(answer.Notices) != 0 {
		t.Fatalf("answer = %+v", answer)
	}
	if e := c.event(written.ID); e.Person != cadre || e.Reason != 0 {
		t.Errorf("event after the gap = %+v, want it judged with its actor", e)
	}
	c.view(func(tx store.Tx) error {
		segments, err := tx.SegmentsIn(p.ID(), 1, 100)
		for _, s := range segments {
			if s.State != store.SegmentJoined {
				t.Errorf("segment %d is %s", s.First, s.State)
			}
			wantVerdicts(t, tx, s)
		}
		return err
	})
}

// wantVerdicts: the leaf of a receipt says what was known then, the leaf of the verdict says nothing against any event, and they are one where no gap was.
func wantVerdicts(t *testing.T, tx store.Tx, s store.Segment) {
	t.Helper()
	atOnce := s.First == 1
	if (s.Leaf == s.Verdict) != atOnce {
		t.Errorf("segment %d has leaf %d and verdict %d", s.First, s.Leaf, s.Verdict)
	}
	for leaf, want := range map[uint64][]byte{s.Leaf: {byte(syncproto.CodeGap)}, s.Verdict: make([]byte, 1+s.Count)} {
		if atOnce {
			want = make([]byte, 1+s.Count)
		}
		entry, err := tx.Entry(leaf)
		if statement := proof.SegmentStatement(s.Log, s.Head, want); err != nil || !bytes.Equal(entry.Statement, statement) {
			t.Errorf("leaf %d of segment %d: %x, %v; want %x", leaf, s.First, entry.Statement, err, statement)
		}
	}
}

func TestAForkKeepsBothBranchesAndRaisesOneIncident(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	c.push(p)
	clone := *p
	ours := p.Write(byCadre(), signin(today))
	clone.Clock.Elapsed += 100
	theirs := clone.Write(byCadre(), signin(today+1))
	c.push(p)
	answer := c.push(&clone)
	c.push(&clone) // once more: no second incident

	if len(answer.Receipts) != 1 || !slices.Contains(answer.Codes(), syncproto.CodeFork) {
		t.Fatalf("answer = %+v, want a receipt and the fork told", answer)
	}
	c.view(func(tx store.Tx) error {
		log, err := tx.Log(p.ID())
		if log.ForkedAt != 3 {
			t.Errorf("forked at %d, want 3", log.ForkedAt)
		}
		segments, err2 := tx.SegmentsIn(p.ID(), 3, 3)
		if len(segments) != 2 {
			t.Errorf("%d segments at seq 3, want both", len(segments))
		}
		events, err4 := tx.EventsOfLog(p.ID(), 3, 3)
		if leaves := []syncproto.Leaf{events[0].Leaf, events[1].Leaf}; !slices.Equal(leaves, []syncproto.Leaf{ours.Leaf, theirs.Leaf}) {
			t.Errorf("events at seq 3: %v; want both", leaves)
		}
		incidents, err3 := tx.IncidentsIn("", 10)
		if len(incidents) != 1 {
			t.Errorf("%d incidents, want 1", len(incidents))
		}
		return cmpErr(err, err2, err3, err4)
	})
}

func TestWhatNobodyEnrolledWaitsAndIsTakenInAtEnrolment(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	segment := p.Seal()
	answer := c.sync(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, segment))
	if len(answer.Receipts) != 0 || !slices.Equal(answer.Codes(), []syncproto.Code{syncproto.CodeUnknownLog}) {
		t.Fatalf("answer = %+v, want unknown_log and no receipt", answer)
	}
	answer = c.sync(p.Request())
	if len(answer.Grants) != 1 || len(answer.Receipts) != 1 {
		t.Fatalf("answer to the enrolment = %+v, want the grant and the waiting segment's receipt", answer)
	}
}

func TestQuarantineIsBounded(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	var body []byte
	for range syncproto.MaxQuarantinePerLog + 1 {
		p.Write(byCadre(), signin(today))
		body = syncproto.AppendRawFrame(body, syncproto.FrameSegment, p.Seal())
	}
	codes := c.sync(body).Codes()
	if got := codes[len(codes)-1]; got != syncproto.CodeLater {
		t.Errorf("the last segment's code is %v, want later", got)
	}
	if waiting := len(codes) - 1; waiting != syncproto.MaxQuarantinePerLog {
		t.Errorf("%d segments wait, want %d", waiting, syncproto.MaxQuarantinePerLog)
	}
}

func TestARevokedPhonesSegmentsWait(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	c.push(p)
	c.update(func(tx store.Tx) error {
		log, err := tx.Log(p.ID())
		log.Revoked = 1
		return cmpErr(err, tx.UpdateLog(log))
	})
	p.Write(byCadre(), signin(today))
	answer := c.push(p)
	if len(answer.Receipts) != 0 || !slices.Contains(answer.Codes(), syncproto.CodeLogRevoked) {
		t.Errorf("answer = %+v, want log_revoked and no receipt", answer)
	}
}

func TestARotatedKeySignsWhatFollowsAndTheOldOneNothing(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	next := prototest.P256Key("next")
	rotated, err := syncproto.NewKeyRotated(p.Next(), next)
	if err != nil {
		t.Fatal(err)
	}
	p.Write(syncproto.ActorOf(0, 0), rotated)
	c.push(p)

	thief := *p
	thief.Write(byCadre(), signin(today))
	stolen := thief.Seal()
	if answer := c.sync(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, stolen)); !slices.Contains(answer.Codes(), syncproto.CodeBadSignature) {
		t.Errorf("under the old key: %+v, want bad_signature", answer)
	}
	p.Signer = next
	p.Write(byCadre(), signin(today))
	if answer := c.push(p); len(answer.Receipts) != 1 {
		t.Errorf("under the new key: %+v, want a receipt", answer)
	}
}

func TestCodesAreSpentOnce(t *testing.T) {
	c := newCounty(t)
	code := c.code(store.PurposeInstall, 0)
	enrol := func(seed string, key syncproto.CodeKey) ingesttest.Answer {
		return c.sync(ingesttest.New(t, seed, countyCode, key).Request())
	}
	if a := enrol("first", code); len(a.Grants) != 1 {
		t.Fatalf("first: %+v", a)
	}
	if a := enrol("first", code); len(a.Grants) != 1 || a.Grants[0].Ordinal != 1 {
		t.Errorf("the same phone again: %+v, want the same grant", a)
	}
	if a := enrol("second", code); !slices.Contains(a.Codes(), syncproto.CodeCodeSpent) {
		t.Errorf("another phone: %+v, want code_spent", a)
	}
	if a := enrol("third", syncproto.CodeKey{1}); !slices.Contains(a.Codes(), syncproto.CodeCodeUnknown) {
		t.Errorf("made-up code: %+v, want code_unknown", a)
	}
	if a := enrol("fourth", c.code(store.PurposeAppointment, supervisor)); !slices.Contains(a.Codes(), syncproto.CodeCodeUnknown) {
		t.Errorf("an appointment's code: %+v, want code_unknown", a)
	}
	late := c.code(store.PurposeInstall, 0)
	c.now = c.now.AddDate(0, 0, 91)
	if a := enrol("fifth", late); !slices.Contains(a.Codes(), syncproto.CodeCodeExpired) {
		t.Errorf("after 91 days: %+v, want code_expired", a)
	}
	wrong := ingesttest.New(t, "sixth", 511922, late)
	if a := c.sync(wrong.Request()); !slices.Contains(a.Codes(), syncproto.CodeWrongCounty) {
		t.Errorf("another county: %+v, want wrong_county", a)
	}
}

func TestAnyPrefixOfARequestCounts(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	first := p.Seal()
	p.Write(byCadre(), signin(today))
	whole := p.Request(first, p.Seal())
	received := 0
	for cut := range whole {
		answer := c.sync(whole[:cut])
		if answer.End == nil {
			t.Fatalf("cut at %d: no end", cut)
		}
		if n := len(answer.Receipts); n < received {
			t.Fatalf("cut at %d: %d receipts after %d", cut, n, received)
		} else {
			received = n
		}
	}
	if received != 1 {
		t.Errorf("%d receipts before the last byte, want the first segment's", received)
	}
	if answer := c.sync(whole); len(answer.Receipts) != 2 {
		t.Errorf("whole: %d receipts, want 2", len(answer.Receipts))
	}
}

func TestNonsenseIsToldAndHoldsUpNothing(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	body := syncproto.AppendRawFrame(nil, syncproto.FrameSegment, []byte("nonsense"))
	body = syncproto.AppendRawFrame(body, 0x30, []byte("a frame of the future"))
	body = append(body, p.Request(p.Seal())...)
	answer := c.sync(body)
	if len(answer.Receipts) != 1 {
		t.Errorf("answer = %+v, want the good segment's receipt", answer)
	}
	for _, want := range []syncproto.Code{syncproto.CodeMalformed, syncproto.CodeUnknownFrame} {
		if !slices.Contains(answer.Codes(), want) {
			t.Errorf("codes = %v, want %v among them", answer.Codes(), want)
		}
	}
}

func TestEveryFlippedByteIsRefusedAndTold(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	p.Write(byCadre(), signin(today))
	segment := p.Seal()
	c.sync(p.Request())
	for i := range segment {
		damaged := slices.Clone(segment)
		damaged[i] ^= 0x10
		answer := c.sync(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, damaged))
		if len(answer.Receipts) != 0 {
			// The packed body is not signed: another form of the same body is the same segment.
			parsed, err := syncproto.ParseSegment(damaged)
			whole, _ := syncproto.ParseSegment(segment)
			if err != nil || parsed.Head() != whole.Head() {
				t.Fatalf("byte %d flipped: a receipt was given", i)
			}
			continue
		}
		if len(answer.Notices) == 0 {
			t.Fatalf("byte %d flipped: nothing was said", i)
		}
	}
}
