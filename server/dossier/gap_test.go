package dossier_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"testing"

	"zhucun/server/dossier"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/prototest"
)

// outOfOrder has the phone sign in and be confirmed in a segment that arrives before the one it follows. late is what was missing.
func outOfOrder(t *testing.T) (c *countytest.County, maker dossier.Maker, visit syncproto.EventID, early, late []byte, p *ingesttest.Phone) {
	t.Helper()
	c, w, maker := live(t)
	p = w.Phone
	p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Note{Village: countytest.Village, Text: "先写的"})
	late = p.Seal()
	day := syncproto.DayOf(c.Time.UnixMilli(), 480)
	signin := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.SignIn{Person: countytest.Cadre, Village: countytest.Village, Sheet: 17,
		Supervisor: countytest.Supervisor, Day: day})
	said := syncproto.Confirmation{Subject: syncproto.Subject{Form: syncproto.BySamePhone, Back: 1}, Cadre: countytest.Cadre, Village: countytest.Village,
		Sheet: 17, Day: day, Verdict: syncproto.VerdictYes}
	p.Confirm(2, 3, prototest.P256Key("supervisor"), said, signin.Leaf)
	early = p.Seal()
	push(t, c, p, early)
	return c, maker, signin.ID, early, late, p
}

func push(t *testing.T, c *countytest.County, p *ingesttest.Phone, segments ...[]byte) {
	t.Helper()
	answer, err := c.Sync(context.Background(), "test", bytes.NewReader(p.Request(segments...)))
	if err != nil || len(ingesttest.ReadAnswer(t, answer).Receipts) != len(segments) {
		t.Fatalf("pushed %d segments: %v, %x", len(segments), err, answer)
	}
	c.Settle()
}

func leaves(t *testing.T, c *countytest.County) (hashes int64) {
	t.Helper()
	if err := c.Store.View(t.Context(), func(tx store.Tx) (err error) { hashes, err = tx.Count(); return err }); err != nil {
		t.Fatal(err)
	}
	return hashes
}

func TestASegmentThatCameAfterAGapIsProvenOnceTheGapHasClosed(t *testing.T) {
	c, maker, visit, early, late, p := outOfOrder(t)
	push(t, c, p, late)
	file := export(t, maker, visit)
	report := check(t, file, c.Document.LedgerKey())
	if report.Grade != syncproto.GradeConfirmed || len(report.Damaged()) > 0 {
		t.Errorf("grade %v, damaged %v; want confirmed", report.Grade, report.Damaged())
	}
	if !has(report, format.WhatStanding, format.Attested) || !has(report, format.WhatReceipt, format.Proven) {
		t.Errorf("standing and receipt of %v", report.Items)
	}
	for _, item := range report.Items {
		if item.State == format.Open {
			t.Errorf("%s is open at %s", item.What, item.Where)
		}
	}
	before := leaves(t, c)
	push(t, c, p, early, late)
	if got := leaves(t, c); got != before {
		t.Errorf("sent again: %d hashes in the ledger after %d", got, before)
	}
}

// The second leaf is what closes it: without it the first says that the segment stood behind a gap, and two verdicts are not chosen from.
func TestTheFirstVerdictStands(t *testing.T) {
	c, maker, visit, _, late, p := outOfOrder(t)
	push(t, c, p, late)
	members := unzip(t, export(t, maker, visit))
	for promise, change := range map[string]func(openings []format.Opening) []format.Opening{
		"without the second leaf it is open": func(o []format.Opening) []format.Opening {
			return slices.DeleteFunc(o, func(o format.Opening) bool { return o.Index == lastIndex(members) })
		},
		"leaves out of their order are damaged": func(o []format.Opening) []format.Opening { slices.Reverse(o); return o },
	} {
		changed := map[string][]byte{}
		for name, data := range members {
			changed[name] = data
		}
		var opened format.Ledger
		if err := json.Unmarshal(members[format.LedgerName], &opened); err != nil {
			t.Fatal(err)
		}
		opened.Openings = change(opened.Openings)
		data, err := opened.Encode()
		if err != nil {
			t.Fatal(err)
		}
		changed[format.LedgerName] = data
		reseal(t, changed, c.Key)
		if report := check(t, pack(changed), c.Document.LedgerKey()); report.Grade == syncproto.GradeConfirmed {
			t.Errorf("%s: grade %v with %v", promise, report.Grade, report.Items)
		}
	}
}

func lastIndex(members map[string][]byte) int64 {
	var opened format.Ledger
	if err := json.Unmarshal(members[format.LedgerName], &opened); err != nil || len(opened.Openings) == 0 {
		return -1
	}
	return opened.Openings[len(opened.Openings)-1].Index
}
