//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package witnessdir

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(&os.PathError{Op: "flock", Path: path, Err: err}, f.Close())
	}
	// Closing ends the lock; an error of it could only be told to someone whose write is already durable.
	return func() { _ = f.Close() }, nil
}

func diskOf(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", fmt.Errorf("%s: the system names no device", path)
	}
	return fmt.Sprint(st.Dev), nil
}
