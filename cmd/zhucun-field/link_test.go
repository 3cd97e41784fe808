package main

import (
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/clientsdk/countytest"
)

// door is what the server of a story's county is kept under: it can be shut, and opened again at the same address.
type door struct{}

type doorway struct{ server *httptest.Server }

func (d *doorway) open(ts *testscript.TestScript, address string) {
	listener, err := net.Listen("tcp", address)
	ts.Check(err)
	d.server = httptest.NewUnstartedServer(countyOf(ts))
	ts.Check(d.server.Listener.Close())
	d.server.Listener = listener
	d.server.Start()
}

// startCounty starts a county's server and puts its address into COUNTY.
func startCounty(ts *testscript.TestScript, neg bool, args []string) {
	d := ts.Value(door{}).(*doorway)
	d.open(ts, "127.0.0.1:0")
	ts.Defer(func() { d.server.Close() })
	ts.Setenv("COUNTY", d.server.URL)
}

// fading lets some exchanges through whole and cuts all that follow.
type fading struct {
	whole int
	then  countytest.Fault
}

func (f *fading) Fault() countytest.Fault {
	f.whole--
	if f.whole >= 0 {
		return countytest.Whole
	}
	return f.then
}

// interrupter interrupts a process when the county has a request of it, and lets the county answer once the process is gone.
type interrupter struct {
	process chan *os.Process
	gone    chan struct{}
}

func (i *interrupter) Fault() countytest.Fault {
	_ = (<-i.process).Signal(os.Interrupt)
	<-i.gone
	return countytest.Whole
}

// countyInterrupts runs a sync that is interrupted while the county has its first request, and must end with 130: county-interrupts ARGUMENT...
func countyInterrupts(ts *testscript.TestScript, neg bool, args []string) {
	i := &interrupter{make(chan *os.Process, 1), make(chan struct{})}
	countyOf(ts).SetLink(i)
	command := exec.Command("zhucun-field", args...)
	command.Env = []string{"ZHUCUN_LANG=en", "ZHUCUN_FIELD_DIR=" + ts.Getenv("ZHUCUN_FIELD_DIR")}
	command.Stdout, command.Stderr = ts.Stdout(), ts.Stderr()
	ts.Check(command.Start())
	i.process <- command.Process
	_ = command.Wait() // its exit code tells
	close(i.gone)
	if code := command.ProcessState.ExitCode(); code != 130 {
		ts.Fatalf("exit code %d, want 130", code)
	}
}

// countyLink makes the way to the county go wrong: county-link away, back, dies-after N, mute (it hears and does not answer), whole.
func countyLink(ts *testscript.TestScript, neg bool, args []string) {
	d := ts.Value(door{}).(*doorway)
	switch args[0] {
	case "away":
		d.server.Close()
	case "back":
		d.open(ts, d.server.Listener.Addr().String())
	case "dies-after":
		whole, err := strconv.Atoi(args[1])
		ts.Check(err)
		countyOf(ts).SetLink(&fading{whole: whole})
	case "mute":
		countyOf(ts).SetLink(&fading{then: countytest.Fault{Request: -1}})
	case "whole":
		countyOf(ts).SetLink(nil)
	default:
		ts.Fatalf("no such link: %s", args[0])
	}
}
