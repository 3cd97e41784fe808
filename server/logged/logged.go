// Package logged says what of an error may stand in the server's log: its class, never its text, which may hold ids of records and phones, villages, days,
// names of files, what somebody sent.
//
// It is no logger and decides no level; who logs passes its own slog.Logger and writes the class beside a sentence of its own.
//
// Law: every word of a class is written in sources; none of it came with a request or out of a row.
package logged

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"zhucun/server/blob"
	"zhucun/server/store"
)

// classes are the sentinels that have a word of their own.
var classes = []struct {
	word     string
	sentinel error
}{
	{"disk_full", store.ErrFull}, {"disk_full", blob.ErrFull}, {"disk_full", syscall.ENOSPC}, {"not_found", store.ErrNotFound},
	{"no_blob", blob.ErrNotFound}, {"exists", store.ErrExists}, {"canceled", context.Canceled}, {"deadline", context.DeadlineExceeded},
	{"cut", io.ErrUnexpectedEOF}, {"io", syscall.EIO}, {"read_only", syscall.EROFS}, {"not_permitted", syscall.EACCES},
}

// Classed is an error that names its class itself.
type Classed interface {
	error
	// Class is made of words of the source.
	Class() string
}

// Class names what an error is made of: the sentinels that it wraps, and the type at the root of each of its parts.
func Class(err error) string {
	var own Classed
	if errors.As(err, &own) {
		return own.Class()
	}
	var words []string
	for _, one := range classes {
		if errors.Is(err, one.sentinel) && !slices.Contains(words, one.word) {
			words = append(words, one.word)
		}
	}
	types := roots(err)
	slices.Sort(types)
	return strings.Join(append(words, slices.Compact(types)...), " ")
}

func roots(err error) []string {
	switch wrapper := err.(type) {
	case interface{ Unwrap() []error }:
		var all []string
		for _, part := range wrapper.Unwrap() {
			all = append(all, roots(part)...)
		}
		return all
	case interface{ Unwrap() error }:
		if inner := wrapper.Unwrap(); inner != nil {
			return roots(inner)
		}
	}
	return []string{fmt.Sprintf("%T", err)}
}
