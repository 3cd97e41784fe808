package link

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble runs a test on a shaped link whose clock goes as fast as nothing happens.
func inBubble(t *testing.T, p Profile, seed uint64, test func(t *testing.T, l *Link)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l, err := OpenShaped(p, seed)
		if err != nil {
			t.Fatal(err)
		}
		defer closing(t, l)
		test(t, l)
	})
}

func TestEveryProfileBringsEverythingInTheEnd(t *testing.T) {
	for _, p := range Profiles() {
		if p.Portal || p.CutAfter > 0 {
			continue
		}
		for seed := range uint64(5) {
			t.Run(p.Name, func(t *testing.T) {
				inBubble(t, p, seed, func(t *testing.T, l *Link) {
					begin := time.Now()
					transfer(t, l, content(20_000), content(120_000))
					floor := 3*p.RTT/2 + time.Duration(120_000*8*int64(time.Second)/int64(p.Down))
					if took := time.Since(begin); took < floor {
						t.Errorf("took %v on the link's clock, less than the bits take: %v", took, floor)
					}
				})
			})
		}
	}
}

func TestASeedRepeatsATransfer(t *testing.T) {
	p, err := Find("EDGE-2")
	if err != nil {
		t.Fatal(err)
	}
	once := func(seed uint64) (up, down Traffic) {
		inBubble(t, p, seed, func(t *testing.T, l *Link) {
			transfer(t, l, content(50_000), nil)
			up, down = l.Traffic()
		})
		return up, down
	}
	up, _ := once(3)
	if again, _ := once(3); again != up {
		t.Errorf("got %+v, then %+v", up, again)
	}
	if other, _ := once(4); other == up {
		t.Errorf("another seed is another link; got %+v from both", up)
	}
}

func TestALinkWithoutLossSendsNothingTwice(t *testing.T) {
	p, err := Find("EDGE")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		transfer(t, l, content(14_000), nil)
		up, _ := l.Traffic()
		if want := int64(14_000 + 10*headBytes + 2*headBytes + 2*headBytes); up.Bytes != want {
			t.Errorf("sent %d bytes up in %d packets, want %d: ten segments, begin and end, and an acknowledgement of each of the county's", up.Bytes, up.Packets, want)
		}
	})
}

// drops is EDGE with outages that begin 12 s after the link does.
func drops(moves bool) Profile {
	return Profile{Up: 48_000, Down: 120_000, RTT: 700 * time.Millisecond, Queue: 32 << 10, Outages: Outages{12 * time.Second, 8 * time.Second}, NewAddress: moves}
}

func TestAConnectionOutlivesAnOutage(t *testing.T) {
	throughAnOutage(t, drops(false), func(t *testing.T, l *Link, phone, county net.Conn) {
		if _, err := phone.Write([]byte("b")); err != nil {
			t.Error(err)
		}
		if got, err := io.ReadAll(io.LimitReader(county, 2)); err != nil || string(got) != "ab" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestANewAddressEndsConnectionsSilently(t *testing.T) {
	throughAnOutage(t, drops(true), func(t *testing.T, l *Link, phone, county net.Conn) {
		before, _ := l.Traffic()
		for _, conn := range []net.Conn{phone, county} {
			if _, err := conn.Write([]byte("b")); err != nil {
				t.Errorf("the end of a silent connection was told: %v", err)
			}
		}
		if _, err := io.ReadFull(county, make([]byte, 1)); err != nil {
			t.Error(err)
		}
		for _, conn := range []net.Conn{phone, county} {
			if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Error(err)
			}
			if n, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("got %d bytes, %v, over a connection from an address that is gone", n, err)
			}
		}
		if after, _ := l.Traffic(); after != before {
			t.Errorf("the phone sent from an address that it no longer has: %+v, then %+v", before, after)
		}
		untilNextRound(l)
		listener := listening(t, l)
		again := dialled(t, l, listener)
		if ip(again.LocalAddr()) == ip(phone.LocalAddr()) {
			t.Errorf("the phone still has %v", again.LocalAddr())
		}
		closing(t, again)
		closing(t, listener)
	})
}

func ip(a net.Addr) string { return a.(*net.TCPAddr).IP.String() }

// throughAnOutage connects, says "a", and goes on when an outage has come and gone.
func throughAnOutage(t *testing.T, p Profile, then func(t *testing.T, l *Link, phone, county net.Conn)) {
	t.Helper()
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		untilNextRound(l)
		listener := listening(t, l)
		phone := dialled(t, l, listener)
		county, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := phone.Write([]byte("a")); err != nil {
			t.Fatal(err)
		}
		untilNextRound(l)
		then(t, l, phone, county)
		closing(t, phone)
		closing(t, county)
		closing(t, listener)
	})
}

