package link

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// tun is the driver with the kernel's own TCP: a namespace with a TUN device for each end, and a forwarder for each direction between the devices.
type tun struct {
	air           *air
	phone, county namespace
	devices       [2]*os.File // by the direction that each is read for
	done          chan struct{}
	running       sync.WaitGroup
}

// openTUN makes the namespaces and devices and starts to forward. moves: an outage gives the phone a new address.
func openTUN(a *air, moves bool) (driver, error) {
	t := &tun{air: a, done: make(chan struct{})}
	var err error
	if t.phone, err = newNamespace(); err != nil {
		return nil, err
	}
	if t.county, err = newNamespace(); err != nil {
		return nil, errors.Join(err, t.phone.close())
	}
	if err := t.openDevices(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	phone, county := t.devices[Up], t.devices[Down]
	t.running.Go(func() { forward(a, Up, phone, county, t.done) })
	t.running.Go(func() { forward(a, Down, county, phone, t.done) })
	if moves && a.schedule.Down > 0 {
		t.running.Go(t.move)
	}
	return t, nil
}

func (t *tun) openDevices() error {
	open := func(i Direction, n namespace, address netip.Addr) error {
		return n.do(func() (err error) {
			t.devices[i], err = openDevice(address)
			return err
		})
	}
	lease := t.air.schedule.lease(t.air.now())
	return errors.Join(open(Up, t.phone, phoneAddress(lease)), open(Down, t.county, countyAddress()))
}

// move gives the phone its next address as each outage begins. The kernel keeps the connections of the old one, and none of their packets arrives.
func (t *tun) move() {
	for {
		m := t.air.schedule.at(t.air.now())
		select {
		case <-time.After(t.air.until(m.until)):
		case <-t.done:
			return
		}
		if m.up {
			_ = t.lease(m.round + 1) // a device that is there takes any address of its network
		}
	}
}

func (t *tun) lease(number int64) error {
	return t.phone.do(func() error { return setUp(phoneAddress(number)) })
}

func (t *tun) dial(ctx context.Context, port uint16) (conn net.Conn, err error) {
	err = t.phone.do(func() error {
		conn, err = new(net.Dialer).DialContext(ctx, "tcp4", tcpAddr(countyAddress(), port).String())
		return err
	})
	return conn, err
}

func (t *tun) listen(ctx context.Context, port uint16) (listener net.Listener, err error) {
	err = t.county.do(func() error {
		listener, err = new(net.ListenConfig).Listen(ctx, "tcp4", tcpAddr(countyAddress(), port).String())
		return err
	})
	return listener, err
}

func (t *tun) close() error {
	close(t.done)
	var failed []error
	for _, device := range t.devices {
		if device != nil {
			failed = append(failed, device.Close()) // ends its reader
		}
	}
	t.running.Wait()
	return errors.Join(append(failed, t.phone.close(), t.county.close())...)
}
