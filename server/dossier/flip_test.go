package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"

	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
)

// flips is how many bytes of each member are tried: each costs a dozen signatures. A larger number than any member's length tries every byte.
const flips = 12

// Under the county's seal any change shows in a member's hash: a sample of each suffices.
func TestAFlippedByteIsNamed(t *testing.T) {
	c, w, maker := live(t)
	members := unzip(t, export(t, maker, w.Deed.ID))
	key := c.Document.LedgerKey()
	for _, name := range slices.Sorted(maps.Keys(members)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flip(members, name, flips, func(at int, file []byte) {
				report, err := format.Check(bytes.NewReader(file), int64(len(file)), key)
				if err == nil && !names(report, name) {
					t.Errorf("byte %d: not named by %v", at, report.Damaged())
				}
				if report.Grade > syncproto.GradeConfirmed {
					t.Errorf("byte %d: grade %v", at, report.Grade)
				}
			})
		})
	}
}

// Who could seal anew still cannot change what phones signed and the ledger holds.
func TestAFlippedByteUnderANewSealProvesNothing(t *testing.T) {
	c, w, maker := live(t)
	members := unzip(t, export(t, maker, w.Deed.ID))
	maps.DeleteFunc(members, func(name string, _ []byte) bool { return format.Informative(name) || len(members[name]) > 8000 })
	for _, name := range slices.Sorted(maps.Keys(members)) {
		switch name {
		case format.ContentsName, format.SealName, format.CountyName:
			continue // what the county says of itself and lists is the county's own word
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flip(members, name, flips, func(at int, _ []byte) {
				forged := maps.Clone(members)
				forged[name] = flipped(members[name], at)
				reseal(t, forged, c.Key)
				report := check(t, pack(forged), c.Document.LedgerKey())
				if len(report.Damaged()) == 0 && report.Grade == syncproto.GradeConfirmed {
					t.Errorf("byte %d: everything still holds", at)
				}
			})
		})
	}
}

// flip tries about as many flips as it is told, spread over the member.
func flip(members map[string][]byte, name string, tries int, try func(at int, file []byte)) {
	step := max(1, len(members[name])/tries)
	for at := 0; at < len(members[name]); at += step {
		changed := maps.Clone(members)
		changed[name] = flipped(members[name], at)
		try(at, pack(changed))
	}
}

func flipped(data []byte, at int) []byte {
	changed := bytes.Clone(data)
	changed[at] ^= 1 << (at % 8)
	return changed
}

func names(r format.Report, name string) bool {
	return slices.ContainsFunc(r.Damaged(), func(i format.Item) bool { return i.Where == name || strings.HasPrefix(i.Where, name+"#") })
}

// reseal makes the list of contents anew and seals it with any key.
func reseal(t testing.TB, members map[string][]byte, key ed25519.PrivateKey) {
	t.Helper()
	contents := contentsOf(t, members)
	contents.Members = nil
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if name == format.ContentsName || name == format.SealName {
			continue
		}
		hash := syncproto.HashOf(members[name])
		contents.Members = append(contents.Members, format.Member{Name: name, Length: int64(len(members[name])), SHA256: hex.EncodeToString(hash[:])})
	}
	put(t, members, contents, key)
}
