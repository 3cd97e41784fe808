package link

import (
	"context"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

func TestTheKernelsTCPRunsAtBothEnds(t *testing.T) {
	withTUN(t, fast(), func(l *Link, _ *tun) {
		listener := listening(t, l)
		defer closing(t, listener)
		phone := dialled(t, l, listener)
		defer closing(t, phone)
		if _, kernel := phone.(*net.TCPConn); !kernel {
			t.Errorf("the phone's end is a %T", phone)
		}
		if got, want := ip(phone.RemoteAddr()), countyAddress().String(); got != want {
			t.Errorf("connected to %s, want %s", got, want)
		}
	})
}

func TestThePhoneMovesToANewAddress(t *testing.T) {
	withTUN(t, fast(), func(l *Link, driver *tun) {
		listener := listening(t, l)
		defer closing(t, listener)
		var seen []string
		for number := range int64(3) {
			if err := driver.lease(number); err != nil {
				t.Fatal(err)
			}
			phone := dialled(t, l, listener)
			county, err := listener.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ip(county.RemoteAddr()), phoneAddress(number).String(); got != want {
				t.Errorf("lease %d: the county sees %s, want %s", number, got, want)
			}
			seen = append(seen, ip(county.RemoteAddr()))
			closing(t, phone)
			closing(t, county)
		}
		if seen[0] == seen[1] || seen[1] == seen[2] {
			t.Errorf("addresses %v: each lease has another", seen)
		}
	})
}

func TestAnOutageMovesThePhone(t *testing.T) {
	p := fast()
	p.Outages, p.NewAddress = Outages{300 * time.Millisecond, 20 * time.Millisecond}, true
	withTUN(t, p, func(l *Link, _ *tun) {
		listener := listening(t, l)
		defer closing(t, listener)
		addresses := map[string]bool{}
		for tries := 0; len(addresses) < 3 && tries < 1000; tries++ {
			ctx, stop := context.WithTimeout(t.Context(), time.Second) // a dial whose address goes while it waits never ends by itself
			if phone, err := l.DialContext(ctx, "tcp", listener.Addr().String()); err == nil {
				addresses[ip(phone.LocalAddr())] = true
				closing(t, phone)
			}
			stop()
		}
		if len(addresses) < 3 {
			t.Errorf("the phone had only the addresses %v", addresses)
		}
	})
}

func TestTheMachinesOwnNetworkIsLeftAlone(t *testing.T) {
	const here = "/proc/thread-self/ns/net"
	before, err := os.Readlink(here)
	if err != nil {
		t.Fatal(err)
	}
	withTUN(t, fast(), func(l *Link, _ *tun) {
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() {
				if now, err := os.Readlink(here); err != nil || now != before {
					t.Errorf("a goroutine runs in the network %s, %v; want %s", now, err, before)
				}
			})
		}
		wait.Wait()
		devices, err := net.Interfaces()
		if err != nil {
			t.Fatal(err)
		}
		for _, device := range devices {
			if device.Name == deviceName {
				t.Error("the link's device is in the machine's own network")
			}
		}
	})
}

// withTUN runs a test on a link of TUN devices. Where they are not permitted there is nothing to test but that the link says so.
func withTUN(t *testing.T, p Profile, test func(*Link, *tun)) {
	l, err := Open(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, l)
	driver, has := l.driver.(*tun)
	if !has {
		if l.Driver != Shaped || l.Missing == nil {
			t.Errorf("a link without TUN devices says driver %s, missing %v", l.Driver, l.Missing)
		}
		return
	}
	test(l, driver)
}
