package ingest_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"zhucun/server/blob"
	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/ingest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

const (
	countyCode = syncproto.County(511921)
	village    = syncproto.Village(511921100200)
	cadre      = syncproto.Person(1)
	supervisor = syncproto.Person(100_001)
	kin        = syncproto.Person(100_002) // supervisor too, and kin of the cadre
	former     = syncproto.Person(100_003) // supervisor until the day before today
	today      = syncproto.Day(20_780)
)

// people is a roster of four.
type people struct{}

func (people) KnowsVillage(v syncproto.Village) bool { return v == village }

func (people) KnowsPerson(p syncproto.Person) bool {
	return p == cadre || p == supervisor || p == kin || p == former
}

func (people) Appointed(p syncproto.Person, v syncproto.Village, day syncproto.Day) bool {
	return v == village && (p == supervisor || p == kin || p == former && day < today)
}

func (people) Kin(a, b syncproto.Person) bool {
	return a == kin && b == cadre || a == cadre && b == kin
}

func (people) Roster(store.Rosters) (verify.Roster, error) { return people{}, nil }

// county is a server without HTTP: the real ingest on a store in memory.
type county struct {
	*ingest.Ingest
	t     testing.TB
	store store.Store
	blobs *openings
	now   time.Time
	key   ed25519.PrivateKey
	codes int
}

func newCounty(t testing.TB) *county {
	t.Helper()
	return newCountyOn(t, memory.New())
}

func newCountyOn(t testing.TB, s store.Store) *county {
	t.Helper()
	return newCountyAt(t, s, &ledgertest.Witness{}, time.UnixMilli(1_795_478_400_000))
}

// newCountyAt is a life of the server that begins at a moment, on what an earlier one left.
func newCountyAt(t testing.TB, s store.Store, witness *ledgertest.Witness, now time.Time) *county {
	t.Helper()
	seed := sha256.Sum256([]byte("ledger"))
	c := &county{t: t, store: s, now: now, key: ed25519.NewKeyFromSeed(seed[:])}
	c.blobs = &openings{Store: blobmemory.New(c.clock)}
	signer, err := ledger.NewSigner(countyCode.String(), 1, c.key)
	if err != nil {
		t.Fatal(err)
	}
	publisher := ledger.NewPublisher(signer, witness, func(ctx context.Context, read func(ledger.Hashes) error) error {
		return s.View(ctx, func(tx store.Tx) error { return read(tx) })
	})
	document := syncproto.CountyDocument{Version: 1, County: countyCode, Name: "通江县", Epoch: 1, Ledger: [32]byte(c.key.Public().(ed25519.PublicKey))}
	c.Ingest = ingest.New(ingest.Config{Store: s, Blobs: c.blobs, Publisher: publisher, Marks: &ledgertest.Witness{}, Rosters: people{},
		County: document, Key: c.key, Offset: 480, Now: c.clock, Random: prototest.Random("county"), Log: slog.New(slog.DiscardHandler), Stored: func() {}})
	c.run()
	return c
}

// openings is a blob store that counts how often content was opened.
type openings struct {
	*blobmemory.Store
	opened atomic.Int64
}

func (o *openings) Open(ctx context.Context, hash blob.Hash) (io.ReadSeekCloser, int64, error) {
	o.opened.Add(1)
	return o.Store.Open(ctx, hash)
}

// Opened is how often.
func (o *openings) Opened() int64 { return o.opened.Load() }

func (c *county) clock() time.Time { return c.now }

func (c *county) run() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	c.t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			c.t.Errorf("Run ended with %v", err)
		}
	})
}

// code hands out a one-time code.
func (c *county) code(purpose store.Purpose, person syncproto.Person) syncproto.CodeKey {
	c.t.Helper()
	c.codes++
	code, err := syncproto.NewOneTimeCode(prototest.Random("code" + string(rune('a'+c.codes))))
	if err != nil {
		c.t.Fatal(err)
	}
	now := c.now.UnixMilli()
	row := store.Code{ID: code.Key().ID(), Key: code.Key(), Purpose: purpose, Village: village, Person: person, HandedBy: "民政办", Issued: now,
		ScanBy: now + 24*3600_000, ArriveBy: now + 90*24*3600_000, Custody: syncproto.CustodyShared}
	c.update(func(tx store.Tx) error { return tx.AddCode(row) })
	return code.Key()
}

func (c *county) update(do func(store.Tx) error) {
	c.t.Helper()
	if err := c.store.Update(context.Background(), do); err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) view(do func(store.Tx) error) {
	c.t.Helper()
	if err := c.store.View(context.Background(), do); err != nil {
		c.t.Fatal(err)
	}
}

// phone is a new phone with a code of its own, the cadre as local 1 and the supervisor as local 2.
func (c *county) phone(seed string) *ingesttest.Phone {
	c.t.Helper()
	p := ingesttest.New(c.t, seed, countyCode, c.code(store.PurposeInstall, 0))
	p.Add(1, cadre)
	p.Add(2, supervisor)
	return p
}

func (c *county) sync(body []byte) ingesttest.Answer {
	c.t.Helper()
	answer, err := c.Sync(context.Background(), "carrier", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	return ingesttest.ReadAnswer(c.t, answer)
}

// push seals what is open and sends it.
func (c *county) push(p *ingesttest.Phone) ingesttest.Answer {
	c.t.Helper()
	return c.sync(p.Request(p.Seal()))
}

func (c *county) event(id syncproto.EventID) store.Event {
	c.t.Helper()
	var e store.Event
	c.view(func(tx store.Tx) (err error) {
		e, err = tx.Event(id)
		return err
	})
	return e
}

func signin(day syncproto.Day) syncproto.SignIn {
	return syncproto.SignIn{Person: cadre, Village: village, Sheet: 17, Supervisor: supervisor, Day: day}
}

func byCadre() syncproto.Actor { return syncproto.ActorOf(1, syncproto.UnlockSession) }

func hashOf(data []byte) blob.Hash { return blob.Sum(data) }
