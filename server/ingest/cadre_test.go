package ingest_test

import (
	"slices"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// deskPhone is a phone in the hands of a cadre who has its files and this source: the test writes whatever it likes on it. The supervisor's vouched-for
// key is on it, too, but the household's card that unwraps it is not: supervisor is used only where the household really confirmed.
type deskPhone struct {
	*county
	*ingesttest.Phone
	key        uint64
	supervisor syncproto.Signer
}

// desk is the phone after an honest beginning: enrolled, the supervisor's key vouched for.
func desk(t *testing.T, seed string) *deskPhone {
	c := newCounty(t)
	d := &deskPhone{county: c, Phone: c.phone(seed), supervisor: prototest.Ed25519Key("household " + seed)}
	slip := c.code(store.PurposeAppointment, supervisor)
	d.key = d.Key(2, supervisor, d.supervisor, &slip)
	if answer := c.push(d.Phone); len(answer.Notices) != 0 {
		t.Fatalf("an honest beginning: %+v", answer)
	}
	return d
}

// says is what a household says of a visit, by its leaf on the same phone.
func (d *deskPhone) says(of ingesttest.Written) syncproto.Confirmation {
	return syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: d.Next().Seq - of.ID.Seq},
		Cadre: cadre, Village: village, Sheet: 17, Day: today, Verdict: syncproto.VerdictYes}
}

// honest writes a visit that the household confirms with its card.
func (d *deskPhone) honest() (visit, confirmation ingesttest.Written) {
	visit = d.Write(byCadre(), signin(today))
	return visit, d.Confirm(2, d.key, d.supervisor, d.says(visit), visit.Leaf)
}

// pairing grades everything the county holds.
func (c *county) pairing() syncproto.Pairing {
	c.t.Helper()
	var all []syncproto.Attested
	c.view(func(tx store.Tx) error {
		events, err := tx.EventsAfter(0, 10_000)
		for _, e := range events {
			log, err := tx.Log(e.ID.Log)
			if err != nil {
				return err
			}
			decoded, err := syncproto.DecodeEvent(e.Bytes)
			if err != nil {
				continue // refused: takes no part
			}
			e.Frozen = e.FrozenOn(log)
			all = append(all, syncproto.Attested{ID: e.ID, Leaf: e.Leaf, Event: decoded, Attributes: e.Attributes})
		}
		return err
	})
	return syncproto.Pair(all)
}

func (c *county) gradeOf(leaf syncproto.Leaf) syncproto.Grade {
	c.t.Helper()
	for _, paired := range c.pairing().Paired {
		if paired.Subject.Leaf == leaf {
			return paired.Grade
		}
	}
	return 0
}

func TestAHouseholdThatConfirmsMakesConfirmed(t *testing.T) {
	d := desk(t, "honest")
	visit, _ := d.honest()
	d.push(d.Phone)
	if got := d.gradeOf(visit.Leaf); got != syncproto.GradeConfirmed {
		t.Errorf("grade = %v, want confirmed", got)
	}
}

