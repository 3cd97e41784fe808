package terminal

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Hint is an error whose text, with what to do about it, stands in the catalogue.
type Hint struct {
	key   string
	args  []any
	cause error
	code  int
}

// Explain says an error in the catalogue's words. The command ends with ExitFailed.
func Explain(cause error, key string, args ...any) error { return &Hint{key, args, cause, ExitFailed} }

// Misuse is Explain for a word on the command line that cannot be meant: a date, a code, a role. The command ends with ExitUsage.
func Misuse(cause error, key string, args ...any) error { return &Hint{key, args, cause, ExitUsage} }

// Error is for logs; people see the catalogue's text.
func (h *Hint) Error() string { return fmt.Sprintf("%s: %v", h.key, h.cause) }

// Unwrap gives the cause.
func (h *Hint) Unwrap() error { return h.cause }

// hintFor finds the catalogue's words for an error that no command has explained; nil when it has none.
func hintFor(err error) *Hint {
	var hinted *Hint
	if errors.As(err, &hinted) {
		return hinted
	}
	if errors.Is(err, ErrNoSecret) {
		return &Hint{"errors.secret.nothing", nil, err, ExitFailed}
	}
	var path *fs.PathError
	if !errors.As(err, &path) {
		return nil
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &Hint{"errors.file.disk_full", []any{"file", path.Path}, err, ExitFailed}
	case errors.Is(err, fs.ErrPermission):
		return &Hint{"errors.file.forbidden", []any{"file", path.Path}, err, ExitFailed}
	case errors.Is(err, fs.ErrNotExist):
		return &Hint{"errors.file.missing", []any{"file", path.Path}, err, ExitFailed}
	}
	return nil
}
