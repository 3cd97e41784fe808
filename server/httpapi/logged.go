package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"zhucun/server/logged"
)

// failed logs an error by its class. Its text stays out: it may hold ids of records and phones, names of files, what somebody sent.
func (s *Server) failed(ctx context.Context, level slog.Level, message string, err error, where ...slog.Attr) {
	s.Log.LogAttrs(ctx, level, message, append(where, slog.String("error", logged.Class(err)))...)
}

// panicError is a panic that cost one request. What it was called with is dropped.
type panicError struct{ at string }

func (p *panicError) Error() string { return p.Class() }

// Class is what the log says of it.
func (p *panicError) Class() string { return "panic at " + p.at }

// panicHere is asked by who recovered: at is the function and line that panicked.
func panicHere() *panicError {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	thrown := false
	for {
		frame, more := frames.Next()
		ours := !strings.HasPrefix(frame.Function, "runtime.")
		if thrown && ours || !more {
			return &panicError{fmt.Sprintf("%s:%d", frame.Function, frame.Line)}
		}
		thrown = thrown || frame.Function == "runtime.gopanic"
	}
}
