package httpapi_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"zhucun/server/auth"
	"zhucun/server/auth/authtest"
	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/dossier"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto/prototest"
)

// world is a county behind a real listener on the loopback.
type world struct {
	*countytest.County
	t      testing.TB
	server *httpapi.Server
	gate   *auth.Gate
	base   string // http://127.0.0.1:port
	log    *bytes.Buffer
	stop   func() error
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOn(t, memory.New())
}

func newWorldOn(t testing.TB, db store.Store) *world {
	t.Helper()
	w := &world{t: t, log: &bytes.Buffer{}}
	w.County = countytest.New(t, db, blobmemory.New(func() time.Time { return w.Time }))
	var err error
	sessions := &authtest.Memory{}
	w.gate, err = auth.New(auth.Config{Tickets: sessions, Sessions: sessions, Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Issuer: "zhucun 511921",
		Now: w.Clock, Random: prototest.Random("gate")})
	if err != nil {
		t.Fatal(err)
	}
	w.server, err = httpapi.New(w.config())
	if err != nil {
		t.Fatal(err)
	}
	w.serve()
	return w
}

func (w *world) config() httpapi.Config {
	maker := dossier.Maker{Store: w.Store, Blobs: w.Blobs, Rosters: w.County, Latest: w.Witness, County: w.Document, Key: w.Key, Offset: 480}
	return httpapi.Config{Push: w.Ingest, Gate: w.gate, Store: w.Store, Blobs: w.Blobs, Rosters: w.County, Dossier: maker,
		Ready: func(context.Context) error { return nil }, Offset: 480, Version: "test", Now: w.Clock, Machine: time.Now, Random: prototest.Random("edge"),
		Log: slog.New(slog.NewJSONHandler(w.log, nil))}
}

func (w *world) serve() {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.base = "http://" + listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Serve(ctx, listener) }()
	var stopped bool
	w.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		http.DefaultClient.CloseIdleConnections()
		cancel()
		return <-ended
	}
	w.t.Cleanup(func() {
		if err := w.stop(); err != nil {
			w.t.Errorf("Serve ended with %v", err)
		}
	})
}

// picture is small, so that a test does not wait for it.
func small(t testing.TB) countytest.Picture {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile("../evidence/render/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	return countytest.Picture{Original: read("444.jpg"), View: read("420.jpg"), Thumbnail: read("progressive.jpg")}
}

// login opens a session and gives its cookie.
func (w *world) login(role auth.Role, place string) *http.Cookie {
	w.t.Helper()
	scope, err := auth.NewScope(string(role), place)
	if err != nil {
		w.t.Fatal(err)
	}
	_, code, err := w.gate.Issue(context.Background(), scope, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	answer := w.do(http.MethodPost, "/v1/enter", []byte(code.Reveal()), nil)
	if answer.status != http.StatusNoContent || len(answer.cookies) != 1 {
		w.t.Fatalf("enter: %d, %d cookies", answer.status, len(answer.cookies))
	}
	return answer.cookies[0]
}

type answer struct {
	status  int
	header  http.Header
	body    []byte
	cookies []*http.Cookie
}

func (w *world) get(path string, cookie *http.Cookie) answer {
	return w.do(http.MethodGet, path, nil, cookie)
}

func (w *world) do(method, path string, body []byte, cookie *http.Cookie, headers ...string) answer {
	w.t.Helper()
	request, err := http.NewRequest(method, w.base+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if cookie != nil {
		request.AddCookie(cookie)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, data, response.Cookies()}
}
