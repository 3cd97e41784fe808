package storetest

import (
	"os"
	"testing"

	"zhucun/server/store"
)

// OpenFolder opens the store in a folder, making it if need be. Whoever calls it closes the store.
type OpenFolder func(t testing.TB, dir string) store.Store

// RunDurable checks that what was committed outlives the process.
func RunDurable(t *testing.T, open OpenFolder) {
	t.Helper()
	t.Run("closed and opened again, every row is there", func(t *testing.T) { reopened(t, open) })
	t.Run("a crash in the middle of a transaction leaves what was committed", func(t *testing.T) { crashed(t, open) })
}

func reopened(t *testing.T, open OpenFolder) {
	dir := t.TempDir()
	s := open(t, dir)
	update(t, s, func(tx store.Tx) {
		for _, k := range append(kinds(), puts()...) {
			k.comesBack(t, tx, &filler{})
		}
	})
	want := dumpOf(t, s)
	must(t, "close", s.Close())
	s = open(t, dir)
	same(t, "after closing and opening", dumpOf(t, s), want)
	must(t, "close", s.Close())
}

// crashed copies the folder as a power cut would leave it: after twenty commits, in the middle of the next.
func crashed(t *testing.T, open OpenFolder) {
	dir, left := t.TempDir(), t.TempDir()
	s := open(t, dir)
	for n := range byte(20) {
		must(t, "push", pushOnce(t.Context(), s, n+1))
	}
	update(t, s, func(tx store.Tx) {
		must(t, "push", push(tx, 21))
		must(t, "copy the folder", os.CopyFS(left, os.DirFS(dir)))
	})
	must(t, "close", s.Close())

	after := open(t, left)
	holdsPushes(t, after, 20)
	must(t, "the push is repeated", pushOnce(t.Context(), after, 21))
	holdsPushes(t, after, 21)
	must(t, "close", after.Close())
}
