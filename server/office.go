package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

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

// Office is an officer's work from the command line. Every call is one short transaction; a server may run beside it.
type Office struct{ *base }

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
		at, err := ingest.LedgerTime(tx, o.Now())
		if err != nil {
			return err
		}
		version, err := tx.AddRoster(document, at.UnixMilli())
		if err != nil {
			return err
		}
		return o.record(tx, proof.KindRule, fmt.Appendf(nil, "roster %d %x", version.Version, syncproto.HashOf(document)))
	})
	return findings, read, err
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

// Document is what phones are told of the county.
func (o *Office) Document() syncproto.CountyDocument { return o.county.document() }

func (o *Office) record(tx store.Tx, kind proof.Kind, statement []byte) error {
	at, err := ingest.LedgerTime(tx, o.Now())
	if err != nil {
		return err
	}
	_, err = ingest.Record(tx, o.Random, at, kind, statement)
	return err
}

func (b *base) dossiers(blobs blob.Reader) dossier.Maker {
	return dossier.Maker{Store: b.db, Blobs: blobs, Rosters: b.rosters, Latest: b.witness, County: b.county.document(),
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
		record, err = evidence.Load(tx, current, civilOffset, id)
		return err
	})
	return record, err
}
