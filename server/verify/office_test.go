package verify_test

import (
	"fmt"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

const (
	village    = syncproto.Village(511921100200)
	elsewhere  = syncproto.Village(511921100201)
	cadre      = syncproto.Person(1)
	colleague  = syncproto.Person(2)
	supervisor = syncproto.Person(100_001)
	kin        = syncproto.Person(100_002) // supervises too, and is kin of the cadre
	former     = syncproto.Person(100_003) // supervised until the day before today
	stranger   = syncproto.Person(999)     // in no roster
	today      = syncproto.Day(20_780)
	hour       = int64(3600_000)
	issued     = int64(today-1)*24*hour - 8*hour // yesterday's first moment in the county
	received   = issued + 40*hour                // today, in the afternoon
)

// people is the roster.
type people struct{}

func (people) KnowsVillage(v syncproto.Village) bool { return v == village || v == elsewhere }

func (people) KnowsPerson(p syncproto.Person) bool { return p != stranger }

func (people) Appointed(p syncproto.Person, v syncproto.Village, day syncproto.Day) bool {
	return v == village && (p == supervisor || p == kin || p == cadre || p == former && day < today)
}

func (people) Kin(a, b syncproto.Person) bool { return a == kin && b == cadre }

// office is an enrolled phone and the county that judges what it writes. The cadre is local 1, the supervisor local 2.
type office struct {
	*ingesttest.Phone
	t        *testing.T
	db       store.Store
	recorded []proof.Kind // leaves that judging put into the ledger
	received int64        // when segments come
	started  int64        // when the phone's machine was started, by the server's clock
	state    store.SegmentState
	slips    int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, db: memory.New(), received: received, state: store.SegmentJoined}
	code := o.slip(store.Code{Purpose: store.PurposeInstall})
	o.Phone = ingesttest.New(t, "desk", 511921, code)
	o.update(func(tx store.Tx) error {
		log := store.Log{ID: o.ID(), Ordinal: 1, Genesis: o.Enrolment.Genesis, Signature: o.Enrolment.Signature, Code: code.ID(), Custody: syncproto.CustodyShared}
		if err := tx.AddLog(log); err != nil {
			return err
		}
		return tx.AddLogKey(store.LogKey{Log: o.ID(), After: o.Enrolment.Root(), Key: o.Signer.Public()})
	})
	o.Add(1, cadre)
	o.Add(2, supervisor)
	return o
}

func (o *office) update(do func(tx store.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(o.t.Context(), do); err != nil {
		o.t.Fatal(err)
	}
}

// slip hands out a code; what the row does not say is as it should be.
func (o *office) slip(row store.Code) syncproto.CodeKey {
	o.t.Helper()
	o.slips++
	code, err := syncproto.NewOneTimeCode(prototest.Random(fmt.Sprint("slip", o.slips)))
	if err != nil {
		o.t.Fatal(err)
	}
	row.ID, row.Key, row.Issued = code.Key().ID(), code.Key(), issued
	if row.Purpose == "" {
		row.Purpose = store.PurposeAppointment
	}
	if row.ArriveBy == 0 {
		row.ScanBy, row.ArriveBy = issued+24*hour, issued+90*24*hour
	}
	o.update(func(tx store.Tx) error { return tx.AddCode(row) })
	return code.Key()
}

// judge has what is written judged as one segment and gives the code of each event.
func (o *office) judge() []syncproto.Code {
	o.t.Helper()
	payload := o.Seal()
	segment, err := syncproto.ParseSegment(payload)
	if err != nil {
		o.t.Fatal(err)
	}
	verified, err := segment.Verify(o.Signer.Public())
	if err != nil {
		o.t.Fatal(err)
	}
	row := store.Segment{Head: verified.Head(), Log: o.ID(), First: segment.Header.First, Count: segment.Header.Count, Previous: segment.Header.Previous,
		Payload: payload, Received: o.received, Started: o.started, State: o.state}
	var codes []syncproto.Code
	o.update(func(tx store.Tx) (err error) {
		judge := verify.Judge{Tx: tx, Roster: people{}, Offset: 480, Record: func(kind proof.Kind, _ []byte) error {
			o.recorded = append(o.recorded, kind)
			return nil
		}}
		if codes, err = judge.Segment(&row, verified); err != nil {
			return err
		}
		return tx.AddSegment(row)
	})
	return codes
}

func (o *office) event(id syncproto.EventID) (e store.Event) {
	o.t.Helper()
	o.update(func(tx store.Tx) (err error) { e, err = tx.Event(id); return err })
	return e
}

func (o *office) by(local syncproto.Local, body syncproto.Body) ingesttest.Written {
	return o.Write(syncproto.ActorOf(local, syncproto.UnlockSession), body)
}

func signin() syncproto.SignIn {
	return syncproto.SignIn{Person: cadre, Village: village, Sheet: 17, Supervisor: supervisor, Day: today}
}

func deed() syncproto.Deed {
	return syncproto.Deed{Person: cadre, Village: village, Day: today, Title: "修路", Households: []syncproto.Household{}, Origin: syncproto.OriginVillager}
}

// back is a ref to an event of this phone.
func (o *office) back(to ingesttest.Written) syncproto.Ref { return syncproto.RefTo(o.Next(), to.ID) }

// attempt writes something; the last event is the one that is judged by its policy.
type attempt struct {
	promise string
	write   func(o *office)
	want    syncproto.Code
}

// run writes each on a phone of its own, and sees to it that every event is kept whatever is said of it.
func run(t *testing.T, attempts []attempt) {
	t.Helper()
	for _, a := range attempts {
		t.Run(a.promise, func(t *testing.T) {
			o := newOffice(t)
			a.write(o)
			codes := o.judge()
			if got := codes[len(codes)-1]; got != a.want {
				t.Errorf("got %v, want %v", got, a.want)
			}
			if last := syncproto.ID(o.ID(), o.Next().Seq-1); o.event(last).Reason != a.want {
				t.Errorf("the row says %v, want %v", o.event(last).Reason, a.want)
			}
		})
	}
}
