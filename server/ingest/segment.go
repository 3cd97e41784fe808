package ingest

import (
	"context"
	"errors"
	"fmt"

	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// check verifies signatures before the transaction, under the keys registered now; the writer asks again whether they still are.
func (g *Ingest) check(ctx context.Context, r *request) error {
	if len(r.segments) == 0 {
		return nil
	}
	err := g.Store.View(ctx, func(tx store.Tx) error {
		for _, in := range r.segments {
			key, err := tx.LogKeyAt(in.segment.Header.Log, in.segment.Header.First)
			if gone, err := missing(err); err != nil {
				return err
			} else if !gone {
				in.checked = key
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look up keys: %w", err)
	}
	for _, in := range r.segments {
		in.verified, _ = in.segment.Verify(in.checked) // a failure is judged by the writer, which knows the chain
	}
	return nil
}

// verifyUnder gives the verified segment under a key, which check has often done.
func (in *incoming) verifyUnder(key syncproto.PublicKey) (syncproto.Verified, error) {
	if in.checked == key && in.verified.Payload() != nil {
		return in.verified, nil
	}
	return in.segment.Verify(key)
}

// takeIn stores one segment, or says why it waits or is refused.
func (s *step) takeIn(in *incoming) error {
	header := in.segment.Header
	stored, err := s.tx.Segment(in.segment.Head())
	if gone, err := missing(err); err != nil {
		return err
	} else if !gone {
		return s.acknowledge(stored)
	}
	log, err := s.tx.Log(header.Log)
	if gone, err := missing(err); err != nil {
		return err
	} else if gone {
		return s.wait(in, syncproto.CodeUnknownLog)
	}
	if log.Revoked != 0 {
		return s.wait(in, syncproto.CodeLogRevoked)
	}
	return s.takeFrom(log, in)
}

func (s *step) takeFrom(log store.Log, in *incoming) error {
	header := in.segment.Header
	key, err := s.tx.LogKeyAt(log.ID, header.First)
	if err != nil {
		return err
	}
	link, err := s.link(log, in.segment)
	if err != nil {
		return err
	}
	verified, err := in.verifyUnder(key)
	switch {
	case err != nil && link.state == store.SegmentGap:
		return s.wait(in, syncproto.CodeGap) // a missing segment may have rotated the key
	case err != nil:
		s.r.out.notice(syncproto.CodeBadSignature, &log.ID, header.First)
		return nil
	}
	if err := s.raiseFork(log, link); err != nil {
		return err
	}
	row := store.Segment{Head: verified.Head(), Log: log.ID, First: header.First, Count: header.Count, Previous: header.Previous,
		Payload: in.payload, Received: s.now, Started: s.started(header.Boot), State: link.state}
	if err := s.keep(row, verified); err != nil {
		return err
	}
	return s.closeGaps(row)
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
		codes, err := s.judge(row, verified)
		if err != nil {
			return err
		}
		verdict = verdictOf(codes)
	}
	var err error
	if row.Leaf, err = s.recordAt(proof.KindSegment, proof.SegmentStatement(row.Log, row.Head, verdict)); err != nil {
		return err
	}
	if err := s.tx.AddSegment(row); err != nil {
		return err
	}
	return s.acknowledge(row)
}

func (s *step) judge(row store.Segment, verified syncproto.Verified) ([]syncproto.Code, error) {
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

// wait puts a segment that cannot be judged yet into the bounded quarantine.
func (s *step) wait(in *incoming, reason syncproto.Code) error {
	id := in.segment.Header.Log
	ofLog, ofCarrier, err := s.tx.CountWaiting(id, s.r.carrier)
	if err != nil {
		return err
	}
	if ofLog >= syncproto.MaxQuarantinePerLog || ofCarrier >= syncproto.MaxQuarantinePerCarrier {
		s.r.out.notice(syncproto.CodeLater, &id, in.segment.Header.First)
		return nil
	}
	err = s.tx.AddWaiting(store.Waiting{Hash: syncproto.HashOf(in.payload), Log: id, Carrier: s.r.carrier, Payload: in.payload,
		Received: s.now, Reason: reason})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	s.r.out.notice(reason, &id, in.segment.Header.First)
	return nil
}
