// Command count runs `go test` with the arguments it is given and tells a reader how many tests ran.
//
// It is no test framework: it reads the events of `go test -json`, prints the ok and FAIL line of each package as it
// ends, the whole output of what failed, the name of what was skipped, and as its last line "N passed, N failed",
// sub-tests counted like tests.
//
// It ends non-zero when a test failed, when a package could not be built or died without naming a test (counted as
// one failure), when a test was skipped while CI is set, and when no test ran at all: an empty run proves nothing.
package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	if err := run(os.Args[1:], os.Getenv("CI") != ""); err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
}

// run returns an error for everything that must not pass for a good run. The status of go test itself counts too:
// a failure that left no event is still a failure.
func run(args []string, ci bool) error {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	got, readErr := tally(events, os.Stdout)
	testErr := cmd.Wait()
	if readErr != nil {
		return readErr
	}
	fmt.Printf("%d passed, %d failed\n", got.passed, got.failed)
	return got.verdict(testErr, ci)
}
