package ingest_test

import (
	"slices"
	"testing"
	"time"

	"zhucun/server/ingest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

// The county's word for a key ends: with a newer key, with a revocation, with the appointment.
func TestACadreCannotConfirmWithAKeyThatHasEnded(t *testing.T) {
	cannotConfirm(t, []attempt{
		{"the lost card, after the household has a new phone", func(d *deskPhone) ingesttest.Written {
			d.newCardOn(d.phone("new phone"))
			visit, _ := d.honest()
			return visit
		}},
		{"the lost card, after a new one under another number of the same phone", func(d *deskPhone) ingesttest.Written {
			d.Add(3, supervisor)
			slip := d.code(store.PurposeAppointment, supervisor)
			d.Key(3, supervisor, prototest.Ed25519Key("new card"), &slip)
			visit, _ := d.honest()
			return visit
		}},
		{"a slip that was revoked, with the county's clock set back since", func(d *deskPhone) ingesttest.Written {
			d.now = d.now.Add(10 * time.Minute)
			d.revoke(d.slipOf(d.key))
			d.now = d.now.Add(-5 * time.Minute)
			visit, _ := d.honest()
			return visit
		}},
		{"the appointment slip's code made up by its number", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, supervisor)
			own := prototest.Ed25519Key("own")
			body, err := syncproto.NewPersonKey(d.Next(), 2, supervisor, own, syncproto.CustodyShared, syncproto.MeansCard, &slip)
			if err != nil {
				d.Phone.T.Fatal(err)
			}
			body.Appointment.MAC[0] ^= 1
			key := d.Write(syncproto.ActorOf(2, syncproto.UnlockCard), body).ID.Seq
			visit := d.Write(byCadre(), signin(today))
			d.Confirm(2, key, own, d.says(visit), visit.Leaf)
			return visit
		}},
		{"a former supervisor's card, on a day before the end, by a phone that forgets what it knew", func(d *deskPhone) ingesttest.Written {
			begin := d.now
			d.now = begin.AddDate(0, 0, -30)
			old := &deskPhone{county: d.county, Phone: d.phone("former's"), supervisor: prototest.P256Key("former card")}
			slip := d.code(store.PurposeAppointment, former)
			old.Add(3, former)
			old.key = old.Key(3, former, old.supervisor, &slip)
			d.now = begin.AddDate(0, 0, 40)
			anchor := d.sync(old.Request()).Time.Anchor
			old.Phone.Seal()
			old.Anchor = &anchor
			old.Write(byCadre(), signin(today))
			old.Phone.Seal()
			old.Anchor = nil
			visit := old.Write(byCadre(), signin(today-3))
			says := old.says(visit)
			says.Day = today - 3
			old.Confirm(3, old.key, old.supervisor, says, visit.Leaf)
			old.Phone.Seal()
			d.sync(old.Request(old.Sealed...))
			return visit
		}},
		{"the household's own visit", func(d *deskPhone) ingesttest.Written {
			own := signin(today)
			own.Person = supervisor
			visit := d.Write(byCadre(), own)
			says := d.says(visit)
			says.Cadre = supervisor
			d.Confirm(2, d.key, d.supervisor, says, visit.Leaf)
			return visit
		}},
	})
}

// newCardOn has the household spend a new slip on a phone.
func (d *deskPhone) newCardOn(p *ingesttest.Phone) (key uint64, card syncproto.Signer) {
	slip, card := d.code(store.PurposeAppointment, supervisor), prototest.Ed25519Key("new card")
	key = p.Key(2, supervisor, card, &slip)
	d.push(p)
	return key, card
}

// slipOf is the appointment code that vouches for a key.
func (d *deskPhone) slipOf(key uint64) (id syncproto.CodeID) {
	d.view(func(tx store.Tx) error {
		k, err := tx.PersonKeyAt(d.ID(), key)
		id = *k.Vouched
		return err
	})
	return id
}

// revoke ends a code as the office does.
func (c *county) revoke(id syncproto.CodeID) {
	c.t.Helper()
	c.update(func(tx store.Tx) error {
		at, err := ingest.LedgerTime(tx, c.now)
		if err != nil {
			return err
		}
		_, err = ingest.Record(tx, prototest.Random("revocation"), at, proof.KindDecision, []byte("revoke"))
		return cmpErr(err, tx.RevokeCode(id, at.UnixMilli()))
	})
}

// What was confirmed before the new card came stays confirmed, and the new card confirms.
func TestANewCardTakesBackNothing(t *testing.T) {
	d := desk(t, "card")
	before, _ := d.honest()
	d.push(d.Phone)
	other := &deskPhone{county: d.county, Phone: d.phone("new phone")}
	other.key, other.supervisor = d.newCardOn(other.Phone)
	after := other.Write(byCadre(), signin(today))
	other.Confirm(2, other.key, other.supervisor, other.says(after), after.Leaf)
	other.push(other.Phone)
	late, _ := d.honest()
	answer := d.push(d.Phone)
	for what, w := range map[string]ingesttest.Written{"before": before, "by the new card": after} {
		if got := d.gradeOf(w.Leaf); got != syncproto.GradeConfirmed {
			t.Errorf("%s: grade = %v, want confirmed", what, got)
		}
	}
	if got := d.gradeOf(late.Leaf); got != syncproto.GradeWaiting || !slices.Contains(answer.Codes(), syncproto.CodeNotVouched) {
		t.Errorf("by the old card: grade = %v and %v, want it to wait, not vouched for", got, answer.Codes())
	}
}
