package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// outcome is what the answer will say once the transaction is durable.
type outcome struct {
	grants  []syncproto.Grant
	stored  []store.Segment
	notices []syncproto.Notice
	offsets []store.NamedBlob
	session *store.PhoneSession // live, of the hello
}

func (o *outcome) notice(code syncproto.Code, log *syncproto.LogID, seq uint64) {
	n := syncproto.Notice{Code: code, Log: log}
	if seq > 0 {
		n.Seq = &seq
	}
	o.notices = append(o.notices, n)
}

// step is one request in one transaction.
type step struct {
	*writer
	ctx    context.Context
	tx     store.Tx
	r      *request
	now    int64 // ledger time, milliseconds
	roster verify.Roster

	rotated bool // a segment of this request rotated its log's key
}

// apply may run again for the same request when the transaction failed: it begins by forgetting.
func (w *writer) apply(ctx context.Context, tx store.Tx, r *request, now time.Time) error {
	r.out = outcome{}
	roster, err := w.Rosters.Roster(tx)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	s := &step{writer: w, ctx: ctx, tx: tx, r: r, now: now.UnixMilli(), roster: roster}
	for _, enrolment := range r.enrolments {
		if err := s.enrol(enrolment); err != nil {
			return err
		}
	}
	if err := s.greet(); err != nil {
		return err
	}
	for _, in := range r.segments {
		if err := s.takeIn(in); err != nil {
			return err
		}
	}
	if !r.last {
		return nil
	}
	return s.wishes()
}

// record adds a leaf to the ledger.
func (s *step) record(kind proof.Kind, statement []byte) error {
	_, err := s.recordAt(kind, statement)
	return err
}

func (s *step) recordAt(kind proof.Kind, statement []byte) (index uint64, err error) {
	return Record(s.tx, s.Random, time.UnixMilli(s.now), kind, statement)
}

// Record adds a leaf and its opening to the ledger of a running transaction; the next checkpoint covers it. Officers' commands use it too.
func Record(tx store.Ledger, random io.Reader, at time.Time, kind proof.Kind, statement []byte) (uint64, error) {
	salt, err := proof.NewSalt(random)
	if err != nil {
		return 0, err
	}
	leaf, err := proof.Commit(kind, salt, statement)
	if err != nil {
		return 0, err
	}
	index, err := ledger.Append(tx, leaf)
	if err != nil {
		return 0, err
	}
	entry := store.LedgerEntry{Index: uint64(index), Kind: kind, Salt: salt, Statement: statement, At: at.UnixMilli()}
	return entry.Index, tx.AddEntry(entry)
}

// LedgerTime is when something is done to the county's records: now, and never before what the ledger holds already, also after the machine's clock was
// set back. What an officer has ended stays ended for all that comes later.
func LedgerTime(tx interface {
	store.Ledger
	store.Checkpoints
}, now time.Time) (time.Time, error) {
	at := now.UnixMilli()
	last, err := tx.LastCheckpoint()
	if _, err := missing(err); err != nil {
		return now, err
	}
	size, err := ledger.Size(tx)
	if err != nil || size == 0 {
		return time.UnixMilli(max(at, last.Time)), err
	}
	entry, err := tx.Entry(uint64(size - 1))
	return time.UnixMilli(max(at, last.Time, entry.At)), err
}

// wishes tells the phone what of its photos is still missing, when its session shows whose they are.
func (s *step) wishes() error {
	if s.r.out.session == nil {
		return nil
	}
	var err error
	log := s.r.out.session.Log
	if s.r.out.offsets, err = s.tx.IncompleteBlobs(log, syncproto.MaxOffsets); err != nil {
		return err
	}
	wanted, err := s.tx.WantedOriginals(log)
	if err != nil {
		return err
	}
	for _, manifest := range wanted {
		s.r.out.notices = append(s.r.out.notices, syncproto.Notice{Code: syncproto.CodeOriginalWanted, Log: &log, Hash: &manifest})
	}
	return s.tellUnreadable(log)
}

const (
	// unreadableTimes is how often a phone is told of a copy of which no picture could be made: it acknowledges no notice, and an answer may be lost.
	unreadableTimes = 5
	// unreadableAtOnce keeps an answer short.
	unreadableAtOnce = 8
)

func (s *step) tellUnreadable(log syncproto.LogID) error {
	hashes, err := s.tx.UnreadableBlobs(log, unreadableTimes, unreadableAtOnce)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := s.tx.TellUnreadable(log, hash); err != nil {
			return err
		}
		s.r.out.notices = append(s.r.out.notices, syncproto.Notice{Code: syncproto.CodePhotoBad, Log: &log, Hash: &hash})
	}
	return nil
}

// missing tells ErrNotFound from errors that must stop the transaction.
func missing(err error) (bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}
