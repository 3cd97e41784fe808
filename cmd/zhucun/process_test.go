package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhucun/server"
	"zhucun/syncproto"
)

// process is zhucun serve as an operator runs it.
type process struct {
	t       *testing.T
	command *exec.Cmd
	address string
	said    *bytes.Buffer // its error stream, complete once it has ended
}

var running = regexp.MustCompile(`https?://[0-9.:]+[0-9]`)

// serve starts the server on a free port and waits until it says its address.
func serve(t *testing.T, data string, args ...string) *process {
	t.Helper()
	p := &process{t: t, said: &bytes.Buffer{}}
	p.command = exec.Command("zhucun", append([]string{"--data", data, "serve", "--listen", "127.0.0.1:0"}, args...)...)
	p.command.Env = append(os.Environ(), "ZHUCUN_LANG=en")
	p.command.Stderr = p.said
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if p.address = running.FindString(line); p.address == "" {
		_ = p.command.Wait()
		t.Fatalf("the server said %q and %q, %v; want its address", line, p.said, err)
	}
	t.Cleanup(func() {
		if p.command.ProcessState == nil {
			p.kill()
		}
	})
	return p
}

// kill ends the process as a power cut does.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait() // it was killed, as it should be
}

// interrupt ends the process as Ctrl-C does and gives its exit code.
func (p *process) interrupt() int {
	p.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGINT); err != nil {
		p.t.Fatal(err)
	}
	return exitCode(p.t, p.command.Wait())
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return 0
}

// zhucun runs one command in English and gives what it said on both streams and its exit code.
func zhucun(t *testing.T, dir string, args ...string) (said string, code int) {
	t.Helper()
	command := exec.Command("zhucun", args...)
	command.Dir, command.Env = dir, append(os.Environ(), "ZHUCUN_LANG=en")
	out, err := command.CombinedOutput()
	return string(out), exitCode(t, err)
}

// county makes the data folder of a county with the example roster.
func county(t *testing.T) server.Folder {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{{"create", "511921", "通江县"}, {"import", "../../testdata/roster/example"}} {
		if said, code := zhucun(t, ".", append([]string{"--data", dir}, args...)...); code != 0 {
			t.Fatalf("zhucun %s: %d, %s", strings.Join(args, " "), code, said)
		}
	}
	return server.Folder{Dir: dir, Now: time.Now, Random: rand.Reader}
}

// enrolPhone has the office hand out a code for a phone of the example village.
func enrolPhone(t *testing.T, folder server.Folder, address string) server.Invitation {
	t.Helper()
	office, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer office.Close()
	invitation, err := office.Enrol(t.Context(), exampleVillage, syncproto.CustodyShared, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return invitation
}
