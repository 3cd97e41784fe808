package clientsdk

import (
	"context"
	"errors"
	"fmt"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Why a record is not withdrawn.
var (
	// ErrNotYours says that only who wrote an event may withdraw it, and that a withdrawal cannot be withdrawn.
	ErrNotYours = errors.New("only its writer may withdraw a record, and no withdrawal")
	// ErrSigned says that a confirmation by card or PIN stands: who thinks otherwise now signs another.
	ErrSigned = errors.New("a confirmation by card or PIN is not withdrawn")
)

// Withdrawn says that an event is withdrawn already, and by which: find it with errors.As.
type Withdrawn struct{ Event, By uint64 }

func (w *Withdrawn) Error() string {
	return fmt.Sprintf("event %d is withdrawn already by %d", w.Event, w.By)
}

// Correction withdraws an event of this phone; it stays visible as withdrawn.
type Correction struct {
	Event       uint64
	Replacement uint64 // event of this phone that stands for it; 0: none
	Reason      string
}

// Correct keeps a correction. Errors: ErrNoEvent, ErrNotYours, ErrSigned, *Withdrawn.
func (p *Phone) Correct(ctx context.Context, by syncproto.Actor, c Correction) (Written, error) {
	return p.record(ctx, by, func(w *journal.Writer, place journal.Place) (syncproto.Body, error) {
		withdrawn, event, err := refTo(ctx, w, place, c.Event)
		if err != nil {
			return nil, err
		}
		if err := mayWithdraw(ctx, w, place.ID, by, event); err != nil {
			return nil, err
		}
		correction := syncproto.Correction{Withdrawn: withdrawn, Reason: c.Reason}
		if c.Replacement != 0 {
			replacement, _, err := refTo(ctx, w, place, c.Replacement)
			if err != nil {
				return nil, err
			}
			correction.Replacement = &replacement
		}
		return correction, nil
	})
}

func mayWithdraw(ctx context.Context, w *journal.Writer, self syncproto.EventID, by syncproto.Actor, event journal.Event) error {
	if event.Local != by.Local() || event.Kind == syncproto.KindCorrection {
		return ErrNotYours
	}
	said, err := event.Decoded()
	if err != nil {
		return err
	}
	if stands(said.Body) {
		return ErrSigned
	}
	later, err := w.Corrections(ctx, event.Seq)
	if err != nil {
		return err
	}
	withdrawn, err := withdrawals(self.Log, later)
	if correction, ok := withdrawn[event.Seq]; err == nil && ok {
		err = &Withdrawn{Event: event.Seq, By: correction}
	}
	return err
}

// stands tells whether a correction takes nothing from an event (SPEC.md section 11, rule 2).
func stands(body syncproto.Body) bool {
	confirmation, ok := body.(syncproto.Confirmation)
	return ok && confirmation.Means.HasKey()
}

// withdrawals tells of corrections, rising, which events they withdraw: the first correction of an event is the one that counts.
func withdrawals(log syncproto.LogID, corrections []journal.Event) (map[uint64]uint64, error) {
	by := map[uint64]uint64{}
	for _, c := range corrections {
		said, err := c.Decoded()
		if err != nil {
			return nil, err
		}
		event, ok := said.Body.(syncproto.Correction).Withdrawn.Resolve(syncproto.ID(log, c.Seq))
		if _, known := by[event.Seq]; ok && event.Log == log && !known {
			by[event.Seq] = c.Seq
		}
	}
	return by, nil
}
