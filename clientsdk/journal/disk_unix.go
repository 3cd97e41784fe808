//go:build unix

package journal

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"zhucun/clientsdk/disk"
)

// lockFile holds the file until it is closed or the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the journal's folder: %w", disk.Nameless(err))
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the journal's folder: %w", disk.Nameless(err)), file.Close())
	}
	return file, nil
}

// unlockFile lets the file go. Closing alone would not: a child that this process is starting at that moment still has it open.
func unlockFile(file *os.File) error {
	return errors.Join(syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}

func noRoom(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
