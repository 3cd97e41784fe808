package dossier

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/ed25519"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"
)

// The checks of real dossiers, forged and flipped ones stand beside the writer, in server/dossier.

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

// A verdict that was given stands; only "it stands behind a gap" gives way to a later leaf.
func TestTheFirstVerdictStands(t *testing.T) {
	gap, refused, accepted := verdict{3, []byte{7}}, verdict{3, []byte{0, 11}}, verdict{5, []byte{0, 0}}
	for _, c := range []struct{ first, want verdict }{{gap, verdict{3, accepted.codes}}, {refused, refused}} {
		if got := c.first.then(accepted); got.index != c.want.index || !bytes.Equal(got.codes, c.want.codes) {
			t.Errorf("%v then %v: %v, want %v", c.first, accepted, got, c.want)
		}
	}
}

// A few kilobytes from a stranger must not cost more memory than the longest dossier there is.
func TestAZipThatUnpacksToGigabytesCostsLittle(t *testing.T) {
	member := newZeros(t, maxShown+1)
	for promise, names := range map[string][]string{
		"segments": numbered("segments/%d.cbor", 30), "of no kind": numbered("%d.bin", 30), "manifests": numbered("photos/%d/manifest.cbor", 30),
		"logs": numbered("logs/%d.cbor", 30), "receipts": numbered("receipts/%d.cbor", 30),
		"the ledger": {LedgerName}, "the list": {ContentsName}, "the seal": {SealName}, "the page": {PageName("zh")},
	} {
		t.Run(promise, func(t *testing.T) {
			file := member.zip(t, names...)
			spent := allocated(func() {
				if _, err := Check(bytes.NewReader(file), int64(len(file)), make(ed25519.PublicKey, ed25519.PublicKeySize)); !errors.Is(err, ErrNotDossier) {
					t.Errorf("got %v", err)
				}
			})
			if spent > 4*maxHeld {
				t.Errorf("%d MB were allocated for %d kB", spent>>20, len(file)>>10)
			}
		})
	}
}

// Many members, each within its limit, are bounded together.
func TestWhatIsHeldIsBoundedTogether(t *testing.T) {
	file := newZeros(t, maxErased).zip(t, numbered("segments/%d.cbor", 2*maxHeld/maxErased)...)
	if _, err := openArchive(bytes.NewReader(file), int64(len(file))); !errors.Is(err, ErrNotDossier) || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v", err)
	}
}

// A gigabyte of photos, each within its limit, is bounded too.
func TestWhatIsUnpackedIsBoundedTogether(t *testing.T) {
	file := newZeros(t, 1000).zip(t, numbered("photos/%d/original.jpg", 1)...)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for room, want := range map[int64]error{1000: nil, 999: ErrNotDossier} {
		a := archive{sums: map[string]sum{}, total: maxTotal - room}
		if err := a.read(z.File[0]); !errors.Is(err, want) {
			t.Errorf("with room for %d: %v, want %v", room, err, want)
		}
	}
}

// zeros is a member of nothing but zeros, which is compressed once.
type zeros struct {
	packed []byte
	header zip.FileHeader
}

func newZeros(t *testing.T, length int) zeros {
	t.Helper()
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, length)
	if _, err := deflate.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	return zeros{packed.Bytes(), zip.FileHeader{Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content), CompressedSize64: uint64(packed.Len()),
		UncompressedSize64: uint64(length)}}
}

// zip has the member under each of the names.
func (z zeros) zip(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		header := z.header
		header.Name = name
		into, err := w.CreateRaw(&header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := into.Write(z.packed); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// numbered puts 1 to count into a name.
func numbered(name string, count int) []string {
	var names []string
	for i := range count {
		names = append(names, fmt.Sprintf(name, i+1))
	}
	return names
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