// untilNextRound waits for an outage and its end.
func untilNextRound(l *Link) {
	for l.UntilUp() == 0 {
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(l.UntilUp())
}

func TestAPortalAnswersInTheCountysPlace(t *testing.T) {
	p, err := Find("portal")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		listener := listening(t, l)
		accepted := make(chan error, 1)
		go func() {
			_, err := listener.Accept()
			accepted <- err
		}()
		status, answer := post(t, l, listener.Addr().String(), content(5_000))
		if status != http.StatusOK || !strings.HasPrefix(answer, "text/html") || !strings.Contains(answer, "<!doctype html>") {
			t.Errorf("got status %d, %q", status, answer)
		}
		closing(t, listener)
		if err := <-accepted; !errors.Is(err, net.ErrClosed) {
			t.Errorf("the county was asked: %v", err)
		}
	})
}

func TestACuttingProxyResetsAtTenSeconds(t *testing.T) {
	p, err := Find("cut-10")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		listener := listening(t, l)
		phone := dialled(t, l, listener)
		county, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for err == nil {
			_, err = phone.Write(content(1_000))
			time.Sleep(200 * time.Millisecond)
		}
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("got %v, want a reset", err)
		}
		if took := time.Since(begin); took < 10*time.Second || took > 12*time.Second {
			t.Errorf("cut after %v", took)
		}
		if _, err := county.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("the county's end: got %v", err)
		}
		closing(t, phone)
		closing(t, listener)
	})
}

func TestASlowReaderHoldsItsSenderBack(t *testing.T) {
	p := fast()
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		listener := listening(t, l)
		phone := dialled(t, l, listener)
		county, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if err := phone.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		n, err := phone.Write(content(1 << 20))
		if most := receiveBuffer + mostInOne + sendBuffer; !errors.Is(err, os.ErrDeadlineExceeded) || n > most {
			t.Errorf("wrote %d bytes, %v, to a peer that does not read; want at most %d and the deadline", n, err, most)
		}
		if err := phone.(*conn).CloseWrite(); err != nil {
			t.Error(err)
		}
		if got, err := io.ReadAll(county); err != nil || string(got) != string(content(1 << 20)[:n]) {
			t.Errorf("got %d bytes, %v; want the %d that were taken", len(got), err, n)
		}
		closing(t, phone)
		closing(t, county)
		closing(t, listener)
	})
}

func TestCloseWithBytesUnreadResets(t *testing.T) {
	inBubble(t, fast(), 1, func(t *testing.T, l *Link) {
		listener := listening(t, l)
		phone := dialled(t, l, listener)
		county, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := phone.Write([]byte("unread")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		time.Sleep(time.Second)
		closing(t, county)
		if n, err := phone.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("got %d bytes, %v; want a reset", n, err)
		}
		closing(t, phone)
		closing(t, listener)
	})
}

func TestASilentPeerIsGivenUpInTheEnd(t *testing.T) {
	p := fast()
	p.Loss = 0.9999999
	inBubble(t, p, 1, func(t *testing.T, l *Link) {
		if _, err := l.DialContext(t.Context(), "tcp", "county.example:80"); !errors.Is(err, syscall.ETIMEDOUT) {
			t.Errorf("got %v, want timed out", err)
		}
		if up, _ := l.Traffic(); up.Packets != mostRetries+1 {
			t.Errorf("asked %d times, want %d", up.Packets, mostRetries+1)
		}
	})
}
