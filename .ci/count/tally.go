package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// event is one line of `go test -json`, as `go doc test2json` describes it.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// count is what a whole run came to.
type count struct {
	passed, failed, skipped int
}

// verdict joins what the events say with the status go test ended with.
func (c count) verdict(testErr error, ci bool) error {
	switch {
	case c.failed > 0:
		return fmt.Errorf("%d failed", c.failed)
	case testErr != nil:
		return fmt.Errorf("go test: %w", testErr)
	case c.passed == 0:
		return errors.New("no test ran")
	case ci && c.skipped > 0:
		return fmt.Errorf("%d skipped, and CI skips nothing", c.skipped)
	}
	return nil
}

// suite is one package while it runs: the output of each test that has not ended, and how many of them failed.
type suite struct {
	output map[string]*strings.Builder
	failed int
}

// tally reads events until they end and writes to out what a reader wants to see of them.
func tally(events io.Reader, out io.Writer) (count, error) {
	var total count
	suites := map[string]*suite{}
	dec := json.NewDecoder(events)
	for {
		var e event
		if err := dec.Decode(&e); err == io.EOF {
			return total, nil
		} else if err != nil {
			return total, fmt.Errorf("reading the events of go test: %w", err)
		}
		if suites[e.Package] == nil {
			suites[e.Package] = &suite{output: map[string]*strings.Builder{}}
		}
		if e.Test == "" {
			suites[e.Package].packageEvent(e, &total, out)
		} else {
			suites[e.Package].testEvent(e, &total, out)
		}
	}
}

func (s *suite) testEvent(e event, total *count, out io.Writer) {
	if s.output[e.Test] == nil {
		s.output[e.Test] = &strings.Builder{}
	}
	switch e.Action {
	case "output":
		s.output[e.Test].WriteString(e.Output)
		return
	case "pass":
		total.passed++
	case "fail":
		total.failed++
		s.failed++
		fmt.Fprintf(out, "FAIL: %s %s\n%s", e.Package, e.Test, s.output[e.Test])
	case "skip":
		total.skipped++
		fmt.Fprintf(out, "SKIP: %s %s\n%s", e.Package, e.Test, s.output[e.Test])
	default:
		return
	}
	delete(s.output, e.Test)
}

// packageEvent also counts the tests that were still running when their package died, and a package that failed
// without naming any test as one failure.
func (s *suite) packageEvent(e event, total *count, out io.Writer) {
	switch e.Action {
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "output":
		if e.Output != "PASS\n" && e.Output != "FAIL\n" {
			fmt.Fprint(out, e.Output)
		}
	case "fail":
		for test, text := range s.output {
			s.failed++
			total.failed++
			fmt.Fprintf(out, "FAIL: %s %s did not end\n%s", e.Package, test, text)
		}
		if s.failed == 0 {
			total.failed++
		}
	}
}
