package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
)

// socket is a listener that keeps every byte of its connections: a stream is the same at both of its ends, so these are the bytes at the phone's socket.
// Safe for concurrent use.
type socket struct {
	net.Listener

	mu          sync.Mutex
	connections int          // mu
	up, down    bytes.Buffer // mu; since the last take
}

// Accept keeps what is said on the next connection.
func (s *socket) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connections++
	return heard{conn, s}, nil
}

func (s *socket) keep(stream *bytes.Buffer, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stream.Write(data)
}

// traffic is what was said since the last take.
type traffic struct {
	connections int // since the beginning
	up, down    []byte
}

func (s *socket) take() traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := traffic{s.connections, bytes.Clone(s.up.Bytes()), bytes.Clone(s.down.Bytes())}
	s.up.Reset()
	s.down.Reset()
	return t
}

// requests counts the HTTP requests of a stream.
func requests(up []byte) (int, error) {
	stream := bufio.NewReader(bytes.NewReader(up))
	for count := 0; ; count++ {
		request, err := http.ReadRequest(stream)
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		if err != nil {
			return count, err
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return count, err
		}
	}
}

// heard is one connection, from the server's end.
type heard struct {
	net.Conn
	socket *socket
}

// Read keeps what the phone said.
func (h heard) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.socket.keep(&h.socket.up, p[:n])
	return n, err
}

// Write keeps what the server says before the phone can hear it, so that it is counted when the phone's call returns.
func (h heard) Write(p []byte) (int, error) {
	h.socket.keep(&h.socket.down, p)
	return h.Conn.Write(p)
}

// Sizes of TCP over IPv4 on an Ethernet path, without options.
const (
	segmentPayload = 1460
	segmentHead    = 40
)

// onTheLine is what a stream of so many bytes takes with its TCP and IP heads: at least one segment.
func onTheLine(bytes int) int {
	return bytes + segmentHead*max(1, (bytes+segmentPayload-1)/segmentPayload)
}
