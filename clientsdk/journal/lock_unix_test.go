//go:build unix

package journal

import (
	"syscall"
	"testing"
)

// A child that is being started while the folder is closed still has its files open, the lock among them.
func TestAClosedFolderIsFreeWhoeverHasItsFilesOpen(t *testing.T) {
	w := newWorld(t, t.TempDir())
	inherited, err := syscall.Dup(int(w.lock.Fd()))
	must(t, err)
	defer func() { must(t, syscall.Close(inherited)) }()
	w.reopen()
	must(t, w.note(5))
	w.end()
}
