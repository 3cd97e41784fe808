package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"zhucun": main}) }

// TestStories runs the operator's stories under testdata.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: english})
}

func english(env *testscript.Env) error {
	env.Setenv("ZHUCUN_LANG", "en")
	return nil
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
