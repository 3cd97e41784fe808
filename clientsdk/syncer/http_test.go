package syncer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tapped is a listener that keeps what each connection received.
type tapped struct {
	net.Listener
	mu    sync.Mutex
	conns []*tap
}

func (l *tapped) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	t := &tap{Conn: conn}
	l.conns = append(l.conns, t)
	return t, nil
}

// received is all that a connection has received.
func (l *tapped) received(conn int) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.conns[conn]
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.read.Bytes())
}

type tap struct {
	net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

func (t *tap) Read(into []byte) (int, error) {
	n, err := t.Conn.Read(into)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.read.Write(into[:n])
	return n, err
}

func serve(t *testing.T, handler http.Handler) (*tapped, string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	l := &tapped{Listener: server.Listener}
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	return l, server.URL
}

func post(t *testing.T, line *syncer.HTTP, body []byte) {
	t.Helper()
	answer, err := line.Sync(t.Context(), bytes.NewReader(body), int64(len(body)))
	must(t, err)
	_, err = io.ReadAll(answer.Body)
	must(t, errors.Join(err, answer.Body.Close()))
}

// The head of an idle sync is what HTTP/1.1 demands and nothing else, and the connection stays.
func TestAWarmSyncIsSmallOnTheWire(t *testing.T) {
	w := newWorld(t, 0)
	l, url := serve(t, w.county)
	line := syncer.NewHTTP(url, nil)
	defer line.Close()
	post(t, line, syncer.New(w.state).Next().Push)
	before := len(l.received(0))

	document := syncproto.CountyDocument{}
	w.state.Begun, w.state.Document, w.state.Clock = true, &document, syncproto.Clock{Boot: 1 << 31, Elapsed: 1 << 22}
	idle := syncer.New(w.state).Next().Push
	post(t, line, idle)
	sent := l.received(0)[before:]
	head := bytes.TrimSuffix(sent, idle)
	want := "POST /v1/sync HTTP/1.1\r\nHost: " + strings.TrimPrefix(url, "http://") + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n", len(idle))
	if string(head) != want {
		t.Errorf("head %q, want %q", head, want)
	}
	const ip = 40
	if len(sent) == 0 {
		t.Fatal("the second sync took another connection")
	}
	t.Logf("idle sync: head %d, body %d, with two segments of TCP/IP %d bytes up", len(head), len(idle), len(sent)+2*ip)
	if len(head) > 110 || len(sent)+2*ip > 260 {
		t.Errorf("head %d, body %d", len(head), len(idle))
	}
}

func TestAPieceNamesSessionAndOffset(t *testing.T) {
	var got *http.Request
	_, url := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }))
	line := syncer.NewHTTP(url, nil)
	defer line.Close()
	patch := syncer.Patch{Session: syncproto.SessionID{0xff}, Hash: syncproto.Hash{0xab}, Offset: 70_000}
	answer, err := line.Patch(t.Context(), patch, strings.NewReader(""))
	must(t, err)
	must(t, answer.Body.Close())
	if got.Method != "PATCH" || got.URL.RequestURI() != "/v1/blobs/"+patch.Hash.String()+"?offset=70000" ||
		got.Header.Get("Authorization") != "Zhucun _wAAAAAAAAAAAAAAAAAAAA" || got.ContentLength != 0 {
		t.Errorf("%s %s, %v", got.Method, got.URL, got.Header)
	}
}

func TestAPinnedKeyDecidesAlone(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a handshake that is refused is what is tested
	server.StartTLS()
	defer server.Close()
	right := syncproto.HashOf(server.Certificate().RawSubjectPublicKeyInfo)
	for name, test := range map[string]struct {
		pin  *syncproto.Hash
		want bool
	}{"right": {&right, true}, "wrong": {&syncproto.Hash{1}, false}, "none, and no authority knows it": {nil, false}} {
		line := syncer.NewHTTP(server.URL, test.pin)
		answer, err := line.Sync(context.Background(), strings.NewReader("x"), 1)
		if (err == nil) != test.want {
			t.Errorf("%s: %v", name, err)
		}
		if test.pin != nil && !test.want && !errors.Is(err, syncer.ErrWrongServer) {
			t.Errorf("%s: %v, want ErrWrongServer", name, err)
		}
		if err == nil {
			must(t, answer.Body.Close())
		}
		line.Close()
	}
}

func TestACaptivePortalIsNotFollowed(t *testing.T) {
	_, url := serve(t, http.RedirectHandler("/login", http.StatusFound))
	line := syncer.NewHTTP(url, nil)
	defer line.Close()
	answer, err := line.Sync(t.Context(), strings.NewReader("x"), 1)
	must(t, err)
	must(t, answer.Body.Close())
	if answer.Status != http.StatusFound {
		t.Errorf("status %d", answer.Status)
	}
}

// Whether anything may have left the phone is what the error tells: ErrUnreachable is for a connection that never stood.
func TestOnlyAConnectionThatNeverStoodIsUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	line := syncer.NewHTTP(listener.Addr().String(), nil)
	defer line.Close()
	hungUp := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			err = conn.Close()
		}
		hungUp <- err
	}()
	if _, err := line.Sync(t.Context(), strings.NewReader("frames"), 6); err == nil || errors.Is(err, syncer.ErrUnreachable) {
		t.Errorf("accepted and hung up: %v", err)
	}
	must(t, errors.Join(<-hungUp, listener.Close()))
	if _, err := line.Sync(t.Context(), strings.NewReader("frames"), 6); !errors.Is(err, syncer.ErrUnreachable) || !errors.Is(err, syncer.ErrCut) {
		t.Errorf("nobody listens: %v", err)
	}
}
