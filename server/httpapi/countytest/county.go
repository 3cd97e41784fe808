package countytest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"log/slog"
	"testing"
	"time"

	"zhucun/server/blob"
	"zhucun/server/evidence"
	"zhucun/server/evidence/render"
	"zhucun/server/ingest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/server/project"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Code of the county.
const Code = syncproto.County(511921)

// Blobs are all roles that the county needs.
type Blobs interface {
	blob.Staging
	blob.Reader
	blob.Writer
}

// County is a server without HTTP.
type County struct {
	*ingest.Ingest
	T        testing.TB
	Store    store.Store
	Blobs    Blobs
	Witness  *ledgertest.Witness
	Document syncproto.CountyDocument
	Key      ed25519.PrivateKey
	Time     time.Time // moved by the test

	people *roster.Roster
	codes  int
}

// New makes the county and runs its ingest until the test ends.
func New(t testing.TB, db store.Store, blobs Blobs) *County {
	t.Helper()
	seed := sha256.Sum256([]byte("county"))
	c := &County{T: t, Store: db, Blobs: blobs, Witness: &ledgertest.Witness{}, Key: ed25519.NewKeyFromSeed(seed[:]),
		Time: time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC), people: people()}
	c.Document = syncproto.CountyDocument{Version: 1, County: Code, Name: "通江县", Epoch: 1, Ledger: [32]byte(c.Key.Public().(ed25519.PublicKey))}
	signer, err := ledger.NewSigner(Code.String(), 1, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	publisher := ledger.NewPublisher(signer, c.Witness, func(ctx context.Context, read func(ledger.Hashes) error) error {
		return db.View(ctx, func(tx store.Tx) error { return read(tx) })
	})
	c.Ingest = ingest.New(ingest.Config{Store: db, Blobs: blobs, Publisher: publisher, Marks: c.Witness, Rosters: rosters{c},
		County: c.Document, Key: c.Key, Offset: 480, Now: c.Clock, Random: prototest.Random("county"),
		Log: slog.New(slog.DiscardHandler), Stored: func() {}})
	c.run()
	if _, err := c.Sync(context.Background(), "test", bytes.NewReader(nil)); err != nil { // answered once ingest has begun, so that a test may break the store
		t.Fatal(err)
	}
	return c
}

// Clock is the server's.
func (c *County) Clock() time.Time { return c.Time }

// Load gives the one roster there is.
func (c *County) Load(store.Rosters) (*roster.Roster, error) { return c.people, nil }

func (c *County) run() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	c.T.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			c.T.Errorf("ingest ended with %v", err)
		}
	})
}

// HandOut gives a one-time code for an install of a village, or, with a person, an appointment.
func (c *County) HandOut(village syncproto.Village, person syncproto.Person) syncproto.CodeKey {
	c.T.Helper()
	c.codes++
	code, err := syncproto.NewOneTimeCode(prototest.Random("code" + string(rune('a'+c.codes))))
	if err != nil {
		c.T.Fatal(err)
	}
	now := c.Time.UnixMilli()
	row := store.Code{ID: code.Key().ID(), Key: code.Key(), Purpose: store.PurposeInstall, Village: village, Custody: syncproto.CustodyShared,
		Issued: now, ScanBy: now + 24*3600_000, ArriveBy: now + 90*24*3600_000}
	if person != 0 {
		row.Purpose, row.Person, row.HandedBy = store.PurposeAppointment, person, "民政办"
	}
	if err := c.Store.Update(context.Background(), func(tx store.Tx) error { return tx.AddCode(row) }); err != nil {
		c.T.Fatal(err)
	}
	return code.Key()
}

// Push seals what is open and sends it, and gives the phone the newest anchor.
func (c *County) Push(p *ingesttest.Phone) ingesttest.Answer {
	c.T.Helper()
	answer, err := c.Sync(context.Background(), "test", bytes.NewReader(p.Request(p.Seal())))
	if err != nil {
		c.T.Fatal(err)
	}
	read := ingesttest.ReadAnswer(c.T, answer)
	p.Anchor = &read.Time.Anchor
	return read
}

// Send delivers a blob of a phone.
func (c *County) Send(p *ingesttest.Phone, content []byte) {
	c.T.Helper()
	_, code, err := c.Patch(context.Background(), p.Session(), syncproto.HashOf(content), 0, bytes.NewReader(content))
	if err != nil || code != 0 {
		c.T.Fatalf("blob not taken: %v, %v", code, err)
	}
}

// Settle projects everything and makes every picture that is due.
func (c *County) Settle() {
	c.T.Helper()
	quiet := slog.New(slog.DiscardHandler)
	projector := &project.Projector{Store: c.Store, Log: quiet}
	worker := &evidence.Worker{Store: c.Store, Blobs: c.Blobs, Renderer: render.New(1, render.StandardLimits()), Now: c.Clock, Log: quiet}
	for _, step := range []func(context.Context) (bool, error){projector.Step, worker.Step} {
		for more := true; more; {
			var err error
			if more, err = step(context.Background()); err != nil {
				c.T.Fatal(err)
			}
		}
	}
}

// rosters is the county's roster as ingest asks for it.
type rosters struct{ *County }

func (r rosters) Roster(store.Rosters) (verify.Roster, error) { return policy{r.people}, nil }

type policy struct{ *roster.Roster }

func (p policy) KnowsVillage(village syncproto.Village) bool {
	_, ok := p.Village(village)
	return ok
}

func (p policy) KnowsPerson(person syncproto.Person) bool {
	_, ok := p.Name(person)
	return ok
}

func (p policy) Appointed(person syncproto.Person, village syncproto.Village, day syncproto.Day) bool {
	return p.AppointedOn(person, village, day)
}
