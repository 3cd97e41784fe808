package dossier

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"zhucun/syncproto"
)

// The checks of real dossiers, forged and flipped ones stand beside the writer, in server/dossier.

func TestAnIDHasOneForm(t *testing.T) {
	id := syncproto.EventID{Log: syncproto.LogID{0xab, 1}, Seq: 12}
	if got, err := ParseEventID(id.String()); err != nil || got != id {
		t.Errorf("got %v, %v", got, err)
	}
	for _, text := range []string{"", "-", id.String() + "0x", strings.ToUpper(id.String()), strings.Replace(id.String(), "-12", "-012", 1),
		strings.Replace(id.String(), "-12", "-0", 1), strings.Replace(id.String(), "-12", "-+12", 1), strings.TrimPrefix(id.String(), "ab"), id.String() + "-1"} {
		if _, err := ParseEventID(text); err == nil {
			t.Errorf("%q is an id", text)
		}
	}
}

func TestContentsHaveOneForm(t *testing.T) {
	c := Contents{Format: Format, Subject: "a-1", Members: []Member{{Name: "a"}, {Name: "b"}}}
	data, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parseContents(data); err != nil {
		t.Error(err)
	}
	c.Members[0].Name = "c"
	unsorted, _ := c.Encode()
	c.Format = 2
	newer, _ := c.Encode()
	for promise, bad := range map[string][]byte{"a space more": append([]byte(" "), data...), "out of order": unsorted, "a newer format": newer,
		"an unknown item": bytes.Replace(data, []byte(`"grade"`), []byte(`"grade2"`), 1)} {
		if _, err := parseContents(bad); err == nil {
			t.Errorf("%s is taken", promise)
		}
	}
}

// FuzzCheck: whatever the file, the check ends, and without a sealed and signed whole nothing is confirmed.
func FuzzCheck(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{ContentsName, SealName, CountyName, LedgerName, "segments/x.cbor", "logs/x.cbor", "receipts/x.cbor"} {
		if _, err := z.Create(name); err != nil {
			f.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK"))
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := Check(bytes.NewReader(data), int64(len(data)), key)
		if err != nil && !errors.Is(err, ErrNotDossier) && !errors.Is(err, ErrOtherCounty) {
			t.Errorf("error %v", err)
		}
		if report.Grade != 0 {
			t.Errorf("grade %v out of nothing", report.Grade)
		}
	})
}
