package ingest_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// counting is a store that counts its transactions with segments, and fails one of them.
type counting struct {
	store.Store
	commits int
	fail    int // the how manieth commit fails; 0: none
}

var errBroken = errors.New("the disk is gone")

func (c *counting) Update(ctx context.Context, do func(store.Tx) error) error {
	added := false
	err := c.Store.Update(ctx, func(tx store.Tx) error {
		counted := &countingTx{Tx: tx}
		if err := do(counted); err != nil {
			return err
		}
		if added = counted.segments > 0; added && c.commits+1 == c.fail {
			c.fail = 0
			return errBroken
		}
		return nil
	})
	if added && err == nil {
		c.commits++
	}
	return err
}

type countingTx struct {
	store.Tx
	segments int
}

func (c *countingTx) AddSegment(segment store.Segment) error {
	c.segments++
	return c.Tx.AddSegment(segment)
}

// many is a phone with so many segments of one event.
func many(c *county, segments int) *ingesttest.Phone {
	p := c.phone("many")
	for range segments {
		p.Write(byCadre(), note("一句"))
		p.Seal()
	}
	return p
}

func TestALargeBodyIsTakenInParts(t *testing.T) {
	s := &counting{Store: memory.New()}
	c := newCountyOn(t, s)
	p := many(c, 200)
	if a := c.sync(p.Request(p.Sealed...)); len(a.Acks) != 200 || len(a.Receipts) != 200 || len(a.Notices) != 0 || a.End == nil {
		t.Errorf("%d acks, %d receipts, notices %v; want 200 and nothing said", len(a.Acks), len(a.Receipts), a.Codes())
	}
	if s.commits != 4 {
		t.Errorf("%d commits, want 4 of at most 64 segments", s.commits)
	}
}

func TestWhatAPartGotStaysAcknowledgedWhenTheNextFails(t *testing.T) {
	s := &counting{Store: memory.New(), fail: 2}
	c := newCountyOn(t, s)
	p := many(c, 200)
	body := p.Request(p.Sealed...)
	a := c.sync(body)
	if len(a.Acks) != 64 || len(a.Grants) != 1 || !slices.Equal(a.Codes(), []syncproto.Code{syncproto.CodeLater}) || a.End == nil {
		t.Errorf("%d acks, notices %v; want the first part's 64 and later", len(a.Acks), a.Codes())
	}
	if got := len(c.segments(p.ID())); got != 64 {
		t.Errorf("%d segments are stored, want 64", got)
	}
	if a := c.sync(body); len(a.Acks) != 200 || len(a.Notices) != 0 {
		t.Errorf("sent again: %d acks, notices %v", len(a.Acks), a.Codes())
	}
	if got := len(c.segments(p.ID())); got != 200 {
		t.Errorf("%d segments are stored, want each once", got)
	}
}

// bomb is a badly signed segment of a hundred bytes that unpacks to 64 KiB.
func bomb(t *testing.T, id syncproto.LogID) []byte {
	t.Helper()
	dictionary, err := os.ReadFile("../../syncproto/dictionary/1.zdict")
	if err != nil {
		t.Fatal(err)
	}
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary), zstd.WithSingleSegment(true), zstd.WithEncoderCRC(false),
		zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		t.Fatal(err)
	}
	event := head(3, 2038, []byte{0x86, 0x18, 0xf0, 0, 0, 0xf6, 0x01})
	event = append(event, bytes.Repeat([]byte{'a'}, 2038)...)
	const count = 32
	frame := packer.EncodeAll(bytes.Repeat(event, count), nil)[4:] // without the magic number
	header := append(text(id[:], []byte{0x89, 1}), head(0, 500, nil)...)
	header = text(make([]byte, 32), head(0, count, header))
	header = append(header, 0, 0, 0, 0xf6)
	payload := append(text(make([]byte, 16), text(header, []byte{0x85})), 1)
	payload = text(append(binary.AppendUvarint(nil, uint64(len(frame))), frame...), payload)
	payload = text(make([]byte, 64), payload)
	if _, err := syncproto.ParseSegment(payload); err != nil {
		t.Fatalf("the bomb has to be a segment: %v", err)
	}
	return payload
}

