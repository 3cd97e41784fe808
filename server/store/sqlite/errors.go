package sqlite

import (
	"errors"
	"fmt"
	"syscall"

	"modernc.org/sqlite"
	result "modernc.org/sqlite/lib"

	"zhucun/server/store"
)

// translate gives SQLite's result codes their meaning in package store. The text of SQLite's error names columns, never their values.
func translate(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() {
	case result.SQLITE_FULL:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case result.SQLITE_CONSTRAINT_UNIQUE, result.SQLITE_CONSTRAINT_PRIMARYKEY, result.SQLITE_CONSTRAINT_ROWID:
		return fmt.Errorf("%w: %w", store.ErrExists, err)
	}
	return err
}
