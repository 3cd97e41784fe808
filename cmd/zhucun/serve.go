package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"strings"
	"syscall"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
)

type serveCommand struct {
	Listen string `help:"county.help.listen" default:"127.0.0.1:8080"`
}

// Run serves until it is interrupted, and then lets running requests finish.
func (c *serveCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	srv, err := server.Open(ctx, all.folder(), log)
	if err != nil {
		return explainOpen(err, all.Data)
	}
	if same, err := srv.WitnessOnSameDisk(); err == nil && same {
		t.Warn("county.witness.same_disk", "folder", srv.WitnessFolder())
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return errors.Join(explainListen(err, c.Listen), srv.Close())
	}
	t.Say("county.serve.ready", "address", "http://"+listener.Addr().String())
	return srv.Run(ctx, listener)
}

// explainListen says which port is taken and which is likely free.
func explainListen(err error, address string) error {
	_, port, split := net.SplitHostPort(address)
	if split != nil || !errors.Is(err, syscall.EADDRINUSE) {
		return err
	}
	return terminal.Explain(err, "errors.listen.port_taken", "port", port, "free", freePort())
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
