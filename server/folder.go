package server

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/ledger/witnessdir"
	"zhucun/server/store"
	"zhucun/server/store/sqlite"
)

// Folder says where a county's data is and what the rest of the world is like.
type Folder struct {
	Dir     string           // the data folder
	Witness string           // the second store; "" is Dir/witness, which is on the same disk and warned of
	Now     func() time.Time // the server's clock
	Random  io.Reader        // cryptographic, safe for concurrent use
}

// WitnessFolder is where the second store is.
func (f Folder) WitnessFolder() string {
	if f.Witness != "" {
		return f.Witness
	}
	return filepath.Join(f.Dir, "witness")
}

func (f Folder) blobFolder() string { return filepath.Join(f.Dir, "blobs") }

// WitnessOnSameDisk tells whether one dead disk would take data and witness together.
func (f Folder) WitnessOnSameDisk() (bool, error) {
	return witnessdir.SameDisk(f.Dir, f.WitnessFolder())
}

// base is what the server and the office both stand on.
type base struct {
	Folder
	county    county
	db        *sqlite.Store
	witness   *witnessdir.Dir
	publisher *ledger.Publisher
	rosters   *rosters
}

// open opens the folder; exclusive is for the one server. It publishes what an earlier process committed and did not get to publish, and refuses a
// database that is shorter than what the witness has seen.
func open(ctx context.Context, f Folder, exclusive bool) (*base, error) {
	c, err := loadCounty(f.Dir)
	if err != nil {
		return nil, err
	}
	witness, err := witnessdir.Open(f.WitnessFolder())
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(ctx, f.Dir, sqlite.Options{Exclusive: exclusive})
	if err != nil {
		return nil, err
	}
	b := &base{Folder: f, county: c, db: db, witness: witness, rosters: &rosters{}}
	if err := b.resume(ctx); err != nil {
		_ = db.Close() // the first error says more
		return nil, err
	}
	return b, nil
}

func (b *base) resume(ctx context.Context) error {
	signer, err := ledger.NewSigner(b.county.Code.String(), uint64(b.county.Epoch), b.county.ledger)
	if err != nil {
		return err
	}
	b.publisher = ledger.NewPublisher(signer, b.witness, func(ctx context.Context, read func(ledger.Hashes) error) error {
		return b.db.View(ctx, func(tx store.Tx) error { return read(tx) })
	})
	published, err := b.publisher.Resume(ctx, b.Now())
	if err != nil {
		return fmt.Errorf("compare the ledger with the witness store: %w", err)
	}
	return b.db.Update(ctx, func(tx store.Tx) error {
		return tx.AddCheckpoint(store.Checkpoint{Anchor: published.Anchor(), Size: uint64(published.Size), Time: published.Time, Note: published.Note()})
	})
}
