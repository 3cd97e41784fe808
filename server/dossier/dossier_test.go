package dossier_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/dossier"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
)

// live is a county that has lived its week, with small pictures.
func live(t testing.TB) (*countytest.County, countytest.Week, dossier.Maker) {
	t.Helper()
	var c *countytest.County
	blobs := blobmemory.New(func() time.Time { return c.Time })
	c = countytest.New(t, memory.New(), blobs)
	w := c.Live(countytest.Picture{Original: picture(t, "444.jpg"), View: picture(t, "420.jpg"), Thumbnail: picture(t, "progressive.jpg")})
	return c, w, dossier.Maker{Store: c.Store, Blobs: c.Blobs, Rosters: c, Latest: c.Witness, County: c.Document, Key: c.Key, Offset: 480}
}

func picture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../evidence/render/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func export(t testing.TB, m dossier.Maker, id syncproto.EventID) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(context.Background(), &b, id); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func check(t testing.TB, file []byte, key ed25519.PublicKey) format.Report {
	t.Helper()
	report, err := format.Check(bytes.NewReader(file), int64(len(file)), key)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestADossierProvesItsGrade(t *testing.T) {
	c, w, maker := live(t)
	tests := []struct {
		promise string
		id      syncproto.EventID
		grade   syncproto.Grade
		signed  bool
		photo   bool
	}{
		{"a visit that the supervisor signed", w.Visit.ID, syncproto.GradeConfirmed, true, false},
		{"a deed with a photo", w.Deed.ID, syncproto.GradeConfirmed, true, true},
		{"a visit that nobody confirmed", w.Waiting.ID, syncproto.GradeWaiting, false, false},
		{"a visit that was denied", w.Denied.ID, syncproto.GradeDisputed, true, false},
		{"another phone's visit", w.Visited.ID, syncproto.GradeWaiting, false, false},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			report := check(t, export(t, maker, test.id), c.Document.LedgerKey())
			if damaged := report.Damaged(); len(damaged) > 0 {
				t.Errorf("damaged: %v", damaged)
			}
			if report.Grade != test.grade || report.Claimed != test.grade.String() || report.Subject != test.id {
				t.Errorf("got %v of %v claimed as %q, want %v", report.Grade, report.Subject, report.Claimed, test.grade)
			}
			if got := has(report, format.WhatPersonalSignature, format.Proven); got != test.signed {
				t.Errorf("personal signature proven: %v", got)
			}
			if got := has(report, format.WhatPhoto, format.Proven); got != test.photo {
				t.Errorf("photo proven: %v", got)
			}
			if slices.Contains(report.Limits, format.LimitShows) != test.photo || !slices.Contains(report.Limits, format.LimitHolder) {
				t.Errorf("limits: %v", report.Limits)
			}
		})
	}
}

func has(r format.Report, what string, state format.State) bool {
	return slices.ContainsFunc(r.Items, func(i format.Item) bool { return i.What == what && i.State == state })
}

func TestTheIntervalIsTheLedgers(t *testing.T) {
	c, w, maker := live(t)
	report := check(t, export(t, maker, w.Visit.ID), c.Document.LedgerKey())
	if report.Lo == 0 || report.Hi <= report.Lo || !has(report, format.WhatNotBefore, format.Proven) {
		t.Errorf("not before %d, not after %d", report.Lo, report.Hi)
	}
}

func TestADossierShowsNothingOfOthers(t *testing.T) {
	_, w, maker := live(t)
	for _, id := range []syncproto.EventID{w.Visit.ID, w.Deed.ID, w.Waiting.ID} {
		for name, data := range unzip(t, export(t, maker, id)) {
			if bytes.Contains(data, []byte(w.Private)) {
				t.Errorf("%s holds a note that belongs to no record", name)
			}
			for _, person := range countytest.NamesElsewhere {
				if bytes.Contains(data, []byte(person)) {
					t.Errorf("%s names somebody of another township", name)
				}
			}
			if id != w.Deed.ID && bytes.Contains(data, []byte("水泥路")) {
				t.Errorf("%s tells of another record", name)
			}
		}
	}
}

func TestTheSameStateGivesTheSameBytes(t *testing.T) {
	_, w, maker := live(t)
	if first := export(t, maker, w.Deed.ID); !bytes.Equal(first, export(t, maker, w.Deed.ID)) {
		t.Error("two exports differ")
	}
}

func TestARotatedKeyIsFollowed(t *testing.T) {
	c, w, maker := live(t)
	if report := check(t, export(t, maker, w.Visit.ID), c.Document.LedgerKey()); !has(report, format.WhatRotation, format.Proven) {
		t.Errorf("no rotation among %v", report.Items)
	}
}

func TestAnUnknownRecordHasNoDossier(t *testing.T) {
	_, _, maker := live(t)
	var b bytes.Buffer
	if err := maker.Write(context.Background(), &b, syncproto.EventID{Seq: 9}); !errors.Is(err, store.ErrNotFound) || b.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, b.Len())
	}
}

func unzip(t testing.TB, file []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]byte{}
	for _, f := range z.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if members[f.Name], err = io.ReadAll(content); err != nil {
			t.Fatal(err)
		}
	}
	return members
}