// TestACadreCannotConfirm is the promise of the whole project: a cadre with the phone, its files and this source makes no record that counts. Each attempt
// begins with an honest phone and writes at will; target is the visit or deed that the cadre wants confirmed.
func TestACadreCannotConfirm(t *testing.T) {
	cannotConfirm(t, []attempt{
		{"a key of the cadre's own in the supervisor's name, without a slip", func(d *deskPhone) ingesttest.Written {
			own := prototest.Ed25519Key("own")
			key := d.Key(2, supervisor, own, nil)
			visit := d.Write(byCadre(), signin(today))
			d.Confirm(2, key, own, d.says(visit), visit.Leaf)
			return visit
		}},
		{"the cadre's own name and key", func(d *deskPhone) ingesttest.Written {
			own := prototest.Ed25519Key("own")
			key := d.Key(1, cadre, own, nil)
			visit := d.Write(byCadre(), signin(today))
			d.Confirm(1, key, own, d.says(visit), visit.Leaf)
			return visit
		}},
		{"a made-up appointment code", func(d *deskPhone) ingesttest.Written {
			return d.withKeyBy(supervisor, &syncproto.CodeKey{1, 2, 3})
		}},
		{"the code of an install instead of a slip", func(d *deskPhone) ingesttest.Written {
			code := d.code(store.PurposeInstall, 0)
			return d.withKeyBy(supervisor, &code)
		}},
		{"a slip that was handed to someone else", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, kin)
			return d.withKeyBy(supervisor, &slip)
		}},
		{"a slip that the supervisor has spent", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, supervisor)
			d.Key(2, supervisor, d.supervisor, &slip)
			return d.withKeyBy(supervisor, &slip)
		}},
		{"a slip that was revoked", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, supervisor)
			d.update(func(tx store.Tx) error { return tx.RevokeCode(slip.ID(), d.now.UnixMilli()) })
			return d.withKeyBy(supervisor, &slip)
		}},
		{"a slip found after ninety days", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, supervisor)
			d.now = d.now.AddDate(0, 0, 91)
			return d.withKeyBy(supervisor, &slip)
		}},
		{"the household's proof of an honest visit, put to another visit of the day", func(d *deskPhone) ingesttest.Written {
			visit, confirmation := d.honest()
			second := d.Write(byCadre(), signin(today))
			forged := d.bodyOf(visit, confirmation)
			forged.Subject.Back = d.Next().Seq - second.ID.Seq
			d.Write(syncproto.ActorOf(2, syncproto.UnlockCard), forged)
			return second
		}},
		{"the same, with the day changed in the statement's fields", func(d *deskPhone) ingesttest.Written {
			visit, confirmation := d.honest()
			second := d.Write(byCadre(), signin(today+1))
			forged := d.bodyOf(visit, confirmation)
			forged.Subject.Back, forged.Day = d.Next().Seq-second.ID.Seq, today+1
			d.Write(syncproto.ActorOf(2, syncproto.UnlockCard), forged)
			return second
		}},
		{"an honest confirmation's bytes, written once more at another place", func(d *deskPhone) ingesttest.Written {
			visit, confirmation := d.honest()
			second := d.Write(byCadre(), signin(today))
			d.Write(syncproto.ActorOf(2, syncproto.UnlockCard), d.bodyOf(visit, confirmation))
			return second
		}},
		{"an honest confirmation and its key, copied to another phone", func(d *deskPhone) ingesttest.Written {
			visit, confirmation := d.honest()
			body := d.bodyOf(visit, confirmation)
			d.push(d.Phone)
			other := d.phone("another")
			second := other.Write(byCadre(), signin(today))
			body.Subject.Back = other.Next().Seq - second.ID.Seq
			other.Write(syncproto.ActorOf(2, syncproto.UnlockCard), body)
			d.push(other)
			return second
		}},
		{"a no turned into a yes", func(d *deskPhone) ingesttest.Written {
			visit := d.Write(byCadre(), signin(today))
			says := d.says(visit)
			says.Verdict = syncproto.VerdictNo
			key := d.key
			says.Means, says.Key = syncproto.MeansCard, &key
			if err := says.Prove(d.Next(), d.supervisor, visit.Leaf, d.Anchor); err != nil {
				d.Phone.T.Fatal(err)
			}
			says.Verdict = syncproto.VerdictYes
			d.Write(syncproto.ActorOf(2, syncproto.UnlockCard), says)
			return visit
		}},
		{"the vouched key, but the cadre as the actor", func(d *deskPhone) ingesttest.Written {
			visit := d.Write(byCadre(), signin(today))
			d.Confirm(1, d.key, d.supervisor, d.says(visit), visit.Leaf)
			return visit
		}},
		{"a key that a newer one has ended", func(d *deskPhone) ingesttest.Written {
			slip := d.code(store.PurposeAppointment, supervisor)
			d.Key(2, supervisor, prototest.Ed25519Key("new card"), &slip)
			visit := d.Write(byCadre(), signin(today))
			d.Confirm(2, d.key, d.supervisor, d.says(visit), visit.Leaf)
			return visit
		}},
		{"strokes drawn by whoever, a voice note, a made-up paper code", func(d *deskPhone) ingesttest.Written {
			visit := d.Write(byCadre(), signin(today))
			strokes, mac := syncproto.Hash{1}, syncproto.Proof(make([]byte, 21))
			for _, means := range []syncproto.Means{syncproto.MeansDrawn, syncproto.MeansVoice, syncproto.MeansPaperCode} {
				says := d.says(visit)
				says.Means, says.Strokes = means, &strokes
				if means == syncproto.MeansPaperCode {
					says.Proof = &mac
				}
				d.Write(syncproto.ActorOf(2, syncproto.UnlockNone), says)
			}
			return visit
		}},
		{"declared kin as the supervisor", func(d *deskPhone) ingesttest.Written { return d.confirmedBy(kin, today) }},
		{"a supervisor whose appointment has ended", func(d *deskPhone) ingesttest.Written { return d.confirmedBy(former, today) }},
		{"a supervisor of another village", func(d *deskPhone) ingesttest.Written {
			visit := d.Write(byCadre(), signin(today))
			says := d.says(visit)
			says.Village = village + 1
			d.Confirm(2, d.key, d.supervisor, says, visit.Leaf)
			return visit
		}},
		{"an old confirmation for a day changed by a correction", func(d *deskPhone) ingesttest.Written {
			visit, _ := d.honest()
			moved := d.Write(byCadre(), signin(today+1))
			replacement := syncproto.RefTo(d.Next(), moved.ID)
			d.Write(byCadre(), syncproto.Correction{Withdrawn: syncproto.RefTo(d.Next(), visit.ID), Replacement: &replacement, Reason: "日期写错了"})
			return moved
		}},
		{"a visit whose leaf was ground to a code read aloud for another day", func(d *deskPhone) ingesttest.Written {
			visit := d.Write(byCadre(), signin(today))
			says := d.says(visit)
			says.Subject = syncproto.Subject{Form: syncproto.ByVisitCode, Code: syncproto.VisitCodeOf(visit.Leaf)}
			d.Confirm(2, d.key, d.supervisor, says, syncproto.Leaf{})
			return d.grind(signin(today+1), says.Subject.Code)
		}},
		{"a word for one visit, stretched over two", func(d *deskPhone) ingesttest.Written {
			first := d.Write(byCadre(), signin(today))
			d.Write(byCadre(), signin(today))
			says := d.says(first)
			says.Subject = syncproto.Subject{Form: syncproto.ByWord}
			d.Confirm(2, d.key, d.supervisor, says, syncproto.Leaf{})
			return first
		}},
		{"a deed swapped for another with the same visit code", func(d *deskPhone) ingesttest.Written {
			says := syncproto.Confirmation{Cadre: cadre, Village: village, Day: today, Verdict: syncproto.VerdictYes}
			other := d.Write(byCadre(), syncproto.Deed{Person: cadre, Village: village, Day: today, Title: "别的事", Origin: syncproto.OriginAbove, Households: []syncproto.Household{}})
			says.Subject = syncproto.Subject{Form: syncproto.ByVisitCode, Code: syncproto.VisitCodeOf(other.Leaf)} // as if ground to it
			d.Confirm(2, d.key, d.supervisor, says, syncproto.Leaf{})
			return other
		}},
		{"a correction that takes back the household's no", func(d *deskPhone) ingesttest.Written {
			visit, _ := d.honest()
			no := d.denies(visit)
			d.Write(syncproto.ActorOf(2, syncproto.UnlockNone), syncproto.Correction{Withdrawn: syncproto.RefTo(d.Next(), no.ID), Reason: "点错了"})
			return visit
		}},
		{"a fork that freezes the household's no", func(d *deskPhone) ingesttest.Written {
			visit, _ := d.honest()
			d.push(d.Phone)
			clone := *d.Phone
			clone.Clock.Elapsed += 60
			d.denies(visit)
			d.push(d.Phone)
			clone.Write(byCadre(), signin(today+2))
			d.push(&clone)
			return visit
		}},
		{"a clone of the phone, one visit confirmed on each", func(d *deskPhone) ingesttest.Written {
			clone := *d.Phone
			clone.Clock.Elapsed += 60
			d.honest()
			d.push(d.Phone)
			mine := &deskPhone{county: d.county, Phone: &clone, key: d.key, supervisor: d.supervisor}
			visit, _ := mine.honest()
			d.push(&clone)
			return visit
		}},
	})
}

