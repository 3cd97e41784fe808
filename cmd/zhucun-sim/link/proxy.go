package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// Proxy takes other programs through the link: what connects to near goes in at the phone's end, out at the county's, and on to the TCP address far. It
// returns when ctx ends, with everything closed, near too; nil then.
//
// Between the program and the link the kernel keeps what it may: what a program has written is not yet on the link. What it is answered is exact.
func (l *Link) Proxy(ctx context.Context, near net.Listener, far string) error {
	exit, err := l.Listen(0)
	if err != nil {
		return fmt.Errorf("the link's far end: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wait sync.WaitGroup
	wait.Go(func() {
		_ = relay(ctx, exit, func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", far) }) // ends with ctx
	})
	defer wait.Wait()
	defer stop()
	return relay(ctx, near, func(ctx context.Context) (net.Conn, error) { return l.DialContext(ctx, "tcp", exit.Addr().String()) })
}

// relay joins what is accepted with what is dialled for it, until ctx ends. What cannot be dialled is reset: its program hears of it as of a dead link.
func relay(ctx context.Context, from net.Listener, dial func(context.Context) (net.Conn, error)) error {
	ctx, stop := context.WithCancel(ctx)
	defer context.AfterFunc(ctx, func() { _ = from.Close() })() // ends Accept
	var wait sync.WaitGroup
	defer wait.Wait()
	defer stop()
	for {
		conn, err := from.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("somebody closed the listener: %w", err)
		}
		if err != nil {
			return err
		}
		wait.Go(func() {
			next, err := dial(ctx)
			if err != nil {
				reset(conn)
				return
			}
			join(ctx, conn, next)
		})
	}
}

// join carries bytes both ways until both are at their end, one breaks, or ctx ends. The end of one way is passed on alone.
func join(ctx context.Context, a, b net.Conn) {
	both := func() { reset(a); reset(b) }
	defer context.AfterFunc(ctx, both)()
	var wait sync.WaitGroup
	carry := func(to, from net.Conn) {
		if _, err := io.Copy(to, from); err != nil {
			both()
			return
		}
		if half, ok := to.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite() // a peer that is gone needs no end
		}
	}
	wait.Go(func() { carry(a, b) })
	wait.Go(func() { carry(b, a) })
	wait.Wait()
	_, _ = a.Close(), b.Close()
}
