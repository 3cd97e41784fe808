package disk

import (
	"errors"
	"fmt"
	"syscall"

	"zhucun/server/blob"
)

// full gives a system's ways to say that there is no room their meaning in
// package blob: a disk, a quota, or a limit on files is used up.
func full(err error) error {
	for _, code := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, code) {
			return fmt.Errorf("%w: %w", blob.ErrFull, err)
		}
	}
	return err
}
