package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zhucun/syncproto/words"
)

func TestAnErrorIsSaidOnceWithItsExitCode(t *testing.T) {
	cause := errors.New("cause")
	_, missing := os.Open(filepath.Join(t.TempDir(), "list.csv"))
	tests := []struct {
		promise string
		err     error
		code    int
		want    string
	}{
		{"explained", Explain(cause, "errors.visit.unknown", "id", "7"), ExitFailed, "7"},
		{"explained, and wrapped on its way", errors.Join(fmt.Errorf("on: %w", Explain(cause, "errors.visit.unknown", "id", "7")), nil), ExitFailed, "7"},
		{"a word that cannot be meant", Misuse(cause, "errors.date.wrong", "text", "tomorrow"), ExitUsage, "tomorrow"},
		{"checked, and no", ErrRefused, ExitRefused, ""},
		{"a file that is not there", missing, ExitFailed, "list.csv"},
		{"a file of somebody else's", &fs.PathError{Op: "open", Path: "keys", Err: fs.ErrPermission}, ExitFailed, "keys"},
		{"a full disk", &fs.PathError{Op: "write", Path: "slip.html", Err: syscall.ENOSPC}, ExitFailed, "slip.html"},
		{"what nobody foresaw", cause, ExitFailed, "cause"},
		{"an interrupt", fmt.Errorf("audit: %w", context.Canceled), ExitInterrupted, "Interrupted before it was done"},
		{"an interrupt, and the closing went well", errors.Join(context.Canceled, nil), ExitInterrupted, "Interrupted"},
		{"an interrupt that a command explains", Explain(context.Canceled, "errors.visit.unknown", "id", "7"), ExitInterrupted, "7"},
		{"an interrupt seen from two sides", fmt.Errorf("%w: %w", cause, context.Canceled), ExitInterrupted, "Interrupted"},
		{"an interrupt, and an error besides", errors.Join(context.Canceled, cause), ExitFailed, "cause"},
		{"the same, wrapped on its way", fmt.Errorf("close: %w", errors.Join(context.Canceled, cause)), ExitFailed, "cause"},
		{"checked and no, and an error besides", errors.Join(ErrRefused, cause), ExitFailed, "cause"},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			var said bytes.Buffer
			code := (&Terminal{Lang: words.English, Err: &said}).fail(test.err)
			if code != test.code || !strings.Contains(said.String(), test.want) || strings.Contains(said.String(), "[errors.") {
				t.Errorf("got %d and %q, want %d and a text with %q", code, said.String(), test.code, test.want)
			}
			if lines := strings.Count(strings.TrimPrefix(said.String(), "\n"), "\n"); lines > 1+strings.Count(test.err.Error(), "\n") {
				t.Errorf("said in %d lines: %q", lines, said.String())
			}
		})
	}
}
