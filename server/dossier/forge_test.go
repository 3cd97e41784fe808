package dossier_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"

	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/proof"
)

func contentsOf(t testing.TB, members map[string][]byte) format.Contents {
	t.Helper()
	var contents format.Contents
	if err := json.Unmarshal(members[format.ContentsName], &contents); err != nil {
		t.Fatal(err)
	}
	return contents
}

func put(t testing.TB, members map[string][]byte, contents format.Contents, key ed25519.PrivateKey) {
	t.Helper()
	data, err := contents.Encode()
	if err != nil {
		t.Fatal(err)
	}
	members[format.ContentsName], members[format.SealName] = data, format.Seal(data, key)
}

// pack is rezip without a test to fail: writing to memory cannot.
func pack(members map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if into, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}); err == nil {
			_, _ = into.Write(members[name])
		}
	}
	_ = z.Close()
	return b.Bytes()
}

// forger is a cadre with a county server of their own: own ledger key, everything made anew with it.
func forger(seed string) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte(seed[:1]), 32))
}

func TestAForgedDossierIsRefused(t *testing.T) {
	c, w, maker := live(t)
	genuine := unzip(t, export(t, maker, w.Waiting.ID))
	own := forger("x")
	tests := []struct {
		promise string
		forge   func(members map[string][]byte)
		err     error
	}{
		{"a county of the forger's own", func(m map[string][]byte) {
			document := c.Document
			document.Ledger = [32]byte(own.Public().(ed25519.PublicKey))
			m[format.CountyName] = document.Encode()
			m[format.LedgerName] = resigned(t, m[format.LedgerName], own)
			claim(t, m, "confirmed", own)
		}, format.ErrOtherCounty},
		{"the county's document, the forger's checkpoint and seal", func(m map[string][]byte) {
			m[format.LedgerName] = resigned(t, m[format.LedgerName], own)
			claim(t, m, "confirmed", own)
		}, nil},
		{"the county's checkpoint, a seal over a better grade by the forger", func(m map[string][]byte) { claim(t, m, "confirmed", own) }, nil},
		{"a better grade under the county's own seal", func(m map[string][]byte) { claim(t, m, "confirmed", c.Key) }, nil},
		{"without any seal", func(m map[string][]byte) { delete(m, format.SealName) }, nil},
		{"without the ledger", func(m map[string][]byte) { delete(m, format.LedgerName) }, nil},
		{"without the segments", func(m map[string][]byte) {
			maps.DeleteFunc(m, func(name string, _ []byte) bool { return name[:3] == "seg" })
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			forged := maps.Clone(genuine)
			test.forge(forged)
			file := pack(forged)
			report, err := format.Check(bytes.NewReader(file), int64(len(file)), c.Document.LedgerKey())
			if !errors.Is(err, test.err) {
				t.Errorf("got %v, want %v", err, test.err)
			}
			if report.Grade == syncproto.GradeConfirmed {
				t.Error("the check calls it confirmed")
			}
		})
	}
}

func claim(t testing.TB, members map[string][]byte, grade string, key ed25519.PrivateKey) {
	t.Helper()
	contents := contentsOf(t, members)
	contents.Grade = grade
	put(t, members, contents, key)
	reseal(t, members, key)
}

// resigned is the ledger with its checkpoint signed by another key.
func resigned(t testing.TB, data []byte, key ed25519.PrivateKey) []byte {
	t.Helper()
	var ledger format.Ledger
	if err := json.Unmarshal(data, &ledger); err != nil {
		t.Fatal(err)
	}
	checkpoint := proof.Checkpoint{Origin: "zhucun/511921", Epoch: 1, Tree: proof.Tree{Size: 5, Root: proof.Hash{1}}, Time: 1}
	signed, err := checkpoint.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	ledger.Checkpoint = string(signed.Note())
	data, err = ledger.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A confirmation that is cut out, or moved under another record, confirms nothing.
func TestAConfirmationSpeaksOfItsOwnRecordOnly(t *testing.T) {
	c, w, maker := live(t)
	visit, waiting := unzip(t, export(t, maker, w.Visit.ID)), unzip(t, export(t, maker, w.Waiting.ID))
	mixed := maps.Clone(visit)
	contents := contentsOf(t, visit)
	other := contentsOf(t, waiting)
	contents.Subject, contents.Leaf = other.Subject, other.Leaf
	put(t, mixed, contents, c.Key)
	file := pack(mixed)
	report := check(t, file, c.Document.LedgerKey())
	if report.Grade == syncproto.GradeConfirmed {
		t.Error("one visit's confirmation made another confirmed")
	}
}

func TestWhatIsNoDossierIsSaid(t *testing.T) {
	c, w, maker := live(t)
	genuine := export(t, maker, w.Visit.ID)
	bomb := unzip(t, genuine)
	bomb["zero.bin"] = make([]byte, 9<<20)
	tests := map[string][]byte{
		"nothing": {}, "text": []byte("hello"), "cut": genuine[:len(genuine)/2], "an empty zip": pack(nil), "a member that is too long": pack(bomb),
	}
	for promise, file := range tests {
		t.Run(promise, func(t *testing.T) {
			if _, err := format.Check(bytes.NewReader(file), int64(len(file)), c.Document.LedgerKey()); !errors.Is(err, format.ErrNotDossier) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := format.Check(io.NewSectionReader(bytes.NewReader(genuine), 0, int64(len(genuine))), int64(len(genuine)), nil); err == nil {
		t.Error("a check without a key proves something")
	}
}

// The county may know of something that speaks against a record: no dossier is worth more than the county said, whatever its signatures show.
func TestTheGradeIsNeverAboveTheCountys(t *testing.T) {
	c, w, maker := live(t)
	for _, claimed := range []syncproto.Grade{syncproto.GradeInferred, syncproto.GradeWaiting, syncproto.GradeDisputed, syncproto.GradeWithdrawn} {
		members := unzip(t, export(t, maker, w.Visit.ID))
		claim(t, members, claimed.String(), c.Key)
		report := check(t, pack(members), c.Document.LedgerKey())
		if report.Grade != claimed || !has(report, format.WhatGrade, format.Attested) || len(report.Damaged()) > 0 {
			t.Errorf("claimed as %v it is %v, damaged %v", claimed, report.Grade, report.Damaged())
		}
	}
}
