package audit

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"zhucun/server/blob"
	"zhucun/server/ingest"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Config is what a look works with. All of it is needed, but what says otherwise.
type Config struct {
	Tables Tables // the county's database

	// Again is an empty database of the same form, in which the county is made again; it is the look's alone. Reread opens it as bare rows, when it is
	// filled, and is called once.
	Again  store.Store
	Reread func() (Tables, error)

	Rosters ingest.Rosters // reads the versions in Again
	Blobs   blob.Reader    // nil: the photos' bytes are not looked at
	Witness Witness

	County syncproto.County
	Epoch  syncproto.Epoch
	Key    ed25519.PublicKey // of the ledger
	Offset int               // minutes of the county's civil time from UTC
	Random io.Reader         // cryptographic, safe for concurrent use; no finding hangs on it

	Progress func(part Part, done uint64) // may be nil; called now and then
}

// Run looks through everything. What is wrong with the records is in the report; an error means that the look itself could not go on: the context ended, or
// the second database failed.
func Run(ctx context.Context, config Config) (Report, error) {
	l := &look{Config: config, ordinals: map[syncproto.LogID]uint32{}, broken: map[syncproto.LogID]uint64{}}
	l.report.Findings, l.report.Open = []Finding{}, open(config.Blobs == nil)
	for _, step := range []func(context.Context) error{l.database, l.ledger, l.checkpoints, l.makeAgain, l.compare, l.pictures} {
		if err := step(ctx); err != nil {
			return l.report, err
		}
		if err := ctx.Err(); err != nil {
			return l.report, err
		}
	}
	return l.report, nil
}

// look is one run.
type look struct {
	Config
	report   Report
	tree     tree
	signed   []signed // every checkpoint that verifies, rising
	ordinals map[syncproto.LogID]uint32
	broken   map[syncproto.LogID]uint64 // logs of which a segment could not be taken in again, and its first seq
	again    Tables                     // Again as bare rows
	notYet   map[string]bool            // visits that wait for their next projection
}

// database asks SQLite, and learns the ordinals by which findings name phones.
func (l *look) database(ctx context.Context) error {
	faults, err := l.Tables.Faults(ctx)
	for _, fault := range faults {
		l.report.Add(Finding{Part: PartDatabase, Fault: FaultContent, Name: fault})
	}
	if err != nil {
		l.unreadable(PartDatabase, "", err)
	}
	l.report.count(PartDatabase, 1)
	return l.each(ctx, PartLog, "log", "ordinal", func(r row) error {
		l.ordinals[r.log()] = uint32(r.number("ordinal"))
		return nil
	})
}

// each reads a table of the county and goes on after one that cannot be read to its end, which it tells. The error is do's.
func (l *look) each(ctx context.Context, part Part, table, order string, do func(row) error) error {
	done := uint64(0)
	for r, err := range l.Tables.Rows(ctx, table, order) {
		if err != nil {
			l.unreadable(part, table, err)
			break
		}
		if err := do(row(r)); err != nil {
			return err
		}
		if done++; done%256 == 0 {
			l.tell(part, done)
		}
	}
	l.tell(part, done)
	return ctx.Err()
}

func (l *look) tell(part Part, done uint64) {
	if l.Progress != nil {
		l.Progress(part, done)
	}
}

// unreadable tells that a part cannot be read. The text of an error of SQLite names columns, never their values.
func (l *look) unreadable(part Part, name string, err error) {
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		l.report.Add(Finding{Part: part, Fault: FaultForm, Name: fmt.Sprint(name, " ", err)})
	}
}

// at is a finding about a record on a phone.
func (l *look) at(part Part, fault Fault, log syncproto.LogID, record uint64, fields ...string) Finding {
	f := Finding{Part: part, Fault: fault, Phone: l.ordinals[log], Record: record, Fields: fields}
	if f.Phone == 0 {
		f.Name = log.String()
	}
	return f
}
