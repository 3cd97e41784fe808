package ingest

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"time"

	"zhucun/server/blob"
	"zhucun/server/ledger"
	"zhucun/server/logged"
	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
)

// Rosters gives the roster that holds for records stored in a transaction.
type Rosters interface {
	// Roster reads the newest version; it may answer from memory while the version is the same.
	Roster(tx store.Rosters) (verify.Roster, error)
}

// Blobs is where photo bytes go.
type Blobs interface {
	blob.Staging
	blob.Reader
}

// Config is what ingest works with. All of it is needed.
type Config struct {
	Store     store.Store
	Blobs     Blobs
	Publisher *ledger.Publisher // used by Run alone
	Marks     ledger.Marks
	Rosters   Rosters
	County    syncproto.CountyDocument
	Key       ed25519.PrivateKey // signs receipts; County.Ledger is its public half
	Offset    int                // minutes of the county's civil time from UTC
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger
	Stored    func() // hint that new rows are in the feed; the row is the truth. Must not block
}

// Ingest may be called from any number of goroutines while Run runs.
type Ingest struct {
	Config
	requests chan *request
}

// New makes an Ingest. Nothing happens before Run.
func New(config Config) *Ingest {
	return &Ingest{Config: config, requests: make(chan *request)}
}

// Wait tells a phone how many seconds to let pass before it syncs again without cause.
const (
	waitIdle  = 900
	waitLater = 60
)

// Sync handles one request body, a part at a time, and gives the answer's frames. carrier is who is charged for what must wait in quarantine; it is
// stored and must not be personal. A body that is cut counts up to the cut. An error means that nothing of this request was acknowledged; the answer
// then says why. What fails after a part was acknowledged is logged, and the answer says that the rest is for later.
func (g *Ingest) Sync(ctx context.Context, carrier string, from io.Reader) ([]byte, error) {
	b := newBody(carrier, from)
	var said answer
	for !b.ended {
		r := b.next()
		err := g.check(ctx, r)
		if err == nil {
			err = g.submit(ctx, r)
		}
		if err != nil && len(said.stored)+len(said.grants) == 0 {
			return g.sorry(err), err
		}
		if err != nil {
			g.Log.WarnContext(ctx, "the rest of a request not acknowledged", "error", logged.Class(err))
			return g.partly(said, err), nil
		}
		said.add(r)
		b.greeted, b.session = true, r.out.session
	}
	return g.answer(ctx, said)
}
