package server_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"zhucun/server"
	"zhucun/server/ingest/ingesttest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// process is a server that runs until it is told to stop.
type process struct {
	t       *testing.T
	address string
	stop    context.CancelFunc
	ended   chan error
}

func begin(t *testing.T, folder server.Folder) *process {
	t.Helper()
	running, err := server.Open(t.Context(), folder, quiet())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &process{t, "http://" + listener.Addr().String(), stop, make(chan error, 1)}
	go func() { p.ended <- running.Run(ctx, listener) }()
	return p
}

// end waits until the server has let its requests finish.
func (p *process) end() {
	p.t.Helper()
	p.stop()
	if err := <-p.ended; err != nil {
		p.t.Errorf("the server ended with %v", err)
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	line, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	return line
}

// awaitTaken returns when the server has accepted every connection that was begun before.
func awaitTaken(t *testing.T, address string) {
	t.Helper()
	answer, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	http.DefaultClient.CloseIdleConnections()
}

// awaitRefused returns when nobody listens any more.
func awaitRefused(address string) {
	for {
		line, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			return
		}
		_ = line.Close()
	}
}

func readAnswer(t *testing.T, line net.Conn) ingesttest.Answer {
	t.Helper()
	answer, err := http.ReadResponse(bufio.NewReader(line), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return ingesttest.ReadAnswer(t, body)
}

// browser keeps cookies.
type browser struct {
	t       *testing.T
	address string
	client  *http.Client
}

func newBrowser(t *testing.T, address string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, address, &http.Client{Jar: jar}}
}

func (b *browser) enter(code string) int {
	b.t.Helper()
	return b.status(b.client.Post(b.address+"/v1/enter", "text/plain", strings.NewReader(code)))
}

func (b *browser) get(path string) int {
	b.t.Helper()
	return b.status(b.client.Get(b.address + path))
}

func (b *browser) status(answer *http.Response, err error) int {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
