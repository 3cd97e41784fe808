package verify_test

import (
	"cmp"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

// vouching writes the supervisor's key with a slip.
func vouching(slip func(o *office) *syncproto.CodeKey) func(o *office) {
	return func(o *office) { o.Key(2, supervisor, prototest.Ed25519Key("household"), slip(o)) }
}

func TestTheCountyVouchesByASlip(t *testing.T) {
	slip := func(row store.Code) func(o *office) *syncproto.CodeKey {
		return func(o *office) *syncproto.CodeKey { key := o.slip(row); return &key }
	}
	run(t, []attempt{
		{"with the slip", vouching(slip(store.Code{Person: supervisor})), 0},
		{"without one it is kept, and not vouched for", vouching(func(*office) *syncproto.CodeKey { return nil }), 0},
		{"with one that nobody handed out", vouching(func(*office) *syncproto.CodeKey { return &syncproto.CodeKey{1, 2, 3} }), syncproto.CodeCodeUnknown},
		{"with somebody else's", vouching(slip(store.Code{Person: kin})), syncproto.CodeCodeUnknown},
		{"with an install's", vouching(slip(store.Code{Person: supervisor, Purpose: store.PurposeInstall})), syncproto.CodeCodeUnknown},
		{"with a revoked one", vouching(slip(store.Code{Person: supervisor, Revoked: 1})), syncproto.CodeCodeExpired},
		{"with one that came too late", vouching(slip(store.Code{Person: supervisor, ScanBy: issued + 1, ArriveBy: received - 1})), syncproto.CodeCodeExpired},
		{"with one that was scanned too late", vouching(slip(store.Code{Person: supervisor, ScanBy: issued - 1, ArriveBy: received + hour})), syncproto.CodeCodeExpired},
		{"with one that is spent", func(o *office) {
			key := o.slip(store.Code{Person: supervisor})
			o.Key(2, supervisor, prototest.Ed25519Key("first"), &key)
			o.Key(2, supervisor, prototest.Ed25519Key("second"), &key)
		}, syncproto.CodeCodeSpent},
		{"for a local number that nobody has", func(o *office) { o.Key(3, supervisor, prototest.Ed25519Key("household"), nil) }, syncproto.CodeUnknownPerson},
		{"in another's name than the local number's", func(o *office) { o.Key(2, kin, prototest.Ed25519Key("household"), nil) }, syncproto.CodeBadProof},
	})
}

func TestVouchingAndKeysStandInTheLedger(t *testing.T) {
	for promise, vouched := range map[string]bool{"vouched for": true, "not vouched for": false} {
		t.Run(promise, func(t *testing.T) {
			o := newOffice(t)
			var slip *syncproto.CodeKey
			if vouched {
				key := o.slip(store.Code{Person: supervisor})
				slip = &key
			}
			seq := o.Key(2, supervisor, prototest.Ed25519Key("household"), slip)
			o.judge()
			o.update(func(tx store.Tx) error {
				key, err := tx.PersonKeyAt(o.ID(), seq)
				if (key.Vouched != nil) != vouched || key.Person != supervisor || key.Custody != syncproto.CustodyShared {
					t.Errorf("key %+v; want vouched for: %v", key, vouched)
				}
				return err
			})
			if len(o.recorded) != 1 || o.recorded[0] != proof.KindKey {
				t.Errorf("leaves %v, want one of a key", o.recorded)
			}
		})
	}
}

// confirming is a household that confirms a visit; change is what is otherwise than it should be.
type confirming struct {
	person  syncproto.Person // local 3, who has the key
	slip    store.Code
	noSlip  bool
	actor   syncproto.Local // who says it; 0: who has the key
	village syncproto.Village
	change  func(c *syncproto.Confirmation)
	spoil   func(c *syncproto.Confirmation) // after it was signed
}

func (c confirming) write(o *office) {
	o.Add(3, c.person)
	signer, slip := prototest.Ed25519Key("household"), (*syncproto.CodeKey)(nil)
	if !c.noSlip {
		c.slip.Person = c.person
		key := o.slip(c.slip)
		slip = &key
	}
	key := o.Key(3, c.person, signer, slip)
	s := signin()
	if c.village != 0 {
		s.Village = c.village
	}
	visit := o.by(1, s)
	said := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: cadre, Village: s.Village, Sheet: 17, Day: today,
		Verdict: syncproto.VerdictYes, Means: syncproto.MeansCard, Key: &key}
	if c.change != nil {
		c.change(&said)
	}
	if err := said.Prove(o.Next(), signer, visit.Leaf, o.Anchor); err != nil {
		o.t.Fatal(err)
	}
	if c.spoil != nil {
		c.spoil(&said)
	}
	o.Write(syncproto.ActorOf(cmp.Or(c.actor, 3), syncproto.UnlockCard), said)
}

