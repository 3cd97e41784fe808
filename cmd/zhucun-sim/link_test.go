package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"zhucun/cmd/internal/terminal"
	"zhucun/cmd/zhucun-sim/link"
	"zhucun/syncproto/words"
)

// linkTool runs the command as the command line has it.
func linkTool(lang words.Lang, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	t := terminal.New("zhucun-sim", nil)
	t.Lang, t.Out, t.Err = lang, &stdout, &stderr
	var c struct {
		Link linkCommand `cmd:"" help:"sim.help.link"`
	}
	code = t.Run(append([]string{"link"}, args...), &c)
	return code, stdout.String(), stderr.String()
}

func TestLinksAreListedInBothLanguages(t *testing.T) {
	for lang, want := range map[words.Lang]string{words.Chinese: "通 12 秒,断 8 秒,反复", words.English: "up 12 s, down 8 s, in turn"} {
		code, out, errs := linkTool(lang, "--list")
		if code != terminal.ExitOK || errs != "" {
			t.Errorf("%s: code %d, %s", lang, code, errs)
		}
		if lines := strings.Count(out, "\n"); lines != len(link.Profiles())+1 || !strings.Contains(out, want) {
			t.Errorf("%s: %d lines, want one for each profile and the header, and %q in:\n%s", lang, lines, want, out)
		}
	}
}

func TestALinkThatIsNotThereIsMisuse(t *testing.T) {
	code, _, errs := linkTool(words.English, "--profile", "5G")
	if code != terminal.ExitUsage || !strings.Contains(errs, `"5G"`) || !strings.Contains(errs, "--list") {
		t.Errorf("code %d, %q", code, errs)
	}
}

func TestAnAddressInUseIsSaid(t *testing.T) {
	taken := localListener(t)
	defer taken.Close()
	code, _, errs := linkTool(words.English, "--listen", taken.Addr().String())
	if code != terminal.ExitFailed || !strings.Contains(errs, taken.Addr().String()) {
		t.Errorf("code %d, %q", code, errs)
	}
}

func localListener(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func TestAProgramGoesThroughAndTheTrafficIsSaid(t *testing.T) {
	far := localListener(t)
	defer far.Close()
	go func() {
		conn, err := far.Accept()
		if err != nil {
			return
		}
		_, _ = io.Copy(conn, conn)
		_ = conn.Close()
	}()
	weak, err := link.Open(link.Profile{Name: "fast", Up: 1e8, Down: 1e8, Queue: 1 << 20}, 1)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	near := localListener(t)
	var out bytes.Buffer
	screen := terminal.New("zhucun-sim", nil)
	screen.Lang, screen.Out = words.English, &out
	c := linkCommand{To: far.Addr().String(), Seed: 1}
	c.announce(screen, weak, near.Addr())
	ended := make(chan error, 1)
	go func() { ended <- c.carry(ctx, screen, weak, near) }()
	if got, err := echoed(near.Addr().String(), "hello"); got != "hello" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if err := weak.Close(); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"Driver: " + weak.Driver, near.Addr().String() + " -> fast (seed 1) -> " + far.Addr().String(), "s up: ", "s down: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q in:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), ": 0 packets") {
		t.Errorf("no packet was counted:\n%s", out.String())
	}
}

// echoed says a text to an address and returns what it says back.
func echoed(address, text string) (string, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	_, writing := io.WriteString(conn, text)
	ending := conn.(*net.TCPConn).CloseWrite()
	got, reading := io.ReadAll(conn)
	return string(got), errors.Join(writing, ending, reading, conn.Close())
}
