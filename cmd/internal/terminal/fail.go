package terminal

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// fail prints every error that was joined, once, with a hint where the catalogue has one for it. The first that is neither a "no" nor an interrupt decides the
// exit code; after an interrupt alone it is said that the work was not done.
func (t *Terminal) fail(err error) int {
	code := ExitOK
	for _, part := range apart(err) {
		switch {
		case errors.Is(part, ErrRefused):
			if code == ExitOK || code == ExitInterrupted {
				code = ExitRefused
			}
		case interrupted(part):
			if code == ExitOK {
				code = ExitInterrupted
			}
		default:
			if said := t.tell(part); code == ExitOK || code == ExitInterrupted || code == ExitRefused {
				code = said
			}
		}
	}
	if code == ExitInterrupted {
		t.sayInterrupted(err)
	}
	return code
}

// tell prints one error and gives its exit code.
func (t *Terminal) tell(err error) int {
	if hint := hintFor(err); hint != nil {
		t.Warn(hint.key, hint.args...)
		return hint.code
	}
	t.Warn("errors.run.failed", "error", err)
	return ExitFailed
}

// sayInterrupted: a command that knows what was done until then has said it in its hint.
func (t *Terminal) sayInterrupted(err error) {
	if hint := hintFor(err); hint != nil {
		t.Warn(hint.key, hint.args...)
		return
	}
	fmt.Fprintln(t.Err)
	t.Warn("errors.run.interrupted")
}

// apart is what was joined into one error, each part alone.
func apart(err error) []error {
	parts, ok := joined(err)
	if !ok {
		return []error{err}
	}
	var all []error
	for _, part := range parts {
		all = append(all, apart(part)...)
	}
	return all
}

// joined are the parts of what errors.Join made: several things went wrong, where several causes of one error are the same thing seen from several sides.
func joined(err error) ([]error, bool) {
	if reflect.TypeOf(err) != reflect.TypeOf(errors.Join(errLanguage)) {
		return nil, false
	}
	return err.(interface{ Unwrap() []error }).Unwrap(), true
}

// interrupted tells whether an error is an interrupt and nothing besides, also where errors were joined inside it.
func interrupted(err error) bool {
	if parts, ok := joined(err); ok {
		for _, part := range parts {
			if !interrupted(part) {
				return false
			}
		}
		return true
	}
	switch err := err.(type) {
	case interface{ Unwrap() error }:
		return interrupted(err.Unwrap())
	case interface{ Unwrap() []error }:
		return errors.Is(err.(error), context.Canceled)
	}
	return errors.Is(err, context.Canceled)
}