// attempt writes at will on an honest phone; target is the visit or deed that the cadre wants confirmed.
type attempt struct {
	name string
	try  func(d *deskPhone) (target ingesttest.Written)
}

// cannotConfirm: none of the attempts makes a record that counts.
func cannotConfirm(t *testing.T, attempts []attempt) {
	t.Helper()
	for _, a := range attempts {
		t.Run(a.name, func(t *testing.T) {
			d := desk(t, "desk")
			target := a.try(d)
			if d.Phone.Seal() != nil {
				d.sync(d.Request(d.Sealed...))
			}
			grade := d.gradeOf(target.Leaf)
			if grade == 0 {
				t.Fatal("the visit did not reach the county: the attempt proves nothing")
			}
			if good := []syncproto.Grade{syncproto.GradeConfirmed, syncproto.GradeConfirmedByCode, syncproto.GradeInferred}; slices.Contains(good, grade) {
				t.Errorf("the cadre's visit is graded %v", grade)
			}
		})
	}
}

// denies writes the household's no to a visit it had confirmed.
func (d *deskPhone) denies(visit ingesttest.Written) ingesttest.Written {
	says := d.says(visit)
	says.Verdict = syncproto.VerdictNo
	return d.Confirm(2, d.key, d.supervisor, says, visit.Leaf)
}