// head appends the head of a CBOR item.
func head(major byte, n uint64, to []byte) []byte {
	switch {
	case n < 24:
		return append(to, major<<5|byte(n))
	case n < 256:
		return append(to, major<<5|24, byte(n))
	}
	return binary.BigEndian.AppendUint16(append(to, major<<5|25), uint16(n))
}

func text(content, to []byte) []byte { return append(head(2, uint64(len(content)), to), content...) }

func TestBodiesThatBringNothingAreNotReadToTheirEnd(t *testing.T) {
	const frames, looked, unpacked = 2000, 129, 64 << 10
	c := newCounty(t)
	p := c.phone("victim")
	c.push(p)
	packed, body := bomb(t, p.ID()), []byte(nil)
	for range frames {
		body = syncproto.AppendRawFrame(body, syncproto.FrameSegment, packed)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a := c.sync(body)
	runtime.ReadMemStats(&after)
	if told := len(a.Acks) + len(a.Notices); told > looked+1 || !slices.Contains(a.Codes(), syncproto.CodeLater) {
		t.Errorf("%d were told of, later among them: %t; want few, and later", told, slices.Contains(a.Codes(), syncproto.CodeLater))
	}
	if used, most := after.TotalAlloc-before.TotalAlloc, uint64(frames*unpacked/2); used > most {
		t.Errorf("%d bytes of memory for a body that unpacks to %d", used, frames*unpacked)
	}
}

func TestFortyEnrolmentsInOneBodyAreTooMany(t *testing.T) {
	c := newCounty(t)
	var body []byte
	for i := range 40 {
		p := ingesttest.New(t, string(rune('A'+i)), countyCode, c.code(store.PurposeInstall, 0))
		body = syncproto.AppendFrame(body, syncproto.FrameEnrol, p.Enrolment)
	}
	a := c.sync(body)
	later := slices.DeleteFunc(a.Codes(), func(code syncproto.Code) bool { return code != syncproto.CodeLater })
	if len(a.Grants) != 32 || len(later) != 8 {
		t.Errorf("%d grants and %d times later; want 32 and 8", len(a.Grants), len(later))
	}
}

func TestASegmentSentWithItsEnrolmentIsTaken(t *testing.T) {
	c := newCounty(t)
	p := many(c, 70) // also in the second part
	if a := c.sync(p.Request(p.Sealed...)); len(a.Grants) != 1 || len(a.Receipts) != 70 || len(a.Notices) != 0 {
		t.Errorf("%d receipts, notices %v", len(a.Receipts), a.Codes())
	}
}

// What waits is looked at when the log is enrolled, and not again whenever the phone repeats its enrolment.
func TestAnEnrolmentRepeatedLooksAtNothingAgain(t *testing.T) {
	c := newCounty(t)
	p := c.phone("again")
	c.push(p)
	stranger := forgery(t, p.ID(), 900, syncproto.Head{9}, prototest.Ed25519Key("stranger"), note("冒充"))
	c.sync(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, stranger))
	if a := c.sync(p.Request()); len(a.Grants) != 1 || len(a.Notices) != 0 {
		t.Errorf("%+v, want the grant and nothing said of what waits", a)
	}
}

func TestWhatWaitsAndCannotBeReadHoldsUpNoEnrolment(t *testing.T) {
	c := newCounty(t)
	p := c.phone("unread")
	good := p.Seal()
	damaged := slices.Clone(good)
	for i := len(damaged) - 80; ; i-- { // in the packed body: its header can be read
		damaged[i] ^= 0xff
		if _, err := syncproto.ParseSegment(damaged); err != nil {
			break
		}
	}
	if _, err := syncproto.HeaderOf(damaged); err != nil {
		t.Fatalf("the header has to be whole: %v", err)
	}
	body := syncproto.AppendRawFrame(nil, syncproto.FrameSegment, damaged)
	c.sync(syncproto.AppendRawFrame(body, syncproto.FrameSegment, good))
	if a := c.sync(p.Request()); len(a.Grants) != 1 || len(a.Receipts) != 1 {
		t.Errorf("%+v, want the grant and the good one's receipt", a)
	}
}
