package dossier_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"zhucun/server/dossier"
	"zhucun/server/evidence"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/prototest"
)

// A phone of another township writes about a visit as often as it likes, each time in a segment of its own: the visit's dossier stays one that can be
// checked, holds all that made its grade, and says how much was left out.
func TestNobodyCanMakeADossierUncheckable(t *testing.T) {
	c, w, maker := live(t)
	before := recordOf(t, export(t, maker, w.Visit.ID))
	const times = 105 // of five kinds: more members than a dossier once could have
	var segments [][]byte
	day := dayOf(t, maker, w.Visit.ID)
	for i := range times {
		for _, body := range nuisance(w, day, i) {
			w.Afar.Write(byFirst(), body(w.Afar.Next()))
			segments = append(segments, w.Afar.Seal())
		}
	}
	push(t, c, w.Afar, segments...)
	c.Settle()
	file := export(t, maker, w.Visit.ID)
	report, record := check(t, file, c.Document.LedgerKey()), recordOf(t, file)
	if report.Grade != syncproto.GradeConfirmed || len(report.Damaged()) > 0 {
		t.Errorf("grade %v, damaged %v; want confirmed", report.Grade, report.Damaged())
	}
	if shown := len(segments) - record.LeftOut; shown < 5 || shown > 50 {
		t.Errorf("%d of %d left out; want all but a few of one phone's", record.LeftOut, len(segments))
	}
	if record.By != before.By || record.SignIn.ID != before.SignIn.ID || *record.LeftAfter != *before.LeftAfter || record.SignOuts[0].ID != before.SignOuts[0].ID {
		t.Errorf("what made the grade is not what it was")
	}
	for _, page := range []string{format.PageName("zh"), format.PageName("en")} {
		if !strings.Contains(member(t, file, page), fmt.Sprint(record.LeftOut)) {
			t.Errorf("%s does not say how many were left out", page)
		}
	}
}

// nuisance is one of everything that a phone can write about somebody else's visit.
func nuisance(w countytest.Week, day syncproto.Day, i int) []func(self syncproto.EventID) syncproto.Body {
	about := func(self syncproto.EventID) syncproto.Ref { return syncproto.RefTo(self, w.Visit.ID) }
	return []func(self syncproto.EventID) syncproto.Body{
		func(self syncproto.EventID) syncproto.Body {
			ref := about(self)
			return syncproto.Note{About: &ref, Village: countytest.Elsewhere, Text: fmt.Sprint("x", i)}
		},
		func(self syncproto.EventID) syncproto.Body {
			return syncproto.Photo{Shows: about(self), Manifest: syncproto.HashOf(fmt.Append(nil, i))}
		},
		func(self syncproto.EventID) syncproto.Body { return syncproto.SignOut{SignIn: about(self)} },
		func(self syncproto.EventID) syncproto.Body {
			return syncproto.Correction{Withdrawn: about(self), Reason: "x"}
		},
		func(syncproto.EventID) syncproto.Body {
			return syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.ByQR, Event: w.Visit.ID, Leaf: w.Visit.Leaf}, Cadre: countytest.Cadre,
				Village: countytest.Village, Sheet: 17, Day: day, Verdict: syncproto.VerdictYes, Means: syncproto.MeansDrawn}
		},
	}
}

// The word that made the grade came from a phone that had written much before: it is in the dossier all the same.
func TestWhatMadeTheGradeIsNeverLeftOut(t *testing.T) {
	c, w, maker := live(t)
	p := ingesttest.New(t, "her own", countytest.Code, c.HandOut(countytest.Village, 0))
	slip, signer := c.HandOut(countytest.Village, countytest.SupervisorNearby), prototest.P256Key("her own")
	p.Add(1, countytest.SupervisorNearby)
	key := p.Key(1, countytest.SupervisorNearby, signer, &slip)
	said := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.ByQR, Event: w.Waiting.ID, Leaf: w.Waiting.Leaf}, Cadre: countytest.Cadre,
		Village: countytest.Village, Sheet: 17, Day: dayOf(t, maker, w.Waiting.ID), Verdict: syncproto.VerdictYes, Means: syncproto.MeansDrawn}
	for range 20 {
		p.Write(byFirst(), said)
	}
	c.Push(p)
	made := p.Confirm(1, key, signer, said, w.Waiting.Leaf)
	c.Push(p)
	c.Settle()
	file := export(t, maker, w.Waiting.ID)
	report, record := check(t, file, c.Document.LedgerKey()), recordOf(t, file)
	if report.Grade != syncproto.GradeConfirmed || !has(report, format.WhatGrade, format.Proven) || record.By != made.ID.String() || record.LeftOut == 0 {
		t.Errorf("grade %v by %s with %d left out; want confirmed by %s", report.Grade, record.By, record.LeftOut, made.ID)
	}
}

func dayOf(t testing.TB, maker dossier.Maker, id syncproto.EventID) syncproto.Day {
	t.Helper()
	day, err := syncproto.ParseDay(recordOf(t, export(t, maker, id)).Day)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// A phone that had many keys needs them all shown before one word of it can be checked: such a phone is left out.
func TestAPhoneOfManyKeysIsLeftOut(t *testing.T) {
	c, w, maker := live(t)
	for i := range 20 {
		next := prototest.Ed25519Key(fmt.Sprint("key ", i))
		body, err := syncproto.NewKeyRotated(w.Afar.Next(), next)
		if err != nil {
			t.Fatal(err)
		}
		w.Afar.Write(syncproto.ActorOf(0, syncproto.UnlockNone), body)
		c.Push(w.Afar)
		w.Afar.Signer = next
	}
	about := syncproto.RefTo(w.Afar.Next(), w.Visit.ID)
	w.Afar.Write(byFirst(), syncproto.Note{About: &about, Village: countytest.Elsewhere, Text: "x"})
	c.Push(w.Afar)
	c.Settle()
	if record := recordOf(t, export(t, maker, w.Visit.ID)); record.LeftOut != 1 || len(record.Notes) != 0 {
		t.Errorf("%d left out, %d notes; want the note left out", record.LeftOut, len(record.Notes))
	}
}

func byFirst() syncproto.Actor { return syncproto.ActorOf(1, syncproto.UnlockSession) }

func recordOf(t testing.TB, file []byte) (record evidence.Record) {
	t.Helper()
	if err := json.Unmarshal([]byte(member(t, file, format.RecordName)), &record); err != nil {
		t.Fatal(err)
	}
	return record
}
