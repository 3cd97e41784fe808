package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto"
)

type serveCommand struct {
	Listen     string     `help:"county.help.listen" default:"127.0.0.1:8080" env:"ZHUCUN_LISTEN" placeholder:"HOST:PORT"`
	Encryption encryption `embed:""`
}

// Run serves until it is interrupted, and then lets running requests finish.
func (c *serveCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if err := c.Encryption.check(); err != nil {
		return err
	}
	certified, pin, err := c.Encryption.load()
	if err != nil {
		return err
	}
	srv, err := server.Open(ctx, all.folder(), slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	if err != nil {
		return explainOpen(err, all.Data)
	}
	listener, err := c.ready(t, srv, pin)
	if err != nil {
		return errors.Join(err, srv.Close())
	}
	scheme := "http://"
	if certified != nil {
		listener, scheme = tls.NewListener(listener, certified), "https://"
	}
	t.Say("county.serve.ready", "address", scheme+listener.Addr().String())
	return explainOpen(srv.Run(ctx, listener), all.Data)
}

// ready says what the operator must know before anything is served, and listens.
func (c *serveCommand) ready(t *terminal.Terminal, srv *server.Server, pin *syncproto.Hash) (net.Listener, error) {
	if same, err := srv.WitnessOnSameDisk(); err == nil && same {
		t.Warn("county.witness.same_disk", "folder", srv.WitnessFolder())
	}
	c.warnOpen(t)
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, explainListen(err, c.Listen)
	}
	if c.Encryption.on() {
		err = c.Encryption.apply(t, srv, pin)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// explainListen says what to do about an address on which nothing can listen: which port is taken and which is likely free.
func explainListen(err error, address string) error {
	host, port, split := net.SplitHostPort(address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return terminal.Explain(err, "errors.listen.port_taken", "port", port, "free", net.JoinHostPort(host, freePort()))
	case errors.Is(err, syscall.EACCES):
		return terminal.Explain(err, "errors.listen.forbidden", "port", port)
	case errors.Is(err, syscall.EADDRNOTAVAIL), split != nil:
		return terminal.Misuse(err, "errors.listen.address", "address", address)
	}
	var unknown *net.AddrError
	var nowhere *net.DNSError
	var number *strconv.NumError
	if errors.As(err, &unknown) || errors.As(err, &nowhere) || errors.As(err, &number) {
		return terminal.Misuse(err, "errors.listen.address", "address", address)
	}
	return err
}

// freePort asks the system for one that is free now.
func freePort() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "8081"
	}
	defer listener.Close()
	address := listener.Addr().String()
	return address[strings.LastIndexByte(address, ':')+1:]
}