func TestAConfirmationIsInGoodStandingOnlyUnderEveryPolicy(t *testing.T) {
	another := uint64(1)
	run(t, []attempt{
		{"by the appointed supervisor, vouched for", confirming{person: supervisor}.write, 0},
		{"drawn strokes", confirming{person: supervisor, spoil: func(c *syncproto.Confirmation) { c.Means, c.Key, c.Proof = syncproto.MeansDrawn, nil, nil }}.write, syncproto.CodeNoKey},
		{"a signature over another day", confirming{person: supervisor, spoil: func(c *syncproto.Confirmation) { c.Day++ }}.write, syncproto.CodeBadProof},
		{"a no that was signed and a yes that is sent", confirming{person: supervisor, change: func(c *syncproto.Confirmation) { c.Verdict = syncproto.VerdictNo },
			spoil: func(c *syncproto.Confirmation) { c.Verdict = syncproto.VerdictYes }}.write, syncproto.CodeBadProof},
		{"a key that is none", confirming{person: supervisor, change: func(c *syncproto.Confirmation) { c.Key = &another }}.write, syncproto.CodeBadProof},
		{"another's key", confirming{person: supervisor, actor: 1}.write, syncproto.CodeBadProof},
		{"a key that the county does not vouch for", confirming{person: supervisor, noSlip: true}.write, syncproto.CodeNotVouched},
		{"a slip that was revoked before the segment came", confirming{person: supervisor, slip: store.Code{Revoked: 1}}.write, syncproto.CodeNotVouched},
		{"somebody who supervised until yesterday", confirming{person: former}.write, syncproto.CodeNotAppointed},
		{"a supervisor of another village", confirming{person: supervisor, village: elsewhere}.write, syncproto.CodeNotAppointed},
		{"the cadre, who supervises too", confirming{person: cadre}.write, syncproto.CodeOwnDeed},
		{"declared kin", confirming{person: kin}.write, syncproto.CodeKin},
	})
}

// Who supervised until yesterday may confirm yesterday, and not by a confirmation that was provably written today.
func TestAnAppointmentThatHasEndedConfirmsNothingWrittenLater(t *testing.T) {
	yesterday := func(c *syncproto.Confirmation) { c.Day = today - 1 }
	anchored := func(o *office) {
		o.update(func(tx store.Tx) error {
			return tx.AddCheckpoint(store.Checkpoint{Anchor: syncproto.Anchor{1}, Time: received - hour})
		})
		o.judge()
		o.Anchor = &syncproto.Anchor{1}
		confirming{person: former, change: yesterday, slip: store.Code{ScanBy: received, ArriveBy: received + hour}}.write(o)
	}
	run(t, []attempt{
		{"with nothing to show when it was written", confirming{person: former, change: yesterday}.write, 0},
		{"with an anchor of today", anchored, syncproto.CodeNotAppointed},
	})
}

// A slip that is revoked after it vouched ends the vouching for what comes then, and nothing before.
func TestARevokedSlipEndsTheVouchingFromThenOn(t *testing.T) {
	for promise, c := range map[string]struct {
		revoked int64
		want    syncproto.Code
	}{"revoked before the segment came": {received, syncproto.CodeNotVouched}, "revoked afterwards": {received + 1, 0}} {
		t.Run(promise, func(t *testing.T) {
			o := newOffice(t)
			slip, signer := o.slip(store.Code{Person: supervisor}), prototest.Ed25519Key("household")
			key := o.Key(2, supervisor, signer, &slip)
			o.judge()
			o.update(func(tx store.Tx) error { return tx.RevokeCode(slip.ID(), c.revoked) })
			visit := o.by(1, signin())
			confirm(o, key, signer, visit)
			if codes := o.judge(); codes[1] != c.want {
				t.Errorf("got %v, want %v", codes[1], c.want)
			}
		})
	}
}

func confirm(o *office, key uint64, signer syncproto.Signer, visit ingesttest.Written) {
	o.Confirm(2, key, signer, syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: o.Next().Seq - visit.ID.Seq}, Cadre: cadre,
		Village: village, Sheet: 17, Day: today, Verdict: syncproto.VerdictYes}, visit.Leaf)
}

// An old key of the household, given up for a new one, confirms nothing any more.
func TestAnEndedKeyConfirmsNothing(t *testing.T) {
	o := newOffice(t)
	first, second := o.slip(store.Code{Person: supervisor}), o.slip(store.Code{Person: supervisor})
	old := o.Key(2, supervisor, prototest.Ed25519Key("old"), &first)
	visit := o.by(1, signin())
	confirm(o, old, prototest.Ed25519Key("old"), visit)
	o.Key(2, supervisor, prototest.Ed25519Key("new"), &second)
	confirm(o, old, prototest.Ed25519Key("old"), visit)
	codes := o.judge()
	if before, after := codes[len(codes)-3], codes[len(codes)-1]; before != 0 || after != syncproto.CodeBadProof {
		t.Errorf("before its end %v, after it %v; want nothing against it, then bad_proof", before, after)
	}
}
