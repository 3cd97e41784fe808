package dossier_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"zhucun/server/httpapi/countytest"
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
	visit := forgeConfirmation(c, w)
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

// forgeConfirmation signs in and confirms with another key under the name of the supervisor's.
func forgeConfirmation(c *countytest.County, w countytest.Week) (visit struct{ ID syncproto.EventID }) {
	p := w.Phone
	day := syncproto.DayOf(c.Time.UnixMilli(), 480)
	signin := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.SignIn{Person: countytest.Cadre, Village: countytest.Village, Sheet: 17,
		Supervisor: countytest.Supervisor, Day: day})
	said := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: countytest.Cadre, Village: countytest.Village,
		Sheet: 17, Day: day, Verdict: syncproto.VerdictYes}
	p.Confirm(2, 3, prototest.P256Key("the cadre's"), said, signin.Leaf) // the supervisor's key is that of event 3
	c.Push(p)
	c.Settle()
	visit.ID = signin.ID
	return visit
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
