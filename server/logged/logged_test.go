package logged_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"zhucun/server/logged"
	"zhucun/server/store"
)

type own struct{ error }

func (own) Class() string { return "own" }

func TestAClassHoldsWordsOfTheSourceAlone(t *testing.T) {
	secret := "visit 9f3a of 李国华 in 511921100200"
	full := &fs.PathError{Op: "write", Path: secret, Err: syscall.ENOSPC}
	for name, one := range map[string]struct {
		err  error
		want string
	}{
		"a sentinel":      {fmt.Errorf("%s: %w", secret, store.ErrNotFound), "not_found *errors.errorString"},
		"a file's error":  {fmt.Errorf("keep %s: %w", secret, full), "disk_full syscall.Errno"},
		"joined":          {errors.Join(fmt.Errorf("%s: %w", secret, context.Canceled), full), "disk_full canceled *errors.errorString syscall.Errno"},
		"nothing known":   {errors.New(secret), "*errors.errorString"},
		"a class its own": {fmt.Errorf("%s: %w", secret, own{errors.New(secret)}), "own"},
	} {
		got := logged.Class(one.err)
		if got != one.want {
			t.Errorf("%s: %q, want %q", name, got, one.want)
		}
		if strings.Contains(got, "9f3a") || strings.Contains(got, "李国华") {
			t.Errorf("%s: the class %q tells of the record", name, got)
		}
	}
}
