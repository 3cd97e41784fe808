package ingest_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func (c *county) bring(carrier string, segments ...[]byte) ingesttest.Answer {
	c.t.Helper()
	var body []byte
	for _, s := range segments {
		body = syncproto.AppendRawFrame(body, syncproto.FrameSegment, s)
	}
	answer, err := c.Sync(context.Background(), carrier, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	return ingesttest.ReadAnswer(c.t, answer)
}

// garbage is segments in a log's name that a stranger signed.
func garbage(t *testing.T, log syncproto.LogID, n int) (segments [][]byte) {
	for i := range n {
		segments = append(segments, forgery(t, log, uint64(1000+i), syncproto.Head{9}, prototest.Ed25519Key("stranger"), note("冒充")))
	}
	return segments
}

// Whatever strangers bring in a log's name, from wherever, is charged to them: the log's own segment that cannot be verified yet is kept.
func TestStrangersFillNobodysQuarantineButTheirOwn(t *testing.T) {
	c := newCounty(t)
	p := c.phone("victim")
	c.push(p)
	unknown := ingesttest.New(t, "to come", countyCode, c.code(store.PurposeInstall, 0))
	for i, segments := range [][][]byte{garbage(t, p.ID(), 70), garbage(t, unknown.ID(), 70)} {
		a := c.bring("stranger", segments...)
		if kept := len(slices.DeleteFunc(a.Codes(), func(code syncproto.Code) bool { return code == syncproto.CodeLater })); kept != []int{70, 64}[i] {
			t.Errorf("%d of 70 are kept, log %d", kept, i)
		}
	}
	missing := rotate(p, "next")
	p.Write(byCadre(), signin(today))
	ahead := p.Seal()
	if a := c.bring("at home", ahead); !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeGap}) {
		t.Errorf("its own, under a key that has not come: %v, want it to wait", a.Codes())
	}
	unknown.Add(1, cadre)
	if a := c.bring("at home", unknown.Seal()); !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeUnknownLog}) {
		t.Errorf("a log's that is not enrolled: %v, want it to wait", a.Codes())
	}
	if a := c.bring("at home", missing); len(a.Receipts) != 2 {
		t.Errorf("the rotation: %d receipts, want its own and that of what waited for it", len(a.Receipts))
	}
	if a := c.sync(unknown.Request()); len(a.Receipts) != 1 {
		t.Errorf("the enrolment: %d receipts, want that of what waited for it", len(a.Receipts))
	}
}

func TestWhatWaitsForASeasonIsForgotten(t *testing.T) {
	c := newCounty(t)
	p := c.phone("season")
	early := p.Seal()
	c.bring("carrier", early)
	c.now = c.now.Add(time.Hour)
	p.Write(byCadre(), signin(today))
	late := p.Seal()
	c.bring("carrier", late)
	if n, err := c.Forget(context.Background(), c.now); n != 1 || err != nil {
		t.Errorf("forgot %d, %v; want the one that came before", n, err)
	}
	if a := c.sync(p.Request()); len(a.Receipts) != 1 || a.Acks[0].First != 3 {
		t.Errorf("%+v, want the receipt of the one that still waited", a.Acks)
	}
}

func TestARevokedLogsSegmentsWaitInTheCarriersName(t *testing.T) {
	c := newCounty(t)
	p := c.phone("revoked")
	c.push(p)
	c.update(func(tx store.Tx) error {
		log, err := tx.Log(p.ID())
		log.Revoked = 1
		return cmpErr(err, tx.UpdateLog(log))
	})
	for range 70 {
		p.Write(byCadre(), note("还在写"))
		p.Seal()
	}
	if a := c.bring("carrier", p.Sealed[1:]...); slices.Contains(a.Codes(), syncproto.CodeLater) {
		t.Errorf("%v: an enrolled log has to wait", a.Codes())
	}
}
