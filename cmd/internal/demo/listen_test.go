package demo

import (
	"net"
	"strconv"
	"testing"
)

func TestTheDemoTakesTheNextFreePort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	first := taken.Addr().(*net.TCPAddr).Port
	if first > 65_000 {
		t.Fatalf("port %d leaves too few above it to look for", first)
	}
	listener, err := Listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(first)))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if got := listener.Addr().(*net.TCPAddr).Port; got <= first {
		t.Errorf("port %d, want one above %d", got, first)
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	for _, address := range []string{"8080", "127.0.0.1:http", ""} {
		if listener, err := Listen(address); err == nil {
			listener.Close()
			t.Errorf("%q was listened on", address)
		}
	}
}
