package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fast is a link whose tests cost next to no time on the real clock.
func fast() Profile {
	return Profile{Name: "fast", Up: 100_000_000, Down: 100_000_000, RTT: 2 * time.Millisecond, Queue: 1 << 20}
}

// bothDrivers runs a test on a link of each kind; where TUN devices are not permitted, the first must say so, and is shaped.
func bothDrivers(t *testing.T, p Profile, test func(t *testing.T, l *Link)) {
	for name, open := range map[string]func(Profile, uint64) (*Link, error){"the best there is": Open, "shaped": OpenShaped} {
		t.Run(name, func(t *testing.T) {
			l, err := open(p, 1)
			if err != nil {
				t.Fatal(err)
			}
			defer closing(t, l)
			if (l.Driver == TUN) != (l.Missing == nil) {
				t.Errorf("driver %s, missing %v: a link says why it has no TUN devices", l.Driver, l.Missing)
			}
			test(t, l)
		})
	}
}

func closing(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func listening(t *testing.T, l *Link) net.Listener {
	t.Helper()
	listener, err := l.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func dialled(t *testing.T, l *Link, to net.Listener) net.Conn {
	t.Helper()
	conn, err := l.DialContext(t.Context(), "tcp", to.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// content is bytes that repeat nowhere.
func content(size int) []byte {
	source := rand.NewChaCha8([32]byte{1})
	b := make([]byte, size)
	_, _ = source.Read(b)
	return b
}

func TestRootOnLinuxHasTUN(t *testing.T) {
	l, err := Open(fast(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, l)
	if runtime.GOOS == "linux" && os.Geteuid() == 0 && os.Getenv("CI") != "" && l.Driver != TUN {
		t.Errorf("the checks run as root, and have no TUN devices: %v", l.Missing)
	}
}

// transfer sends content both ways at once over one connection and compares what comes.
func transfer(t *testing.T, l *Link, up, down []byte) {
	t.Helper()
	listener := listening(t, l)
	defer closing(t, listener)
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() {
		conn, err := listener.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		exchange(t, conn, down, up)
	})
	exchange(t, dialled(t, l, listener), up, down)
}

func exchange(t *testing.T, conn net.Conn, say, want []byte) {
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := conn.Write(say); err != nil {
			t.Error(err)
		}
		if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
			t.Error(err)
		}
	})
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v; want the %d that were sent", len(got), err, len(want))
	}
	wait.Wait()
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

func TestBytesArriveAsTheyWereSent(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		transfer(t, l, content(300_000), content(500_000))
		up, down := l.Traffic()
		if up.PassedBytes < 300_000 || down.PassedBytes < 500_000 {
			t.Errorf("traffic up %+v, down %+v: all of it went through the link", up, down)
		}
	})
}

func TestABadLinkLosesNoByte(t *testing.T) {
	p := fast()
	p.Loss = 0.02
	bothDrivers(t, p, func(t *testing.T, l *Link) {
		transfer(t, l, content(100_000), content(100_000))
		if up, down := l.Traffic(); up.Lost+down.Lost == 0 {
			t.Error("nothing was lost: the test proves nothing")
		}
	})
}

func TestHTTPGoesThrough(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		photo := content(150_000)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got, err := io.ReadAll(r.Body)
			if err != nil || !bytes.Equal(got, photo) {
				t.Errorf("the county got %d bytes, %v", len(got), err)
			}
			w.WriteHeader(http.StatusCreated)
		})}
		defer closing(t, server)
		listener := listening(t, l)
		go func() { _ = server.Serve(listener) }()
		status, _ := post(t, l, listener.Addr().String(), photo)
		if status != http.StatusCreated {
			t.Errorf("got status %d", status)
		}
	})
}

// post sends a body from the phone's end.
func post(t *testing.T, l *Link, address string, body []byte) (int, string) {
	t.Helper()
	transport := &http.Transport{DialContext: l.DialContext, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Post("http://"+address+"/v1/sync", "application/cbor", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, response.Body)
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Type") + "\n" + string(answer)
}

func TestAPortWhereNobodyListensRefuses(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		if _, err := l.DialContext(t.Context(), "tcp", "county.example:8080"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v, want refused", err)
		}
	})
}

func TestAPortHasOneListener(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		first, err := l.Listen(8080)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Listen(8080); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("got %v for the second, want in use", err)
		}
		closing(t, first)
		second, err := l.Listen(8080)
		if err != nil {
			t.Fatalf("after the first is closed: %v", err)
		}
		closing(t, second)
	})
}

func TestADialEndsWithItsContext(t *testing.T) {
	p := fast()
	p.Loss = 0.999999
	bothDrivers(t, p, func(t *testing.T, l *Link) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := l.DialContext(ctx, "tcp", "county.example:8080"); err == nil {
			t.Error("dialled over a link on which nothing arrives")
		}
	})
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		for _, bad := range [][2]string{{"udp", "a:80"}, {"tcp", "a"}, {"tcp", "a:http"}, {"tcp", "a:70000"}} {
			if conn, err := l.DialContext(t.Context(), bad[0], bad[1]); err == nil {
				t.Errorf("%q: got a connection %v", bad, conn)
			}
		}
	})
}

func TestOtherProgramsGoThroughTheProxy(t *testing.T) {
	bothDrivers(t, fast(), func(t *testing.T, l *Link) {
		far, near := loopback(t), loopback(t)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- l.Proxy(ctx, near, far.Addr().String()) }()
		var wait sync.WaitGroup
		wait.Go(func() {
			conn, err := far.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			exchange(t, conn, content(80_000), content(60_000))
		})
		conn, err := net.Dial("tcp", near.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		exchange(t, conn, content(60_000), content(80_000))
		wait.Wait()
		closing(t, far)
		gone, err := net.Dial("tcp", near.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if n, err := gone.Read(make([]byte, 1)); err == nil {
			t.Errorf("got %d bytes from a server that is gone", n)
		}
		closing(t, gone)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func loopback(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}
