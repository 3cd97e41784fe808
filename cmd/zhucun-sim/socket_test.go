package main

import (
	"io"
	"net"
	"testing"
)

func TestRequestsAreCountedOnTheStream(t *testing.T) {
	const one = "POST /v1/sync HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nPOST "
	const other = "PATCH /v1/blobs/00?offset=0 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
	tests := []struct {
		promise string
		stream  string
		want    int
		fails   bool
	}{
		{"nothing", "", 0, false},
		{"one, whose body looks like another", one, 1, false},
		{"three", one + other + one, 3, false},
		{"one that is cut in its body", one + one[:len(one)-2], 1, true},
		{"no HTTP", "\x16\x03\x01 hello\r\n\r\n", 0, true},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			got, err := requests([]byte(test.stream))
			if got != test.want || (err != nil) != test.fails {
				t.Errorf("got %d, %v; want %d, failing %v", got, err, test.want, test.fails)
			}
		})
	}
}

func TestHeadsAreAddedForEachSegment(t *testing.T) {
	for bytes, want := range map[int]int{0: 40, 1: 41, 1460: 1500, 1461: 1541, 2921: 3041} {
		if got := onTheLine(bytes); got != want {
			t.Errorf("%d bytes take %d on the line, want %d", bytes, got, want)
		}
	}
}

func TestTheSocketKeepsWhatBothSidesSaid(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socket{Listener: listener}
	defer s.Close()
	phone, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	server, err := s.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for range 2 {
		say(t, phone, server, "up")
		say(t, server, phone, "down!")
		said := s.take()
		if string(said.up) != "up" || string(said.down) != "down!" || said.connections != 1 {
			t.Errorf("kept %q up, %q down, on %d connections; want what was said since the last take, on 1", said.up, said.down, said.connections)
		}
	}
}

func say(t *testing.T, from io.Writer, to io.Reader, text string) {
	t.Helper()
	if _, err := io.WriteString(from, text); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(to, make([]byte, len(text))); err != nil {
		t.Fatal(err)
	}
}
