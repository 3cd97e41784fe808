package audit

import (
	"iter"
	"math"
	"slices"
	"testing"

	"zhucun/syncproto/proof"
)

func TestAHistoryIsCutIntoItsNotes(t *testing.T) {
	one, two := "a\n1\n\n— a x\n", "a\n2\n\n— a y\n"
	tests := []struct {
		promise, history string
		want             []string
	}{
		{"nothing", "", nil},
		{"two", one + two, []string{one, two}},
		{"torn at its end", one + "a\n2", []string{one, "a\n2"}},
		{"torn within", one + "a\n" + two, []string{one, "a\n" + two}},
		{"torn in a signature", one + "— a", []string{one, "— a"}},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			var got []string
			for _, note := range splitNotes([]byte(test.history)) {
				got = append(got, string(note))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestALeafLiesBetweenTwoCheckpoints(t *testing.T) {
	checkpoint := func(size, time int64) signed {
		return signed{Signed: proof.Signed{Checkpoint: proof.Checkpoint{Tree: proof.Tree{Size: size}, Time: time}}}
	}
	times := times{signed: []signed{checkpoint(0, 10), checkpoint(2, 20), checkpoint(2, 25), checkpoint(3, 30)}}
	for index, want := range [][2]int64{{10, 20}, {10, 20}, {25, 30}, {30, math.MaxInt64}} {
		if lower, upper := times.of(uint64(index)); lower != want[0] || upper != want[1] {
			t.Errorf("leaf %d lies between %d and %d, want %v", index, lower, upper, want)
		}
	}
}

func TestColumnsAreOrderedAsSQLiteDoes(t *testing.T) {
	rising := []any{nil, int64(-1), int64(2), "", "a", []byte{}, []byte{1}, []byte{1, 0}}
	for i, a := range rising {
		for j, b := range rising {
			if got := order(a, b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%v and %v: %d", a, b, got)
			}
		}
	}
}

func TestAColumnOfAnotherKindIsZero(t *testing.T) {
	r := row{"number": "x", "text": int64(1), "bytes": "x", "short": []byte{1}}
	var two [2]byte
	if r.number("number") != 0 || r.text("text") != "" || r.bytes("bytes") != nil || r.fill(two[:], "short") || r.number("none") != 0 {
		t.Error("a column was taken for what it is not")
	}
}

func TestFindingsBeyondTheFirstOfAPartAreCounted(t *testing.T) {
	var report Report
	for range MaxFindings + 5 {
		report.Add(Finding{Part: PartEvent, Fault: FaultChanged})
	}
	report.Add(Finding{Part: PartVisit, Fault: FaultMissing})
	if len(report.Findings) != MaxFindings+1 || report.More[PartEvent] != 5 || report.Sound() {
		t.Errorf("%d told, %v more", len(report.Findings), report.More)
	}
}

// rowsOf gives rows, and then an error where there is one.
func rowsOf(err error, rows ...map[string]any) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestRowsThatCannotBeReadToTheirEndAreToldOnce(t *testing.T) {
	told := 0
	next, stop := pull(rowsOf(proof.ErrProof, map[string]any{"number": int64(1)}), func(error) { told++ })
	defer stop()
	if r, ok := next(); !ok || r.number("number") != 1 {
		t.Errorf("the first row: %v, %v", r, ok)
	}
	for range 3 {
		if _, ok := next(); ok {
			t.Error("a row after the error")
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
