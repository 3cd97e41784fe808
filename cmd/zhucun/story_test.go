package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"zhucun": main}) }

// stories is how many there are at least: a pattern that matches nothing must not pass.
const stories = 7

// TestStories runs the operator's stories under testdata.
func TestStories(t *testing.T) {
	found, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(found) < stories {
		t.Fatalf("found %d stories, %v, want %d", len(found), err, stories)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: english, Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"exits": exits, "damage": damage, "taken": takePort, "visited": visited, "older": goBack,
	}})
}

func english(env *testscript.Env) error {
	roster, err := filepath.Abs("../../testdata/roster/example")
	if err != nil {
		return err
	}
	env.Setenv("ROSTER", roster)
	env.Setenv("ZHUCUN_LANG", "en")
	return nil
}

// exits runs a command that must end with a code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// takePort listens on a port until the story ends and puts it into PORT.
func takePort(ts *testscript.TestScript, neg bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv("PORT", port)
}

// TestReadmeCommandsRun runs the commands of README's section for the office, in order, as they stand there. The server gets a free port and a folder of
// the test's own for the second ledger.
func TestReadmeCommandsRun(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script := readmeScript(string(readme))
	if n := strings.Count(script, "exec zhucun "); n < 9 {
		t.Fatalf("README has %d commands for the office, want at least 9:\n%s", n, script)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir, Setup: english})
}

func readmeScript(readme string) string {
	var script strings.Builder
	_, office, _ := strings.Cut(readme, "## For the office")
	office, _, _ = strings.Cut(office, "\n## ")
	for line := range strings.Lines(office) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ zhucun ")
		if !ok {
			continue
		}
		command, _, _ = strings.Cut(command, "#")
		command = strings.TrimSpace(command)
		command = strings.NewReplacer("0.0.0.0:8080", "127.0.0.1:0", "/mnt/other-disk/witness", "$WORK/witness").Replace(command)
		if strings.HasPrefix(command, "serve") {
			command += " &server&"
		}
		script.WriteString("exec zhucun " + command + "\n")
	}
	script.WriteString("kill -INT server\nwait server\n")
	return script.String()
}
