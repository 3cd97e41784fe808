package dossier

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"zhucun/server/blob"
	"zhucun/server/console"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// ErrUnpublished: the record's newest segment is committed and no published checkpoint covers it yet; that takes a moment. Ask again.
var ErrUnpublished = errors.New("the ledger's checkpoint does not cover the record yet")

// Latest gives the newest published checkpoint as its signed note; the witness of package ledger does.
type Latest interface {
	Latest(ctx context.Context) ([]byte, error)
}

// Maker makes dossiers of one county. All of it is needed; it may be used concurrently.
type Maker struct {
	Store   store.Store // only read
	Blobs   blob.Reader
	Rosters console.Rosters
	Latest  Latest
	County  syncproto.CountyDocument
	Key     ed25519.PrivateKey // the county's ledger key: makes receipts again, and the seal
	Offset  int                // minutes of the county's civil time from UTC
}

// Write exports the record of a visit or deed. store.ErrNotFound, ErrUnpublished. After another error w may hold a part of a zip.
func (m Maker) Write(ctx context.Context, w io.Writer, id syncproto.EventID) error {
	f, err := m.collect(ctx, id)
	if err != nil {
		return fmt.Errorf("dossier of %s: %w", id, err)
	}
	if err := m.addPhotos(ctx, f); err != nil {
		return fmt.Errorf("dossier of %s: %w", id, err)
	}
	if err := m.addPages(f); err != nil {
		return fmt.Errorf("dossier of %s: %w", id, err)
	}
	if err := m.pack(ctx, w, f); err != nil {
		return fmt.Errorf("write dossier of %s: %w", id, err)
	}
	return nil
}

// collect reads the record and its proofs from one consistent state.
func (m Maker) collect(ctx context.Context, id syncproto.EventID) (*file, error) {
	origin, err := proof.Origin(m.County.County.String())
	if err != nil {
		return nil, err
	}
	note, err := m.Latest.Latest(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for the newest checkpoint: %w", err)
	}
	checkpoint, err := proof.ParseCheckpoint(note, origin, m.County.LedgerKey())
	if err != nil {
		return nil, err
	}
	var f *file
	err = m.Store.View(ctx, func(tx store.Tx) error {
		named, err := console.Load(tx, m.Rosters, m.Offset, id)
		if err != nil {
			return err
		}
		f = &file{named: named, members: map[string]member{}, pictures: map[string]pictured{}}
		c := &collector{Maker: m, tx: tx, file: f, checkpoint: checkpoint, kept: map[syncproto.Head]map[uint64]bool{}}
		return c.collect()
	})
	return f, err
}
