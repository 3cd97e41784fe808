package storetest

import (
	"errors"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhucun/server/ledger/ledgertest"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Open makes a new empty store, and closes it with t.Cleanup.
type Open func(t testing.TB) store.Store

// Run checks the contracts of store.Store and of every role of store.Tx.
func Run(t *testing.T, open Open) {
	t.Helper()
	promises := []struct {
		name  string
		check func(*testing.T, store.Store)
	}{
		{"a row comes back with every field", rowsComeBack},
		{"a row is added once", rowsAddedOnce},
		{"what is not there is not found", nothingFound},
		{"rows are not shared with callers", rowsNotShared},
		{"logs are found by place, id and ordinal", logsFound},
		{"keys of a log are found by what gave them", logKeysFound},
		{"a code is spent by one", codeSpent},
		{"the first revocation stands", firstRevocation},
		{"segments are found by what they cover", segmentsCover},
		{"quarantine is counted by carrier, and what waits too long expires", waitingCounted},
		{"a newer key ends the older", keysEnd},
		{"the keys of a person end everywhere", keysEndEverywhere},
		{"events are found by what they are about", eventsFound},
		{"the two events of a fork are both kept", forkKept},
		{"visits come page by page", visitsPaged},
		{"visits are found by what is asked", visitsAsked},
		{"grades are counted by place", gradesCounted},
		{"blobs are asked for in the order of sending", blobsAsked},
		{"originals are asked for when wanted", originalsWanted},
		{"who sent what cannot be read is told a number of times", unreadableTold},
		{"the work list is first in, first out", workList},
		{"incidents are listed newest first", incidentsListed},
		{"a roster holds from its position on", rosterHolds},
		{"the last checkpoint is the one added last", lastCheckpoint},
		{"a rollback leaves nothing", rollbackLeavesNothing},
		{"an ended context changes nothing", endedContext},
		{"a view sees one state", viewSeesOneState},
		{"a view cannot write", viewCannotWrite},
		{"a closed store answers with an error", closedFails},
		{"a segment sent a thousand times is one row", thousandPushes},
		{"positions have no gaps", positionsDense},
		{"a commit that failed is repeated safely", repeatedSafely},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.check(t, open(t)) })
	}
	t.Run("ledger hashes", func(t *testing.T) { ledgertest.RunHashes(t, hashesOf(open)) })
	t.Run("a random program does what the model does", func(t *testing.T) { randomPrograms(t, open) })
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// update runs do in a transaction that has to commit.
func update(t testing.TB, s store.Store, do func(tx store.Tx)) {
	t.Helper()
	must(t, "update", s.Update(t.Context(), func(tx store.Tx) error { do(tx); return nil }))
}

func view(t testing.TB, s store.Store, do func(tx store.Tx)) {
	t.Helper()
	must(t, "view", s.View(t.Context(), func(tx store.Tx) error { do(tx); return nil }))
}

// same compares what was read with what was written: nil and empty are the same.
func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := difference(got, want); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func difference(got, want any) string {
	if reflect.DeepEqual(got, want) {
		return "" // most are, and cmp takes its time
	}
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b syncproto.PublicKey) bool { return a == b }),
		cmp.Comparer(func(a, b syncproto.EventID) bool { return a == b }))
}

// lists compares what a query found with what it should find, in order, by name.
func lists[T, N any](t testing.TB, what string, found []T, err error, name func(T) N, want ...N) {
	t.Helper()
	must(t, what, err)
	var got []N
	for _, row := range found {
		got = append(got, name(row))
	}
	same(t, what, got, want)
}
