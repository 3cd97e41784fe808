package dossier_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
)

// FuzzCheck puts up to 16 bytes of anybody's in the place of some of one member, under a fresh seal of the county that claims the best grade, so that
// every change gets past the seal to what reads the member. The record is one that nobody confirmed, so whatever the bytes say it is not confirmed; and
// the check ends. The bytes are few because the time in which Go's fuzzing shortens an interesting input grows with their square.
func FuzzCheck(f *testing.F) {
	c, w, maker := live(f)
	genuine := unzip(f, export(f, maker, w.Waiting.ID))
	maps.DeleteFunc(genuine, func(name string, _ []byte) bool { return format.Informative(name) })
	claim(f, genuine, syncproto.GradeConfirmed.String(), c.Key)
	if report := check(f, pack(genuine), c.Document.LedgerKey()); report.Grade != syncproto.GradeWaiting || len(report.Damaged()) > 0 {
		f.Fatalf("unchanged it is %v, damaged %v", report.Grade, report.Damaged())
	}
	all := slices.Sorted(maps.Keys(genuine))
	for member := range all {
		f.Add(uint8(member), uint16(0), uint8(1), []byte{0x80})
		f.Add(uint8(member), uint16(60), uint8(4), []byte("\x00\xff0,\""))
	}
	f.Fuzz(func(t *testing.T, member uint8, at uint16, gone uint8, bytesThere []byte) {
		name, forged := all[int(member)%len(all)], maps.Clone(genuine)
		forged[name] = spliced(genuine[name], int(at), int(gone), bytesThere[:min(len(bytesThere), 16)])
		if name == format.ContentsName {
			forged[format.SealName] = format.Seal(forged[name], c.Key)
		} else if name != format.SealName {
			reseal(t, forged, c.Key)
		}
		file := pack(forged)
		report, err := format.Check(bytes.NewReader(file), int64(len(file)), c.Document.LedgerKey())
		if err != nil && !errors.Is(err, format.ErrNotDossier) && !errors.Is(err, format.ErrOtherCounty) {
			t.Errorf("%s: error %v", name, err)
		}
		switch report.Grade {
		case syncproto.GradeConfirmed, syncproto.GradeConfirmedByCode, syncproto.GradeInferred:
			t.Errorf("%s: grade %v for what nobody confirmed", name, report.Grade)
		}
	})
}

// spliced has some bytes in the place of others, where there are any.
func spliced(data []byte, at, gone int, there []byte) []byte {
	at %= len(data) + 1
	return slices.Concat(data[:at], there, data[min(len(data), at+gone):])
}
