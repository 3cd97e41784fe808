package journal

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"zhucun/clientsdk/disk"
)

const (
	errorSharingViolation = syscall.Errno(32)
	errorHandleDiskFull   = syscall.Errno(39)
	errorDiskFull         = syscall.Errno(112)
)

// lockFile holds the file, shared with nobody, until it is closed or the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, fmt.Errorf("lock the journal's folder: %w", disk.Nameless(err))
	}
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errorSharingViolation) {
		err = ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("lock the journal's folder: %w", disk.Nameless(err))
	}
	return os.NewFile(uintptr(handle), path), nil
}

// unlockFile lets the file go; no child inherits it.
func unlockFile(file *os.File) error { return file.Close() }

func noRoom(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}
