package project

import (
	"slices"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

const (
	logs     = 3
	keySeq   = 1000 // of the personal key on each log
	villageA = syncproto.Village(511921103201)
	villageB = syncproto.Village(511921103202)
)

var someKey = prototest.Ed25519Key("supervisor").Public()

func logID(i int) syncproto.LogID { return syncproto.LogID{byte(i + 1)} }

func custodyOf(log syncproto.LogID) syncproto.Custody { return syncproto.Custody(log[0]) }

// drawn is a set of events small enough that they meet: two cadres, two villages, two days, two sheets, three phones, two people on each.
type drawn struct {
	rt     *rapid.T
	leaves []syncproto.Leaf
	events []store.Event
}

func drawSet(rt *rapid.T, leaves []syncproto.Leaf) *drawn {
	d := &drawn{rt: rt, leaves: leaves}
	next := [logs]uint64{}
	for range d.int("events", 4, 40) {
		log := d.int("log", 0, logs-1)
		if next[log] == 0 || d.int("fork", 0, 5) > 0 {
			next[log]++
		}
		d.add(syncproto.ID(logID(log), next[log]))
	}
	return d
}

func (d *drawn) int(label string, from, to int) int {
	return rapid.IntRange(from, to).Draw(d.rt, label)
}

func (d *drawn) add(id syncproto.EventID) {
	row := store.Event{ID: id, Leaf: d.leaf(id), OldKey: d.int("old key", 0, 15) == 0, Boot: uint32(d.int("boot", 1, 2)), Elapsed: id.Seq * 1000}
	row.Lo, row.Hi, row.Best = int64(id.Seq), int64(id.Seq)+500, int64(id.Seq)+100
	body := d.body(&row)
	actor := syncproto.ActorOf(syncproto.Local(d.int("actor", 1, 2)), syncproto.UnlockSession)
	var err error
	if row.Bytes, err = syncproto.EncodeEvent(syncproto.Event{Actor: actor, Body: body}); err != nil {
		d.rt.Fatalf("EncodeEvent(%+v): %v", body, err)
	}
	row.Kind = body.Kind()
	if d.int("refused", 0, 15) == 0 {
		row.Refused = syncproto.CodeUnknownPerson
	}
	d.events = append(d.events, row)
}

// leaf is a new one, or that of an event on another log: whoever may write there can write the same event and nonce.
func (d *drawn) leaf(id syncproto.EventID) syncproto.Leaf {
	if twin, ok := d.earlier(); ok && twin.ID.Log != id.Log && d.int("twin", 0, 3) == 0 &&
		!slices.ContainsFunc(d.events, func(e store.Event) bool { return e.ID == id && e.Leaf == twin.Leaf }) {
		return twin.Leaf
	}
	return d.leaves[len(d.events)]
}

func (d *drawn) body(row *store.Event) syncproto.Body {
	switch d.int("kind", 0, 11) {
	case 0, 1, 2:
		return d.signin(row)
	case 3:
		return d.deed(row)
	case 4, 5, 6:
		return d.confirmation(row)
	case 7, 8:
		return d.correction(row)
	case 9, 10:
		return d.signout(row)
	}
	return syncproto.Note{Village: villageA, Text: "路边"}
}

// at is one of few meetings.
func (d *drawn) at(deed bool) *store.Meeting {
	villages := []syncproto.Village{villageA, villageA, villageB}
	return &store.Meeting{Deed: deed, Person: syncproto.Person(d.int("person", 1, 2)), Village: villages[d.int("village", 0, 2)],
		Day: syncproto.Day(20_000 + d.int("day", 0, 1))}
}

func (d *drawn) signin(row *store.Event) syncproto.Body {
	row.Meeting = d.at(false)
	return syncproto.SignIn{Person: row.Meeting.Person, Village: row.Meeting.Village, Sheet: syncproto.Sheet(d.int("sheet", 1, 2)), Supervisor: 900,
		Day: row.Meeting.Day, Where: syncproto.Where(d.int("where", 0, 2))}
}

func (d *drawn) deed(row *store.Event) syncproto.Body {
	row.Meeting = d.at(true)
	return syncproto.Deed{Person: row.Meeting.Person, Village: row.Meeting.Village, Day: row.Meeting.Day, Title: "修路", Households: []syncproto.Household{},
		Origin: syncproto.OriginVillager}
}

// earlier draws one of the events before that are of a kind (any, when none is named).
func (d *drawn) earlier(kinds ...syncproto.Kind) (store.Event, bool) {
	fitting := slices.DeleteFunc(slices.Clone(d.events), func(e store.Event) bool { return len(kinds) > 0 && !slices.Contains(kinds, e.Kind) })
	if len(fitting) == 0 {
		return store.Event{}, false
	}
	return fitting[d.int("earlier", 0, len(fitting)-1)], true
}

func (d *drawn) correction(row *store.Event) syncproto.Body {
	target, ok := d.earlier()
	if !ok {
		target.ID = syncproto.ID(row.ID.Log, row.ID.Seq+1)
	}
	row.About = &target.ID
	return syncproto.Correction{Withdrawn: syncproto.RefTo(row.ID, target.ID), Reason: "写错"}
}

func (d *drawn) signout(row *store.Event) syncproto.Body {
	target, ok := d.earlier(syncproto.KindSignIn)
	if !ok {
		target.ID = syncproto.ID(row.ID.Log, row.ID.Seq+1)
	}
	row.About = &target.ID
	return syncproto.SignOut{SignIn: syncproto.RefTo(row.ID, target.ID)}
}

// confirmation mostly says what its subject says, and sometimes something else.
func (d *drawn) confirmation(row *store.Event) syncproto.Body {
	subject, found := d.earlier(syncproto.KindSignIn, syncproto.KindDeed)
	row.Meeting = d.at(d.int("deed", 0, 3) == 0)
	c := syncproto.Confirmation{Verdict: syncproto.Verdict(1 + d.int("no", 0, 5)/5), Means: syncproto.MeansCard}
	if found && d.int("agrees", 0, 4) > 0 {
		copied := *subject.Meeting
		row.Meeting = &copied
	}
	if !row.Meeting.Deed {
		c.Sheet = syncproto.Sheet(d.int("sheet", 1, 2))
	}
	c.Cadre, c.Village, c.Day = row.Meeting.Person, row.Meeting.Village, row.Meeting.Day
	if stay := syncproto.Stay(d.int("stay", 0, 4)); stay <= syncproto.StayNight {
		c.Stay = &stay
	}
	d.sign(row, &c)
	c.Subject = d.subject(row, subject, found)
	return c
}

func (d *drawn) subject(row *store.Event, subject store.Event, found bool) syncproto.Subject {
	switch form := d.int("form", 0, 4); {
	case found && form <= 1:
		row.About, row.Subject = &subject.ID, subject.Leaf
		if form == 0 && subject.ID.Log == row.ID.Log && subject.ID.Seq < row.ID.Seq {
			return syncproto.Subject{Form: syncproto.BySamePhone, Back: row.ID.Seq - subject.ID.Seq}
		}
		return syncproto.Subject{Form: syncproto.ByQR, Event: subject.ID, Leaf: subject.Leaf}
	case form == 2:
		leaf := d.leaves[d.int("code", 0, 3)]
		if found && d.int("code known", 0, 3) > 0 {
			leaf = subject.Leaf
		}
		return syncproto.Subject{Form: syncproto.ByVisitCode, Code: syncproto.VisitCodeOf(leaf)}
	}
	return syncproto.Subject{Form: syncproto.ByWord}
}

// sign draws the standing: good with a key, without a key, or one of the others.
func (d *drawn) sign(row *store.Event, c *syncproto.Confirmation) {
	standings := []syncproto.Code{0, 0, 0, 0, syncproto.CodeNotVouched, syncproto.CodeKin, syncproto.CodeBadProof, syncproto.CodeNoKey}
	row.Standing = standings[d.int("standing", 0, len(standings)-1)]
	if row.Standing == syncproto.CodeNoKey {
		c.Means = syncproto.MeansDrawn
		return
	}
	seq, proof := uint64(keySeq), make(syncproto.Proof, 64)
	c.Key, c.Proof = &seq, &proof
}
