package verify_test

import (
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// The household is told what its key is worth by the worse of what the phone says and what the office knows.
func TestAKeyIsWorthNoMoreThanItsPhone(t *testing.T) {
	for says, want := range map[syncproto.Custody]syncproto.Custody{syncproto.CustodyOwn: syncproto.CustodyShared, syncproto.CustodyCadre: syncproto.CustodyCadre} {
		o := newOffice(t)
		body, err := syncproto.NewPersonKey(o.Next(), 2, supervisor, prototest.Ed25519Key("household"), says, syncproto.MeansCard, nil)
		if err != nil {
			t.Fatal(err)
		}
		at := o.by(2, body).ID
		o.judge()
		o.update(func(tx store.Tx) error {
			key, err := tx.PersonKeyAt(at.Log, at.Seq)
			if key.Custody != want {
				t.Errorf("says %v: custody %v, want %v", says, key.Custody, want)
			}
			return err
		})
	}
}

// A key confirms nothing before it is there, not even when its signature is ready.
func TestAKeyConfirmsOnlyWhatComesAfterIt(t *testing.T) {
	o, signer := newOffice(t), prototest.Ed25519Key("household")
	slip := o.slip(store.Code{Person: supervisor})
	visit := o.by(1, signin())
	later := o.Next().Seq + 1
	confirm(o, later, signer, visit)
	o.Key(2, supervisor, signer, &slip)
	confirm(o, o.Next().Seq, signer, visit)
	confirm(o, later, signer, visit)
	codes := o.judge()
	if got := codes[len(codes)-4:]; got[0] != syncproto.CodeBadProof || got[1] != 0 || got[2] != syncproto.CodeBadProof || got[3] != 0 {
		t.Errorf("got %v; want bad_proof, nothing, bad_proof, nothing", got)
	}
}

// What an old key signed is kept and disputed, and changes nothing of what others wrote.
func TestAnOldKeyBindsNothing(t *testing.T) {
	o := newOffice(t)
	kept := o.by(1, signin())
	o.judge()
	o.state = store.SegmentOldKey
	before := o.Next().Seq
	o.by(1, syncproto.Correction{Withdrawn: o.back(kept), Reason: "拿掉"})
	o.Add(3, colleague)
	slip := o.slip(store.Code{Person: supervisor})
	o.Key(2, supervisor, prototest.Ed25519Key("thief"), &slip)
	o.by(1, syncproto.Photo{Shows: o.back(kept), Manifest: syncproto.Hash{7}})
	own := o.by(1, signin())
	codes := o.judge()
	for i, code := range codes[:4] {
		if row := o.event(syncproto.ID(o.ID(), before+uint64(i))); code != syncproto.CodeFork || row.Refused != syncproto.CodeFork || !row.OldKey {
			t.Errorf("event %d: %v, %+v; want it refused for the fork", i, code, row)
		}
	}
	if row := o.event(own.ID); row.Refused != 0 || !row.FrozenOn(store.Log{}) {
		t.Errorf("a sign-in: %+v, want it kept and disputed by itself", row)
	}
	o.update(func(tx store.Tx) error {
		code, err := tx.Code(slip.ID())
		if code.SpentBy != "" {
			t.Errorf("the slip is spent by %s", code.SpentBy)
		}
		return err
	})
}
