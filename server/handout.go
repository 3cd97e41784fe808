package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhucun/server/ingest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Lives of a one-time code (SPEC.md section 3).
const (
	codeScan   = 24 * time.Hour
	codeArrive = 90 * 24 * time.Hour
)

// ErrNoSuchSupervisor: the person has no appointment on the day.
var ErrNoSuchSupervisor = errors.New("no such supervisor is appointed")

// ErrNoSuchPlace: the roster has no division with the code.
var ErrNoSuchPlace = errors.New("no such division in the roster")

// Handout is what stands on every paper with a one-time code.
type Handout struct {
	ID       syncproto.CodeID // by which the office revokes the code
	County   string
	Village  roster.Division
	Issued   time.Time
	ScanBy   time.Time // on the phone by then
	ArriveBy time.Time // and from the phone at the county by then
}

func (o *Office) handout(row store.Code, village roster.Division) Handout {
	return Handout{ID: row.ID, County: o.county.Name, Village: village, Issued: civil(row.Issued), ScanBy: civil(row.ScanBy), ArriveBy: civil(row.ArriveBy)}
}

// Invitation is a one-time code for an install, for a village, with what the office knows of the phone.
type Invitation struct {
	Handout
	syncproto.Invitation
}

// Enrol makes the one-time code of an install. address is where the phone will find the server. keep gets it on paper before anything is kept of it: when keep
// fails there is no code. nil where there is no paper.
func (o *Office) Enrol(ctx context.Context, village syncproto.Village, custody syncproto.Custody, address string, keep func(Invitation) error) (Invitation, error) {
	code, err := syncproto.NewOneTimeCode(o.Random)
	if err != nil {
		return Invitation{}, err
	}
	row := store.Code{ID: code.Key().ID(), Key: code.Key(), Purpose: store.PurposeInstall, Village: village, Custody: custody}
	invitation := Invitation{Invitation: syncproto.Invitation{Code: code, Address: address, Pins: o.county.document().Pins()}}
	err = o.db.Update(ctx, func(tx store.Tx) error {
		current, err := o.rosters.Load(tx)
		if err != nil {
			return err
		}
		division, ok := current.Village(village)
		if !ok {
			return ErrNoSuchPlace
		}
		if err := o.handedOut(tx, &row); err != nil {
			return err
		}
		invitation.Handout = o.handout(row, division)
		if err := tx.AddCode(row); err != nil {
			return err
		}
		if err := o.record(tx, proof.KindRole, fmt.Appendf(nil, "install %x village %s custody %d", row.ID, village, custody)); err != nil {
			return err
		}
		return onPaper(invitation, keep)
	})
	return invitation, err
}

// onPaper is the last step of a transaction that hands something out.
func onPaper[T any](handed T, keep func(T) error) error {
	if keep == nil {
		return nil
	}
	return keep(handed)
}

// handedOut fills in when a code was handed out, by the ledger's time, and how long it lives.
func (o *Office) handedOut(tx store.Tx, row *store.Code) error {
	now, err := ingest.LedgerTime(tx, o.Now())
	if err != nil {
		return err
	}
	row.Issued, row.ScanBy, row.ArriveBy = now.UnixMilli(), now.Add(codeScan).UnixMilli(), now.Add(codeArrive).UnixMilli()
	return nil
}

// Slip is an appointment slip: the code by which the county vouches for the supervisor's key, and the household's new card. Neither is kept.
type Slip struct {
	Handout
	Supervisor roster.Supervisor
	HandedBy   string
	Code       syncproto.OneTimeCode
	Card       syncproto.Card
}

// Appoint makes a slip for a supervisor who is appointed today. handedBy is who outside the team hands it over: an office or post. keep gets the slip on paper
// before anything is kept of it, as in Enrol: when keep fails nobody is vouched for and the ledger says nothing.
func (o *Office) Appoint(ctx context.Context, person syncproto.Person, village syncproto.Village, handedBy string, keep func(Slip) error) (Slip, error) {
	code, err := syncproto.NewOneTimeCode(o.Random)
	if err != nil {
		return Slip{}, err
	}
	card, err := syncproto.NewCard(o.Random)
	if err != nil {
		return Slip{}, err
	}
	slip := Slip{Code: code, Card: card, HandedBy: handedBy}
	row := store.Code{ID: code.Key().ID(), Key: code.Key(), Purpose: store.PurposeAppointment, Person: person, Village: village, HandedBy: handedBy}
	err = o.db.Update(ctx, func(tx store.Tx) error {
		current, err := o.rosters.Load(tx)
		if err != nil {
			return err
		}
		division, ok := current.Village(village)
		if !ok {
			return ErrNoSuchPlace
		}
		if slip.Supervisor, ok = current.Supervisor(person, village, syncproto.DayOf(o.Now().UnixMilli(), civilOffset)); !ok {
			return ErrNoSuchSupervisor
		}
		if err := o.handedOut(tx, &row); err != nil {
			return err
		}
		slip.Handout = o.handout(row, division)
		if err := tx.AddCode(row); err != nil {
			return err
		}
		if err := o.record(tx, proof.KindRole, fmt.Appendf(nil, "appointment %x person %d village %s", row.ID, person, village)); err != nil {
			return err
		}
		return onPaper(slip, keep)
	})
	return slip, err
}

// civil is a time of milliseconds as the county's clocks show it.
func civil(ms int64) time.Time {
	return time.UnixMilli(ms).In(time.FixedZone("UTC+8", civilOffset*60))
}
