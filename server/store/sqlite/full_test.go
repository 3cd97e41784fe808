package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"

	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// TestPushAtAFullDatabase: what cannot be stored is not acknowledged, what was acknowledged is there, and the same bytes are taken when there is room again.
func TestPushAtAFullDatabase(t *testing.T) {
	s := openTest(t)
	c := countytest.New(t, s, blobmemory.New(time.Now))
	p := ingesttest.New(t, "full", countytest.Code, c.HandOut(countytest.Village, 0))
	p.Add(1, countytest.Cadre)
	push := func(segments ...[]byte) (ingesttest.Answer, error) {
		data, err := c.Sync(t.Context(), "test", bytes.NewReader(p.Request(segments...)))
		return ingesttest.ReadAnswer(t, data), err
	}
	if answer, err := push(p.Seal()); err != nil || len(answer.Receipts) != 1 {
		t.Fatalf("before it is full: %+v, %v", answer, err)
	}
	before, text := countEvents(t, s), longTexts()
	var segments [][]byte
	for range 8 {
		for range 10 {
			p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Note{Village: countytest.Village, Text: text()})
		}
		segments = append(segments, p.Seal())
	}
	fullDisk(t, s)
	answer, err := push(segments...)
	if !errors.Is(err, store.ErrFull) || len(answer.Acks)+len(answer.Receipts) > 0 || !slices.Contains(answer.Codes(), syncproto.CodeDiskFull) {
		t.Errorf("full: %+v, %v; want ErrFull, disk_full and no ack", answer, err)
	}
	if got := countEvents(t, s); got != before {
		t.Errorf("%d events after the failed push, %d before", got, before)
	}
	// The connection on which it failed is given up, and the next has no limit: there is room again.
	if answer, err = push(segments...); err != nil || len(answer.Receipts) != len(segments) {
		t.Errorf("with room again: %d receipts, %v; want %d", len(answer.Receipts), err, len(segments))
	}
	if got := countEvents(t, s); got != before+80 {
		t.Errorf("%d events, want %d", got, before+80)
	}
}

// longTexts gives texts of 384 bytes that no compressor lingers over, as it does over one letter repeated.
func longTexts() func() string {
	last := sha256.Sum256(nil)
	return func() string {
		var text []byte
		for range 6 {
			last = sha256.Sum256(last[:])
			text = hex.AppendEncode(text, last[:])
		}
		return string(text)
	}
}