func TestAJunkKeyDoesNotSilenceTheHousehold(t *testing.T) {
	d := desk(t, "junk")
	d.Key(2, supervisor, prototest.Ed25519Key("junk"), nil)
	visit, _ := d.honest()
	d.push(d.Phone)
	if got := d.gradeOf(visit.Leaf); got != syncproto.GradeConfirmed {
		t.Errorf("grade = %v, want confirmed by the key that the county vouched for", got)
	}
}

// withKeyBy registers a key of the cadre's own for the supervisor with a code, and confirms a visit with it.
func (d *deskPhone) withKeyBy(person syncproto.Person, code *syncproto.CodeKey) ingesttest.Written {
	own := prototest.Ed25519Key("own")
	key := d.Key(2, person, own, code)
	visit := d.Write(byCadre(), signin(today))
	d.Confirm(2, key, own, d.says(visit), visit.Leaf)
	return visit
}

// confirmedBy has another person confirm, with a slip of their own.
func (d *deskPhone) confirmedBy(person syncproto.Person, day syncproto.Day) ingesttest.Written {
	slip := d.code(store.PurposeAppointment, person)
	signer := prototest.P256Key("their card")
	d.Add(3, person)
	key := d.Key(3, person, signer, &slip)
	visit := d.Write(byCadre(), signin(day))
	d.Confirm(3, key, signer, d.says(visit), visit.Leaf)
	return visit
}

// bodyOf takes the confirmation apart that honest has just written: the cadre reads it out of the journal.
func (d *deskPhone) bodyOf(visit, confirmation ingesttest.Written) syncproto.Confirmation {
	d.Phone.T.Helper()
	d.sync(d.Request(d.Phone.Seal()))
	decoded, err := syncproto.DecodeEvent(d.event(confirmation.ID).Bytes)
	if err != nil {
		d.Phone.T.Fatal(err)
	}
	return decoded.Body.(syncproto.Confirmation)
}

// grind writes sign-ins that differ in their claimed time until one has the code, and gives the last: with few tries it does not hit, and need not.
func (d *deskPhone) grind(s syncproto.SignIn, code syncproto.VisitCode) ingesttest.Written {
	var last ingesttest.Written
	for minute := range uint16(50) {
		s.Claimed = &minute
		last = d.Write(byCadre(), s)
		if syncproto.VisitCodeOf(last.Leaf) == code {
			break
		}
		d.Clock.Elapsed++
		if minute%20 == 19 {
			d.Phone.Seal()
		}
	}
	return last
}
