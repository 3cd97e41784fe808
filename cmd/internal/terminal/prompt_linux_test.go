package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const promptChild = "ZHUCUN_TEST_PROMPT"

type prompting struct{}

func (prompting) Run(t *Terminal) error {
	_, err := t.Ask("field.ask.new_pin")
	return err
}

// TestPromptProcess is the other process of TestInterruptAtAPrompt: it asks for a secret.
func TestPromptProcess(t *testing.T) {
	if os.Getenv(promptChild) == "" {
		return // only as a child
	}
	var commands struct {
		Ask prompting `cmd:""`
	}
	os.Exit(New("zhucun-field", nil).Run([]string{"ask"}, &commands))
}

// pseudoTerminal gives a person's side and a program's side.
func pseudoTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = person.Close(), program.Close() })
	return person, program
}

func echoes(t *testing.T, program *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(program.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// readUntil reads what the program shows until it has shown that.
func readUntil(t *testing.T, person io.Reader, want string) {
	t.Helper()
	var shown bytes.Buffer
	piece := make([]byte, 1)
	for !strings.Contains(shown.String(), want) {
		if _, err := person.Read(piece); err != nil {
			t.Fatalf("shown %q: %v", shown.String(), err)
		}
		shown.Write(piece)
	}
}

func TestInterruptAtAPrompt(t *testing.T) {
	person, program := pseudoTerminal(t)
	child := exec.Command(os.Args[0], "-test.run=^TestPromptProcess$")
	child.Env = append(os.Environ(), promptChild+"=1", "ZHUCUN_LANG=en")
	child.Stdin, child.Stdout, child.Stderr = program, program, program
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	readUntil(t, person, "PIN")
	for echoes(t, program) { // the prompt is shown a moment before the echo ends
	}
	if _, err := person.WriteString("12\x03"); err != nil {
		t.Fatal(err)
	}
	readUntil(t, person, "Interrupted")
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.ExitCode() != ExitInterrupted {
		t.Errorf("the command ended with %v, want %d", err, ExitInterrupted)
	}
	if !echoes(t, program) {
		t.Error("the terminal does not show any more what is typed")
	}
}
