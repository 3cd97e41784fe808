package dossier_test

import (
	"bytes"
	"slices"
	"testing"

	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/prototest"
)

func visitOf(c *countytest.County) syncproto.SignIn {
	return syncproto.SignIn{Person: countytest.Cadre, Village: countytest.Village, Sheet: 17, Supervisor: countytest.Supervisor,
		Day: syncproto.DayOf(c.Time.UnixMilli(), 480)}
}

// A copy of the phone goes over to a key of its own. What the owner signs afterwards, on the owner's branch, is not damaged by that.
func TestARotationOnAnotherBranchDamagesNothing(t *testing.T) {
	c, w, maker := live(t)
	p, byCadre := w.Phone, syncproto.ActorOf(1, syncproto.UnlockSession)
	thief := *p
	thief.Clock.Elapsed += 5
	p.Write(byCadre, visitOf(c))
	push(t, c, p, p.Seal())
	body, err := syncproto.NewKeyRotated(thief.Next(), prototest.Ed25519Key("thief"))
	if err != nil {
		t.Fatal(err)
	}
	thief.Write(syncproto.ActorOf(0, 0), body)
	push(t, c, &thief, thief.Seal())
	p.Write(byCadre, syncproto.Note{Village: countytest.Village, Text: "中间"})
	push(t, c, p, p.Seal())
	late := p.Write(byCadre, visitOf(c))
	push(t, c, p, p.Seal())

	report := check(t, export(t, maker, late.ID), c.Document.LedgerKey())
	if report.Grade != syncproto.GradeDisputed || len(report.Damaged()) > 0 {
		t.Errorf("grade %v, damaged %v; want disputed and nothing damaged", report.Grade, report.Damaged())
	}
	if !has(report, format.WhatDeviceSignature, format.Attested) {
		t.Errorf("%v; want the county's word that the owner's key still held", report.Items)
	}
}

// An event is written after the segment before its own, and after the checkpoint that that one names.
func TestNotBeforeIsTheNewestOfTheChain(t *testing.T) {
	c, w, maker := live(t)
	p := w.Phone
	anchor := c.Push(p).Time.Anchor
	p.Anchor = &anchor
	slip, card := c.HandOut(countytest.Village, countytest.Supervisor), prototest.Ed25519Key("new card")
	key := p.Key(2, countytest.Supervisor, card, &slip)
	bound := p.Seal()
	p.Anchor = nil
	visit := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), visitOf(c))
	p.Confirm(2, key, card, saysOf(visitOf(c)), visit.Leaf)
	push(t, c, p, bound, p.Seal())

	report := check(t, export(t, maker, visit.ID), c.Document.LedgerKey())
	if report.Grade != syncproto.GradeConfirmed || report.Lo == 0 || report.Lo > report.Hi || !has(report, format.WhatNotBefore, format.Proven) {
		t.Errorf("grade %v, not before %d, damaged %v; want the time of the anchor of the segment before", report.Grade, report.Lo, report.Damaged())
	}
}

func saysOf(s syncproto.SignIn) syncproto.Confirmation {
	return syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: s.Person, Village: s.Village, Sheet: s.Sheet,
		Day: s.Day, Verdict: syncproto.VerdictYes}
}

// What an old key signed has a dossier too: it is disputed, and its signature holds under the key that the log had then.
func TestWhatAnOldKeySignedHasADossier(t *testing.T) {
	c, w, maker := live(t)
	p := w.Phone
	thief := *p
	thief.Clock.Elapsed += 5
	body, err := syncproto.NewKeyRotated(p.Next(), prototest.Ed25519Key("owner's next"))
	if err != nil {
		t.Fatal(err)
	}
	p.Write(syncproto.ActorOf(0, 0), body)
	push(t, c, p, p.Seal())
	stolen := thief.Write(syncproto.ActorOf(1, syncproto.UnlockSession), visitOf(c))
	thief.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Note{Village: countytest.Village, Text: "别的"})
	answer, err := c.Sync(t.Context(), "test", bytes.NewReader(thief.Request(thief.Seal())))
	if err != nil || !slices.Contains(ingesttest.ReadAnswer(t, answer).Codes(), syncproto.CodeFork) {
		t.Fatalf("the old key's segment: %v", err)
	}
	c.Settle()
	report := check(t, export(t, maker, stolen.ID), c.Document.LedgerKey())
	if report.Grade != syncproto.GradeDisputed || len(report.Damaged()) > 0 || !has(report, format.WhatDeviceSignature, format.Proven) {
		t.Errorf("grade %v, damaged %v", report.Grade, report.Damaged())
	}
	if got := check(t, export(t, maker, w.Visit.ID), c.Document.LedgerKey()); got.Grade != syncproto.GradeConfirmed || len(got.Damaged()) > 0 {
		t.Errorf("the owner's visit: grade %v, damaged %v; want it untouched", got.Grade, got.Damaged())
	}
}
