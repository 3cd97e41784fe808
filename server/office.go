package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"zhucun/server/auth"
	"zhucun/server/blob"
	"zhucun/server/blob/disk"
	"zhucun/server/dossier"
	"zhucun/server/evidence"
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

// Office is an officer's work from the command line. Every call is one short transaction; a server may run beside it.
type Office struct{ *base }

// ErrNoSuchSupervisor: the person has no appointment on the day.
var ErrNoSuchSupervisor = errors.New("no such supervisor is appointed")

// OpenOffice opens the county's folder beside a server or alone.
func OpenOffice(ctx context.Context, folder Folder) (*Office, error) {
	b, err := open(ctx, folder, false)
	if err != nil {
		return nil, err
	}
	return &Office{b}, nil
}

// Close ends the work.
func (o *Office) Close() error { return o.db.Close() }

// Import reads five files, reports every finding, and, unless it is a dry run or a finding is an error, makes them the roster from now on.
func (o *Office) Import(ctx context.Context, files roster.Files, dryRun bool) (roster.Findings, *roster.Roster, error) {
	read, findings := roster.Read(files, syncproto.DayOf(o.Now().UnixMilli(), civilOffset))
	if findings.Errors > 0 || dryRun {
		return findings, read, nil
	}
	document, err := json.Marshal(read.Tables())
	if err != nil {
		return findings, nil, err
	}
	err = o.db.Update(ctx, func(tx store.Tx) error {
		version, err := tx.AddRoster(document, o.Now().UnixMilli())
		if err != nil {
			return err
		}
		return o.record(tx, proof.KindRule, fmt.Appendf(nil, "roster %d %x", version.Version, syncproto.HashOf(document)))
	})
	return findings, read, err
}

// Invitation is a one-time code for an install, for a village, with what the office knows of the phone.
type Invitation struct {
	syncproto.Invitation
	ID syncproto.CodeID
}

// Enrol makes the one-time code of an install. address is where the phone will find the server.
func (o *Office) Enrol(ctx context.Context, village syncproto.Village, custody syncproto.Custody, address string, tls *syncproto.Hash) (Invitation, error) {
	code, err := syncproto.NewOneTimeCode(o.Random)
	if err != nil {
		return Invitation{}, err
	}
	row := o.codeRow(code, store.PurposeInstall)
	row.Village, row.Custody = village, custody
	err = o.db.Update(ctx, func(tx store.Tx) error {
		current, err := o.rosters.Load(tx)
		if err != nil {
			return err
		}
		if _, ok := current.Village(village); !ok {
			return fmt.Errorf("village %s: %w", village, store.ErrNotFound)
		}
		return tx.AddCode(row)
	})
	pins := o.county.document(tls).Pins()
	return Invitation{syncproto.Invitation{Code: code, Address: address, Pins: pins}, row.ID}, err
}

func (o *Office) codeRow(code syncproto.OneTimeCode, purpose store.Purpose) store.Code {
	now := o.Now()
	return store.Code{ID: code.Key().ID(), Key: code.Key(), Purpose: purpose, Issued: now.UnixMilli(),
		ScanBy: now.Add(codeScan).UnixMilli(), ArriveBy: now.Add(codeArrive).UnixMilli()}
}

// Slip is an appointment slip: the code by which the county vouches for the supervisor's key, and the household's new card. Neither is kept.
type Slip struct {
	Supervisor roster.Supervisor
	Village    roster.Division
	Code       syncproto.OneTimeCode
	Card       syncproto.Card
	ScanBy     time.Time
}

// Appoint makes a slip for a supervisor who is appointed today. handedBy is who outside the team hands it over: an office or post.
func (o *Office) Appoint(ctx context.Context, person syncproto.Person, village syncproto.Village, handedBy string) (Slip, error) {
	code, err := syncproto.NewOneTimeCode(o.Random)
	if err != nil {
		return Slip{}, err
	}
	card, err := syncproto.NewCard(o.Random)
	if err != nil {
		return Slip{}, err
	}
	slip := Slip{Code: code, Card: card, ScanBy: o.Now().Add(codeScan)}
	row := o.codeRow(code, store.PurposeAppointment)
	row.Person, row.Village, row.HandedBy = person, village, handedBy
	err = o.db.Update(ctx, func(tx store.Tx) error {
		current, err := o.rosters.Load(tx)
		if err != nil {
			return err
		}
		var ok bool
		if slip.Supervisor, ok = current.Supervisor(person, village, syncproto.DayOf(o.Now().UnixMilli(), civilOffset)); !ok {
			return fmt.Errorf("person %d in village %s: %w", person, village, ErrNoSuchSupervisor)
		}
		slip.Village, _ = current.Village(village)
		if err := tx.AddCode(row); err != nil {
			return err
		}
		return o.record(tx, proof.KindRole, fmt.Appendf(nil, "appointment %x person %d village %s", row.ID, person, village))
	})
	return slip, err
}

