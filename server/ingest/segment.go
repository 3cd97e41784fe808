package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// check parses the segments of known logs and verifies their signatures before the transaction, under the keys registered now; the writer asks again
// whether they still are. What cannot be read is told, and goes no further.
func (g *Ingest) check(ctx context.Context, r *request) error {
	if len(r.segments) == 0 {
		return nil
	}
	keys := make([][]store.LogKey, len(r.segments))
	err := g.Store.View(ctx, func(tx store.Tx) (err error) {
		for i, in := range r.segments {
			if keys[i], err = keysFor(tx, in.header); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look up keys: %w", err)
	}
	readable := r.segments[:0]
	for i, in := range r.segments {
		if r.barren > bodyBarren {
			r.leaveRest()
			break
		}
		if len(keys[i]) == 0 {
			// of a log that is not known, or enrolled by this very body
		} else if err := in.read(); err != nil {
			r.bringsNothing(syncproto.CodeOf(err))
			continue
		} else if _, held := in.verifyUnder(keys[i]); !held {
			r.barren++ // judged by the writer, which knows the chain
		}
		readable = append(readable, in)
	}
	r.segments = readable
	return nil
}

// keysFor gives the keys that may have signed a segment; none when its log is not known.
func keysFor(tx store.Tx, header syncproto.Header) ([]store.LogKey, error) {
	log, err := tx.Log(header.Log)
	if gone, err := missing(err); gone || err != nil {
		return nil, err
	}
	_, keys, err := chain{tx, log}.follow(header)
	return keys, err
}

func (in *incoming) read() (err error) {
	if !in.parsed {
		in.segment, err = syncproto.ParseSegment(in.payload)
		in.parsed = err == nil
	}
	return err
}

// verifyUnder gives the key, of some, that signed the segment. What check has verified is not verified again.
func (in *incoming) verifyUnder(keys []store.LogKey) (store.LogKey, bool) {
	for _, key := range keys {
		if in.verified.Payload() != nil && in.checked == key.Key {
			return key, true
		}
	}
	for _, key := range keys {
		if verified, err := in.segment.Verify(key.Key); err == nil {
			in.verified, in.checked = verified, key.Key
			return key, true
		}
	}
	return store.LogKey{}, false
}

// takeIn stores one segment, or says why it waits or is refused.
func (s *step) takeIn(in *incoming) error {
	log, err := s.tx.Log(in.header.Log)
	if gone, err := missing(err); err != nil {
		return err
	} else if gone {
		return s.wait(in, syncproto.CodeUnknownLog)
	}
	if err := in.read(); err != nil {
		s.r.out.notice(syncproto.CodeOf(err), &log.ID, in.header.First)
		return nil
	}
	stored, err := s.tx.Segment(in.segment.Head())
	if gone, err := missing(err); err != nil {
		return err
	} else if !gone {
		return s.acknowledge(stored)
	}
	if log.Revoked != 0 {
		return s.wait(in, syncproto.CodeLogRevoked)
	}
	return s.takeFrom(log, in)
}

func (s *step) takeFrom(log store.Log, in *incoming) error {
	header := in.segment.Header
	at, err := chain{s.tx, log}.place(header, in.segment.Head())
	if err != nil {
		return err
	}
	key, held := in.verifyUnder(at.keys)
	switch {
	case !held && at.state == store.SegmentGap:
		return s.wait(in, syncproto.CodeGap) // a missing segment may have rotated the key
	case !held:
		s.r.out.notice(syncproto.CodeBadSignature, &log.ID, header.First)
		return nil
	}
	row := store.Segment{Head: in.verified.Head(), Log: log.ID, First: header.First, Count: header.Count, Previous: header.Previous, Payload: in.payload,
		Received: s.now, KeyAfter: key.After, Started: s.started(header.Boot), State: at.state}
	if err := s.raise(row, at.first); err != nil {
		return err
	}
	if err := s.keep(row, in.verified); err != nil {
		return err
	}
	return s.closeGaps(log, row)
}

// started is the server's clock at the start of the phone's machine, when the hello speaks of the same start.
func (s *step) started(boot uint32) int64 {
	hello := s.r.hello
	if hello == nil || hello.Boot != boot || hello.Elapsed > 1<<40 {
		return 0
	}
	return s.now - int64(hello.Elapsed)*1000
}

// keep judges the events of a segment whose chain is whole, adds its leaf to the ledger, and stores it.
func (s *step) keep(row store.Segment, verified syncproto.Verified) error {
	verdict := []byte{byte(syncproto.CodeGap)}
	if row.State != store.SegmentGap {
		codes, err := s.judge(&row, verified)
		if err != nil {
			return err
		}
		verdict = verdictOf(codes)
	}
	var err error
	if row.Leaf, err = s.recordAt(proof.KindSegment, proof.SegmentStatement(row.Log, row.Head, verdict)); err != nil {
		return err
	}
	row.Verdict = row.Leaf
	if err := s.tx.AddSegment(row); err != nil {
		return err
	}
	return s.acknowledge(row)
}

func (s *step) judge(row *store.Segment, verified syncproto.Verified) ([]syncproto.Code, error) {
	if _, rotates := verified.Rotation(); rotates {
		s.rotated = true
	}
	judge := verify.Judge{Tx: s.tx, Roster: s.roster, Offset: s.Offset, Record: s.record}
	return judge.Segment(row, verified)
}

// verdictOf is one byte for the segment, 0, and one for each event.
func verdictOf(codes []syncproto.Code) []byte {
	verdict := make([]byte, 1, 1+len(codes))
	for _, code := range codes {
		verdict = append(verdict, byte(code))
	}
	return verdict
}

// acknowledge puts the segment into the answer, with a notice for each event that is refused or waits.
func (s *step) acknowledge(row store.Segment) error {
	for _, given := range s.r.out.stored {
		if given.Head == row.Head {
			return nil
		}
	}
	s.r.out.stored = append(s.r.out.stored, row)
	if row.State == store.SegmentGap {
		s.r.out.notice(syncproto.CodeGap, &row.Log, row.First)
		return nil
	}
	events, err := s.tx.EventsOfLog(row.Log, row.First, row.First+uint64(row.Count)-1)
	if err != nil {
		return err
	}
	for _, event := range events {
		if event.Reason != 0 && event.Head == row.Head {
			s.r.out.notice(event.Reason, &row.Log, event.ID.Seq)
		}
	}
	return nil
}

// wait puts a segment that cannot be judged yet into the quarantine, which is bounded for who brought it: whose it truly is nobody can tell.
func (s *step) wait(in *incoming, reason syncproto.Code) error {
	id := in.header.Log
	carrier := cmp.Or(in.carrier, s.r.carrier)
	ofLog, ofAll, err := s.tx.CountWaiting(id, carrier)
	if err != nil {
		return err
	}
	if ofAll >= syncproto.MaxQuarantinePerCarrier || reason == syncproto.CodeUnknownLog && ofLog >= syncproto.MaxQuarantinePerLog {
		s.r.out.notice(syncproto.CodeLater, &id, in.header.First)
		s.r.barren++
		return nil
	}
	err = s.tx.AddWaiting(store.Waiting{Hash: syncproto.HashOf(in.payload), Log: id, Carrier: carrier, Payload: in.payload,
		Received: s.now, Reason: reason})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	s.r.out.notice(reason, &id, in.header.First)
	return nil
}
