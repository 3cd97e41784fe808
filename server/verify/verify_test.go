package verify_test

import (
	"slices"
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

func TestWhoAndWhereMustBeKnown(t *testing.T) {
	signins := func(change func(*syncproto.SignIn)) func(o *office) {
		return func(o *office) {
			s := signin()
			change(&s)
			o.by(1, s)
		}
	}
	run(t, []attempt{
		{"a sign-in of known people in a known village", signins(func(*syncproto.SignIn) {}), 0},
		{"of somebody in no roster", signins(func(s *syncproto.SignIn) { s.Person = stranger }), syncproto.CodeUnknownPerson},
		{"at a supervisor in no roster", signins(func(s *syncproto.SignIn) { s.Supervisor = stranger }), syncproto.CodeUnknownPerson},
		{"in a village of no county", signins(func(s *syncproto.SignIn) { s.Village = 511921999999 }), syncproto.CodeUnknownPerson},
		{"a deed", func(o *office) { o.by(1, deed()) }, 0},
		{"a deed by somebody in no roster", func(o *office) { d := deed(); d.Person = stranger; o.by(1, d) }, syncproto.CodeUnknownPerson},
		{"by a local number that nobody has", func(o *office) { o.by(3, signin()) }, syncproto.CodeUnknownPerson},
		{"what is no event", func(o *office) { o.WriteRaw([]byte{0x83, 1, 0, 4}) }, syncproto.CodeBadEvent},
		{"a kind of the future", func(o *office) { o.WriteRaw([]byte{0x83, 0x18, 0x63, 0, 4}) }, syncproto.CodeUnknownKind},
	})
}

func TestWhatAnEventPointsAtMustBeThere(t *testing.T) {
	run(t, []attempt{
		{"a sign-out of a sign-in", func(o *office) { s := o.by(1, signin()); o.by(1, syncproto.SignOut{SignIn: o.back(s)}) }, 0},
		{"a sign-out of a deed", func(o *office) { d := o.by(1, deed()); o.by(1, syncproto.SignOut{SignIn: o.back(d)}) }, syncproto.CodeUnknownRef},
		{"a sign-out of what has not come", func(o *office) {
			o.by(1, syncproto.SignOut{SignIn: syncproto.Ref{Event: syncproto.ID(syncproto.LogID{9}, 1)}})
		}, syncproto.CodeUnknownRef},
		{"a note about nothing", func(o *office) { o.by(1, syncproto.Note{Village: village, Text: "路"}) }, 0},
		{"a note about what is further back than the log", func(o *office) {
			o.by(1, syncproto.Note{About: &syncproto.Ref{Back: 50}, Village: village, Text: "路"})
		}, syncproto.CodeUnknownRef},
		{"a photo of a deed", func(o *office) {
			d := o.by(1, deed())
			o.by(1, syncproto.Photo{Shows: o.back(d), Manifest: syncproto.Hash{7}})
		}, 0},
		{"a photo of what has not come", func(o *office) {
			o.by(1, syncproto.Photo{Shows: syncproto.Ref{Event: syncproto.ID(syncproto.LogID{9}, 1)}, Manifest: syncproto.Hash{7}})
		}, syncproto.CodeUnknownRef},
	})
}

func TestOnlyTheAuthorTakesBack(t *testing.T) {
	run(t, []attempt{
		{"one's own", func(o *office) {
			s := o.by(1, signin())
			o.by(1, syncproto.Correction{Withdrawn: o.back(s), Reason: "写错"})
		}, 0},
		{"somebody else's", func(o *office) {
			s := o.by(1, signin())
			o.by(2, syncproto.Correction{Withdrawn: o.back(s), Reason: "写错"})
		}, syncproto.CodeUnknownRef},
		{"a correction", func(o *office) {
			s := o.by(1, signin())
			c := o.by(1, syncproto.Correction{Withdrawn: o.back(s), Reason: "写错"})
			o.by(1, syncproto.Correction{Withdrawn: o.back(c), Reason: "又错"})
		}, syncproto.CodeUnknownRef},
	})
}

func TestLocalNumbersAreBoundOnceAndInOrder(t *testing.T) {
	run(t, []attempt{
		{"the next", func(o *office) { o.Add(3, colleague) }, 0},
		{"one left out", func(o *office) { o.Add(4, colleague) }, syncproto.CodeBadEvent},
		{"one that is bound", func(o *office) { o.Add(2, colleague) }, syncproto.CodeBadEvent},
		{"somebody in no roster", func(o *office) { o.Add(3, stranger) }, syncproto.CodeUnknownPerson},
		{"a changed secret of a bound one", func(o *office) { o.by(2, syncproto.SecretChanged{Local: 2, Means: syncproto.MeansPIN}) }, 0},
		{"of one that is not", func(o *office) { o.by(2, syncproto.SecretChanged{Local: 3, Means: syncproto.MeansPIN}) }, syncproto.CodeUnknownPerson},
		{"failed tries of a bound one", func(o *office) { o.by(2, syncproto.AttemptsFailed{Local: 2, Number: 4}) }, 0},
		{"failed tries of one that is not", func(o *office) { o.by(2, syncproto.AttemptsFailed{Local: 3, Number: 4}) }, syncproto.CodeUnknownPerson},
	})
}

func TestALogGoesOverToAKeyThatIsHeld(t *testing.T) {
	rotation := func(o *office) syncproto.KeyRotated {
		body, err := syncproto.NewKeyRotated(o.Next(), prototest.Ed25519Key("next"))
		if err != nil {
			o.t.Fatal(err)
		}
		return body
	}
	run(t, []attempt{
		{"in the last event of a segment", func(o *office) { o.by(0, rotation(o)) }, 0},
		{"with another's proof", func(o *office) { r := rotation(o); r.Proof[9] ^= 1; o.by(0, r) }, syncproto.CodeBadProof},
	})
	t.Run("not before the last", func(t *testing.T) {
		o := newOffice(t)
		o.by(0, rotation(o))
		o.by(1, signin())
		if codes := o.judge(); codes[len(codes)-2] != syncproto.CodeBadEvent || len(o.recorded) > 0 {
			t.Errorf("codes %v, leaves %v; want bad_event and none", codes, o.recorded)
		}
	})
	t.Run("and the ledger holds it", func(t *testing.T) {
		o := newOffice(t)
		o.by(0, rotation(o))
		o.judge()
		if !slices.Equal(o.recorded, []proof.Kind{proof.KindKey}) {
			t.Errorf("leaves %v, want one of a key", o.recorded)
		}
		o.update(func(tx store.Tx) error {
			keys, err := tx.KeysOfLog(o.ID(), 2)
			if keys[0].Key != prototest.Ed25519Key("next").Public() || keys[1].Key != o.Signer.Public() {
				t.Errorf("keys %v", keys)
			}
			return err
		})
	})
}

// The same photo event twice names its bytes once; one that points at what has not come still has its bytes taken.
func TestAPhotosBytesAreNamedAtOnce(t *testing.T) {
	o := newOffice(t)
	o.by(1, syncproto.Photo{Shows: syncproto.Ref{Event: syncproto.ID(syncproto.LogID{9}, 1)}, Manifest: syncproto.Hash{7}})
	o.judge()
	o.update(func(tx store.Tx) error {
		named, err := tx.NamedBlob(o.ID(), syncproto.Hash{7})
		if named.Role != store.BlobManifest {
			t.Errorf("named %+v, want the manifest", named)
		}
		return err
	})
}

func TestTimesComeFromTheLedger(t *testing.T) {
	anchor := syncproto.Anchor{1}
	for promise, c := range map[string]struct {
		anchor *syncproto.Anchor
		lo     int64
	}{"a known anchor": {&anchor, issued + 5*hour}, "no anchor": {nil, issued}, "an anchor that was never given out": {&syncproto.Anchor{2}, issued}} {
		t.Run(promise, func(t *testing.T) {
			o := newOffice(t)
			o.update(func(tx store.Tx) error {
				return tx.AddCheckpoint(store.Checkpoint{Anchor: anchor, Time: issued + 5*hour})
			})
			o.judge() // the people, written before the phone knew the anchor
			o.Anchor = c.anchor
			written := o.by(1, signin())
			o.Clock.Wall = 1 // twenty years and more ago
			o.judge()
			if e := o.event(written.ID); e.Lo != c.lo || e.Hi != received || e.Best != received {
				t.Errorf("[%d %d %d], want [%d %d %d]", e.Lo, e.Best, e.Hi, c.lo, received, received)
			}
		})
	}
}
