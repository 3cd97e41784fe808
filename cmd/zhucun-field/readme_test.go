package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeCommandsRun runs the commands of README's section for the phone, in order, as they stand there, against a county with the office's
// first roster. What a command asks for is on the slips.
func TestReadmeCommandsRun(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script := readmeScript(string(readme))
	if n := strings.Count(script, "\nzhucun-field "); n < 10 {
		t.Fatalf("README has %d commands for the phone, want at least 10:\n%s", n, script)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir)
}

func readmeScript(readme string) string {
	var script strings.Builder
	script.WriteString("real-county template\nreal-slips 10001\npicture pipe.jpg\n")
	_, phone, _ := strings.Cut(readme, "## On the phone")
	phone, _, _ = strings.Cut(phone, "\n## ")
	for line := range strings.Lines(phone) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ zhucun-field ")
		if !ok {
			continue
		}
		command, _, _ = strings.Cut(command, "#")
		command = strings.ReplaceAll(strings.TrimSpace(command), "http://county.example:8080", "$COUNTY")
		switch {
		case strings.HasPrefix(command, "enrol"):
			script.WriteString("stdin code.txt\n")
		case strings.Contains(command, "--appointment"):
			script.WriteString("stdin slip.txt\n")
		case strings.HasPrefix(command, "confirm"):
			script.WriteString("stdin card.txt\n")
		}
		script.WriteString("zhucun-field " + command + "\n")
	}
	script.WriteString(`stdout 'Sync is complete\.'
zhucun-field status --json
stdout '"events":9,"delivered":9,"refused":\[\],"photos":1,"photos_delivered":1'
real-grade 4 confirmed
real-grade 6 confirmed
`)
	return script.String()
}