// RevokeLog ends an install: what it sends from now on waits in quarantine, what it sent stays.
func (o *Office) RevokeLog(ctx context.Context, id syncproto.LogID) error {
	now := o.Now().UnixMilli()
	return o.db.Update(ctx, func(tx store.Tx) error {
		log, err := tx.Log(id)
		if err != nil {
			return err
		}
		if log.Revoked != 0 {
			return nil
		}
		log.Revoked = now
		if err := tx.UpdateLog(log); err != nil {
			return err
		}
		if err := tx.EndPhoneSessions(id, now); err != nil {
			return err
		}
		return o.record(tx, proof.KindDecision, fmt.Appendf(nil, "revoke log %s", id))
	})
}

// RevokeCode ends a code that was not spent, or the vouching of one that was.
func (o *Office) RevokeCode(ctx context.Context, id syncproto.CodeID) error {
	return o.db.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Code(id); err != nil {
			return err
		}
		if err := tx.RevokeCode(id, o.Now().UnixMilli()); err != nil {
			return err
		}
		return o.record(tx, proof.KindDecision, fmt.Appendf(nil, "revoke code %x", id))
	})
}

// Login makes a one-time log-in code for a role in a place.
func (o *Office) Login(ctx context.Context, scope auth.Scope, issuedBy string) (auth.Ticket, auth.Secret, error) {
	gate, err := o.gate()
	if err != nil {
		return auth.Ticket{}, auth.Secret{}, err
	}
	return gate.Issue(ctx, scope, issuedBy)
}

// View runs a read on the county's database, for the commands that list.
func (o *Office) View(ctx context.Context, read func(tx store.Tx) error) error {
	return o.db.View(ctx, read)
}

// Roster is the newest roster.
func (o *Office) Roster(ctx context.Context) (current *roster.Roster, err error) {
	err = o.db.View(ctx, func(tx store.Tx) error {
		current, err = o.rosters.Load(tx)
		return err
	})
	return current, err
}

// Document is the county document without a pinned certificate.
func (o *Office) Document() syncproto.CountyDocument { return o.county.document(nil) }

func (o *Office) record(tx store.Tx, kind proof.Kind, statement []byte) error {
	_, err := ingest.Record(tx, o.Random, o.Now(), kind, statement)
	return err
}

func (b *base) dossiers(blobs blob.Reader) dossier.Maker {
	return dossier.Maker{Store: b.db, Blobs: blobs, Rosters: b.rosters, Latest: b.witness, County: b.county.document(nil),
		Key: b.county.ledger, Offset: civilOffset}
}

func (b *base) gate() (*auth.Gate, error) {
	return auth.New(auth.Config{Tickets: b.db, Sessions: b.db, Key: b.county.session, Issuer: "zhucun " + b.county.Code.String(), Now: b.Now, Random: b.Random})
}

// civilOffset is the county's civil time, UTC+8, in minutes.
const civilOffset = 480

// Dossier writes the record of a visit or deed with its proofs, as a zip that [zhucun/syncproto/dossier.Check] checks.
func (o *Office) Dossier(ctx context.Context, w io.Writer, id syncproto.EventID) error {
	return o.dossiers(disk.Beside(o.blobFolder())).Write(ctx, w, id)
}

// WantOriginal asks the phone that took a photo for its original, at the next sync.
func (o *Office) WantOriginal(ctx context.Context, manifest syncproto.Hash) error {
	return o.db.Update(ctx, func(tx store.Tx) error { return tx.WantOriginal(manifest) })
}

// Evidence is everything that speaks for and against one visit or deed; store.ErrNotFound.
func (o *Office) Evidence(ctx context.Context, id syncproto.EventID) (record evidence.Record, err error) {
	err = o.db.View(ctx, func(tx store.Tx) error {
		current, err := o.rosters.Load(tx)
		if err != nil {
			return err
		}
		record, err = evidence.Load(tx, policy{current}, id)
		return err
	})
	return record, err
}
