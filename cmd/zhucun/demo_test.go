package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zhucun/cmd/internal/demo"
	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto/words"
)

// Somebody who has the program without the sources learns what the demo lacks and how to say where that is; nothing is made.
func TestDemoOutsideTheSources(t *testing.T) {
	dir := t.TempDir()
	said, code := zhucun(t, dir, "demo", "--exit")
	if code != terminal.ExitFailed || !strings.Contains(said, "--testdata") || !strings.Contains(said, filepath.Join(dir, "testdata")) {
		t.Errorf("%d, %q; want the folder that is missing, and the flag", code, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "zhucun-demo", "county")); !os.IsNotExist(err) {
		t.Errorf("a county was made without its data: %v", err)
	}
}

// With --testdata it runs from anywhere; stopped in the middle, it says that it was.
func TestDemoFromAnywhere(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("zhucun", "demo", "--testdata", testdata, "--listen", "127.0.0.1:0", "--exit")
	command.Dir, command.Env = t.TempDir(), append(os.Environ(), "ZHUCUN_LANG=en")
	told, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	week, _, _ := strings.Cut(words.English.Text("demo.week.enrolled"), "{")
	var said []string
	for lines := bufio.NewScanner(told); lines.Scan(); {
		if said = append(said, lines.Text()); strings.HasPrefix(lines.Text(), week) && command.Process != nil {
			if err := command.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			week = "the first of them only"
		}
	}
	if code := exitCode(t, command.Wait()); code != terminal.ExitInterrupted || week != "the first of them only" {
		t.Errorf("ended with %d, want %d\n%s", code, terminal.ExitInterrupted, strings.Join(said, "\n"))
	}
}

// An address on which nothing can listen is said before anything is made.
func TestDemoOnAWrongAddress(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"8080", "127.0.0.1:http", "192.0.2.1:8080", "127.0.0.1:99999"} {
		dir := t.TempDir()
		said, code := zhucun(t, dir, "demo", "--testdata", testdata, "--exit", "--listen", address)
		if code != terminal.ExitUsage || !strings.Contains(said, "Write HOST:PORT") {
			t.Errorf("%s: %d, %q", address, code, said)
		}
		if _, err := os.Stat(filepath.Join(dir, "zhucun-demo")); !os.IsNotExist(err) {
			t.Errorf("%s: something was made: %v", address, err)
		}
	}
}

// The table at the end names people and villages, every grade that there is has a row, and the addresses are those of the county's pages.
func TestTheDemosTable(t *testing.T) {
	folder := county(t)
	ids, _, err := liveVisits(t.Context(), folder, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	office, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer office.Close()
	var out bytes.Buffer
	screen := &terminal.Terminal{Lang: words.English, Out: &out, Err: &out}
	if err := showRecords(t.Context(), screen, office, shownAt{"http://127.0.0.1:8080", folder.Dir, 3}); err != nil {
		t.Fatal(err)
	}
	showCounts(screen, demo.Result{Events: 11, Visits: 12, Deeds: 13, PhotosComplete: 14, Confirmed: 15, ConfirmedByCode: 16, Inferred: 17, Waiting: 18,
		Disputed: 19, Acknowledged: 21, Lost: 22, Duplicates: 23, Rejected: 24, Cuts: 25, Kills: 26, LedgerSize: 27, Seconds: 28})
	for _, want := range []string{"(3 of 3)", "曾明", "visit", "confirmed", "disputed", "waiting", "--data " + folder.Dir,
		"11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "23", "24", "25", "26", "27", "28", words.English.Text("demo.end.damaged")} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	for name, id := range ids {
		if !strings.Contains(out.String(), "http://127.0.0.1:8080/records/"+id.String()+"\n") {
			t.Errorf("the address of %s is missing in\n%s", name, out.String())
		}
	}
	if strings.Contains(out.String(), "[demo.") {
		t.Errorf("a text is missing in\n%s", out.String())
	}
}
