package phonetest

import (
	"fmt"
	"time"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Local numbers on every phone.
const (
	LocalCadre      = syncproto.Local(1)
	LocalSupervisor = syncproto.Local(2)
)

// Phone is used by one cadre and one supervisor.
type Phone struct {
	Office            *Office
	Log               syncproto.LogID
	Cadre, Supervisor syncproto.Person
	Now               time.Time // truly; the test moves it

	device, personal syncproto.Signer
	wrong            time.Duration // by which the wall clock is off
	started          time.Time
	boot             uint32
	keySeq           uint64 // of the supervisor's key
	seq              uint64
	head             syncproto.Head
	open             *syncproto.Open
	last             time.Time // of the event before in the open segment
	sealed           []store.Segment
	leaves           map[uint64]syncproto.Leaf
}

// NewPhone enrols a phone whose wall clock is wrong, at eight in the morning of the last day of October 2026, and lets a new cadre and a new
// supervisor, whose key the county vouches for, use it.
func (o *Office) NewPhone(wrong time.Duration) *Phone {
	o.t.Helper()
	o.phones++
	n := o.phones
	p := &Phone{
		Office: o, Cadre: syncproto.Person(100 + n), Supervisor: firstSupervisor + syncproto.Person(n), Now: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC),
		device: prototest.Ed25519Key(fmt.Sprint("device", n)), personal: prototest.Ed25519Key(fmt.Sprint("supervisor", n)),
		wrong: wrong, boot: n, leaves: map[uint64]syncproto.Leaf{},
	}
	p.started = p.Now.Add(-time.Hour)
	slip := o.code(fmt.Sprint("slip", n))
	o.Update(func(tx store.Tx) error {
		return tx.AddCode(store.Code{ID: slip.ID(), Key: slip, Purpose: store.PurposeAppointment, Person: p.Supervisor,
			ScanBy: p.Now.AddDate(0, 0, 1).UnixMilli(), ArriveBy: p.Now.AddDate(0, 0, 90).UnixMilli()})
	})
	p.enrol(n)
	p.Write(0, syncproto.PersonAdded{Local: LocalCadre, Person: p.Cadre})
	p.Write(0, syncproto.PersonAdded{Local: LocalSupervisor, Person: p.Supervisor})
	key, err := syncproto.NewPersonKey(p.Next(), LocalSupervisor, p.Supervisor, p.personal, syncproto.CustodyShared, syncproto.MeansCard, &slip)
	o.must(err)
	p.keySeq = p.Write(LocalSupervisor, key).Seq
	return p
}

func (o *Office) code(seed string) syncproto.CodeKey {
	code, err := syncproto.NewOneTimeCode(prototest.Random(seed))
	o.must(err)
	return code.Key()
}

func (p *Phone) enrol(n uint32) {
	code := p.Office.code(fmt.Sprint("install", n))
	enrolment, err := syncproto.NewGenesis(511921, p.device, code, nil)
	p.Office.must(err)
	p.Log, p.head = enrolment.LogID(), enrolment.Root()
	p.Office.Update(func(tx store.Tx) error {
		if err := tx.AddLog(store.Log{ID: p.Log, Ordinal: n, Genesis: enrolment.Genesis, Signature: enrolment.Signature, Code: code.ID(), Village: Shanwan}); err != nil {
			return err
		}
		if err := tx.AddCode(store.Code{ID: code.ID(), Key: code, Purpose: store.PurposeInstall, Village: Shanwan, Custody: syncproto.CustodyShared,
			Issued: p.Now.UnixMilli(), ScanBy: p.Now.AddDate(0, 0, 1).UnixMilli(), ArriveBy: p.Now.AddDate(0, 0, 90).UnixMilli(), SpentBy: p.Log.String()}); err != nil {
			return err
		}
		return tx.AddLogKey(store.LogKey{Log: p.Log, After: p.head, Key: p.device.Public()})
	})
}

// Next is the place of the event to be written.
func (p *Phone) Next() syncproto.EventID { return syncproto.ID(p.Log, p.seq+1) }

// Write journals an event now; only what the phone's own clocks say goes into it.
func (p *Phone) Write(local syncproto.Local, body syncproto.Body) syncproto.EventID {
	p.Office.t.Helper()
	gap := uint32(0)
	if p.open == nil {
		p.begin()
	} else {
		gap = uint32(p.Now.Sub(p.last).Seconds())
	}
	data, err := syncproto.EncodeEvent(syncproto.Event{Gap: gap, Actor: syncproto.ActorOf(local, syncproto.UnlockSession), Body: body})
	p.Office.must(err)
	if !p.open.Fits(data) {
		p.seal()
		return p.Write(local, body)
	}
	leaf, err := p.open.Append(data)
	p.Office.must(err)
	p.seq, p.last = p.seq+1, p.Now
	p.leaves[p.seq] = leaf
	return syncproto.ID(p.Log, p.seq)
}

func (p *Phone) begin() {
	clock := syncproto.Clock{Wall: uint64(p.Now.Add(p.wrong).Unix()), Boot: p.boot, Elapsed: uint64(p.Now.Sub(p.started).Seconds())}
	open := syncproto.NewOpen(p.Log, p.seq+1, p.head, clock, nil, syncproto.Salt{byte(p.seq), byte(p.seq >> 8), p.Log[0]})
	p.open = &open
}

// Restart ends the elapsed clock.
func (p *Phone) Restart() {
	p.seal()
	p.boot, p.started = p.boot+1000, p.Now
}

func (p *Phone) seal() {
	if p.open == nil {
		return
	}
	payload, head, err := p.open.Seal(p.device)
	p.Office.must(err)
	count := uint64(p.open.Count())
	p.sealed = append(p.sealed, store.Segment{Head: head, Log: p.Log, First: p.seq - count + 1, Count: uint8(count), Previous: p.head, Payload: payload,
		State: store.SegmentJoined})
	p.head, p.open = head, nil
}
