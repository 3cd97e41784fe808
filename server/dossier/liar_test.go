package dossier_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/ledger"
	"zhucun/server/ledger/ledgertest"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/proof"
	"zhucun/syncproto/prototest"
)

// A cadre who holds the phone writes a confirmation in the supervisor's name, and a county that is in with the cadre writes into its own ledger, under
// its own key, that nothing is wrong with it. The supervisor's key has still not signed.
func TestALyingCountyCannotSignForTheSupervisor(t *testing.T) {
	c, w, maker := live(t)
	visit := confirmedBy(c, w, 2, 3, prototest.P256Key("the cadre's")) // the supervisor's key is that of event 3
	members := unzip(t, export(t, maker, visit.ID))
	honest := check(t, pack(members), c.Document.LedgerKey())
	if honest.Grade != syncproto.GradeWaiting || len(honest.Damaged()) > 0 {
		t.Fatalf("the county itself grades it %v, damaged %v", honest.Grade, honest.Damaged())
	}
	members[format.LedgerName] = whitewashed(t, members[format.LedgerName], c.Key)
	claim(t, members, "confirmed", c.Key)
	report := check(t, pack(members), c.Document.LedgerKey())
	if report.Grade == syncproto.GradeConfirmed || !has(report, format.WhatPersonalSignature, format.Damaged) {
		t.Errorf("grade %v, items %v", report.Grade, report.Items)
	}
	if !has(report, format.WhatLedger, format.Proven) || has(report, format.WhatCheckpoint, format.Damaged) {
		t.Errorf("the county's lie is not even well made: %v", report.Damaged())
	}
}

// whitewashed is a ledger of the same segments in which nothing is wrong with any event, with good proofs under a good checkpoint.
func whitewashed(t testing.TB, data []byte, key ed25519.PrivateKey) []byte {
	t.Helper()
	var lie format.Ledger
	if err := json.Unmarshal(data, &lie); err != nil {
		t.Fatal(err)
	}
	tree := new(ledgertest.Store).Begin(t, "lie")
	for i, opening := range lie.Openings {
		clear(opening.Statement[48:])
		leaf, err := proof.Commit(opening.Kind, proof.Salt(opening.Salt), opening.Statement)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.Append(tree.Hashes, leaf); err != nil {
			t.Fatal(err)
		}
		lie.Openings[i].Index = int64(i)
	}
	head, err := ledger.Head(tree.Hashes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range lie.Openings {
		if lie.Openings[i].Proof, err = ledger.InclusionProof(tree.Hashes, int64(i), head.Size); err != nil {
			t.Fatal(err)
		}
	}
	signed, err := proof.Checkpoint{Origin: "zhucun/511921", Epoch: 1, Tree: head, Time: 1}.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	lie.Checkpoint = string(signed.Note())
	if data, err = lie.Encode(); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestACountyDocumentOfAnotherKeyIsNamed(t *testing.T) {
	c, w, maker := live(t)
	members := unzip(t, export(t, maker, w.Visit.ID))
	document := c.Document
	document.Ledger = [32]byte(forger("x").Public().(ed25519.PublicKey))
	members[format.CountyName] = document.Encode()
	reseal(t, members, c.Key)
	if report := check(t, pack(members), c.Document.LedgerKey()); !has(report, format.WhatCounty, format.Damaged) || report.Grade == syncproto.GradeConfirmed {
		t.Errorf("grade %v, items %v", report.Grade, report.Items)
	}
}

// A supervisor's good signature is worth nothing while the county's own ledger says that nobody vouched for the key, whatever grade the county claims.
func TestWhatTheLedgerHasAgainstAConfirmationCounts(t *testing.T) {
	c, w, maker := live(t)
	p, signer := w.Phone, prototest.P256Key("nearby")
	p.Add(3, countytest.SupervisorNearby)
	key := p.Key(3, countytest.SupervisorNearby, signer, nil) // no slip: not vouched for
	visit := confirmedBy(c, w, 3, key, signer)
	members := unzip(t, export(t, maker, visit.ID))
	claim(t, members, "confirmed", c.Key)
	report := check(t, pack(members), c.Document.LedgerKey())
	if report.Grade != syncproto.GradeWaiting || !has(report, format.WhatPersonalSignature, format.Proven) || !has(report, format.WhatStanding, format.Open) {
		t.Errorf("grade %v, items %v; want waiting, with a good signature of no standing", report.Grade, report.Items)
	}
}

// The supervisor's key signed, but it was the cadre who held the phone by the event's own word: a key confirms for its own local number alone.
func TestAKeyConfirmsForItsOwnNumberAlone(t *testing.T) {
	c, w, maker := live(t)
	visit := confirmedBy(c, w, 1, 3, prototest.P256Key("supervisor")) // local 1 is the cadre
	members := unzip(t, export(t, maker, visit.ID))
	members[format.LedgerName] = whitewashed(t, members[format.LedgerName], c.Key)
	claim(t, members, "confirmed", c.Key)
	report := check(t, pack(members), c.Document.LedgerKey())
	if report.Grade == syncproto.GradeConfirmed || !has(report, format.WhatPersonalSignature, format.Damaged) {
		t.Errorf("grade %v, items %v", report.Grade, report.Items)
	}
}

// confirmedBy signs in and confirms on the same phone.
func confirmedBy(c *countytest.County, w countytest.Week, local syncproto.Local, key uint64, signer syncproto.Signer) ingesttest.Written {
	p, day := w.Phone, syncproto.DayOf(c.Time.UnixMilli(), 480)
	signin := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.SignIn{Person: countytest.Cadre, Village: countytest.Village, Sheet: 17,
		Supervisor: countytest.Supervisor, Day: day})
	p.Confirm(local, key, signer, syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: countytest.Cadre,
		Village: countytest.Village, Sheet: 17, Day: day, Verdict: syncproto.VerdictYes}, signin.Leaf)
	c.Push(p)
	c.Settle()
	return signin
}
