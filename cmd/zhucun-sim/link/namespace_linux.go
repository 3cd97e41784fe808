package link

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// namespace is a network of its own: it lives while its file, a socket made in it or a device of it is open.
type namespace struct{ file *os.File }

// newNamespace makes an empty one. It takes the right CAP_SYS_ADMIN.
func newNamespace() (namespace, error) {
	var n namespace
	err := onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("make a network namespace: %w", err)
		}
		file, err := os.Open("/proc/thread-self/ns/net")
		n.file = file
		return err
	})
	return n, err
}

// do runs f on a thread that is in the namespace. Sockets that f makes, and what they accept, stay in it wherever they are used.
func (n namespace) do(f func() error) error {
	return onThread(func() error {
		if err := unix.Setns(int(n.file.Fd()), unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("enter a network namespace: %w", err)
		}
		return f()
	})
}

func (n namespace) close() error { return n.file.Close() }

// onThread runs f on a thread that nothing else ever runs on: it dies with the goroutine, which never unlocks it, so that no other goroutine can find
// itself in a strange network.
func onThread(f func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		result <- f()
	}()
	return <-result
}
