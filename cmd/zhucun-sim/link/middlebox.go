package link

import (
	"io"
	"net"
	"net/http"
	"time"
)

// portal is a captive portal where a listener was: whoever connects hears from it, and nobody from the county.
type portal struct {
	net.Listener
	closed chan struct{}
}

func newPortal(inner net.Listener) *portal {
	p := &portal{inner, make(chan struct{})}
	go func() {
		defer close(p.closed)
		_ = http.Serve(inner, http.HandlerFunc(portalPage)) // always ends with the listener
	}()
	return p
}

// Accept waits for the end of the portal.
func (p *portal) Accept() (net.Conn, error) {
	<-p.closed
	return nil, net.ErrClosed
}

// portalPage answers whatever is asked as real portals do, once all of the request has come.
func portalPage(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // a request that breaks off needs no answer
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><title>Wi-Fi</title><p>请先登录无线网络。Please sign in to the Wi-Fi.</p>")
}

// cutting resets what it accepted once that is as old as after.
type cutting struct {
	net.Listener
	after time.Duration
}

// Accept starts the clock of the next connection.
func (c cutting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	time.AfterFunc(c.after, func() { reset(conn) })
	return conn, nil
}

// reset ends a connection so that its peer is told at once and what was unsent is gone. On one that is closed it does nothing.
func reset(conn net.Conn) {
	if hard, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = hard.SetLinger(0)
	}
	_ = conn.Close()
}
