package ingest

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// ordinalMark is the name under which the witness store keeps the highest log ordinal ever granted.
const ordinalMark = "log-ordinal"

// enrol grants a log to who spends an outstanding code, and again to who asks again.
func (s *step) enrol(e syncproto.Enrolment) error {
	id := e.LogID()
	genesis, key, err := e.Verify()
	if err != nil {
		s.r.out.notice(syncproto.CodeOf(err), &id, 0)
		return nil
	}
	if genesis.County != s.County.County {
		s.r.out.notice(syncproto.CodeWrongCounty, &id, 0)
		return nil
	}
	code, refusal, err := s.enrolmentCode(e)
	if err != nil {
		return err
	}
	if refusal != 0 {
		s.r.out.notice(refusal, &id, 0)
		return nil
	}
	log, err := s.tx.Log(id)
	gone, err := missing(err)
	if gone {
		if log, err = s.addLog(e, genesis, key, code); err == nil {
			err = s.releaseWaiting(id)
		}
	}
	if err != nil {
		return err
	}
	s.r.out.grants = append(s.r.out.grants, syncproto.NewGrant(id, log.Ordinal, s.County, code.Key))
	return nil
}

// enrolmentCode finds the code that an enrolment spends, or says why it may not.
func (s *step) enrolmentCode(e syncproto.Enrolment) (store.Code, syncproto.Code, error) {
	code, err := s.tx.Code(e.Code)
	switch gone, err := missing(err); {
	case err != nil:
		return code, 0, err
	case gone, code.Purpose != store.PurposeInstall, !e.Spends(code.Key):
		return code, syncproto.CodeCodeUnknown, nil
	case code.SpentBy == e.LogID().String():
		return code, 0, nil
	case code.SpentBy != "":
		return code, syncproto.CodeCodeSpent, nil
	case code.Revoked != 0, s.now > code.ArriveBy:
		return code, syncproto.CodeCodeExpired, nil
	}
	return code, 0, nil
}

func (s *step) addLog(e syncproto.Enrolment, genesis syncproto.Genesis, key syncproto.PublicKey, code store.Code) (store.Log, error) {
	ordinal, err := s.nextOrdinal()
	if err != nil {
		return store.Log{}, err
	}
	log := store.Log{ID: e.LogID(), Ordinal: ordinal, Genesis: e.Genesis, Signature: e.Signature, Parent: genesis.Parent, Code: code.ID,
		Village: code.Village, Custody: code.Custody, Enrolled: s.now}
	if err := s.tx.AddLog(log); err != nil {
		return log, err
	}
	if err := s.tx.AddLogKey(store.LogKey{Log: log.ID, After: e.Root(), Key: key}); err != nil {
		return log, err
	}
	if err := s.tx.SpendCode(code.ID, log.ID.String()); err != nil {
		return log, err
	}
	return log, s.record(proof.KindGrant, grantStatement(log))
}

// grantStatement is log_id ‖ u32(ordinal) ‖ H(genesis): what the ledger says of a grant.
func grantStatement(log store.Log) []byte {
	hash := syncproto.HashOf(log.Genesis)
	return append(binary.BigEndian.AppendUint32(log.ID[:], log.Ordinal), hash[:]...)
}

// nextOrdinal is above every ordinal in the database and every one that was ever granted, also when the database was put back from a backup.
func (s *step) nextOrdinal() (uint32, error) {
	last, err := s.tx.LastOrdinal()
	if err != nil {
		return 0, err
	}
	mark, err := s.Marks.Mark(s.ctx, ordinalMark)
	if err != nil {
		return 0, fmt.Errorf("read the ordinals' mark: %w", err)
	}
	next := max(last, uint32(mark)) + 1
	if err := s.Marks.Raise(s.ctx, ordinalMark, uint64(next)); err != nil {
		return 0, fmt.Errorf("raise the ordinals' mark: %w", err)
	}
	return next, nil
}

// Forget drops what was put into quarantine before a time, and tells how many. Who brought it, or wrote it, sends it again.
func (g *Ingest) Forget(ctx context.Context, before time.Time) (dropped int, err error) {
	err = g.Store.Update(ctx, func(tx store.Tx) (err error) {
		dropped, err = tx.ExpireWaiting(before.UnixMilli())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("drop what waited too long: %w", err)
	}
	return dropped, nil
}

// releaseWaiting takes in what an enrolled log had sent before.
func (s *step) releaseWaiting(id syncproto.LogID) error {
	waiting, err := s.tx.WaitingOf(id)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		if err := s.tx.DropWaiting(w.Hash); err != nil {
			return err
		}
		header, err := syncproto.HeaderOf(w.Payload)
		if err != nil {
			return fmt.Errorf("a waiting segment of log %s: %w", id, err)
		}
		if err := s.takeIn(&incoming{header: header, payload: w.Payload, carrier: w.Carrier}); err != nil {
			return err
		}
	}
	return nil
}
