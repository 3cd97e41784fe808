package link

import (
	"errors"
	"fmt"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// deviceName is the same in both namespaces, where it is the only device that is up.
const deviceName = "weak0"

// openDevice makes a TUN device in the namespace of the calling thread, gives it an address and brings it up. Closing the file removes it.
func openDevice(address netip.Addr) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open /dev/net/tun: %w", err)
	}
	if err := errors.Join(attach(fd), setUp(address)); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), deviceName), nil // polled from here on: without a device behind it a poll would only ever find an error
}

func attach(fd int) error {
	request, err := unix.NewIfreq(deviceName)
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return fmt.Errorf("make the device %s: %w", deviceName, err)
	}
	return nil
}

// setUp gives the device of the calling thread's namespace its address, and brings it up. Both ends are in one network of 254 addresses: they need no
// routes.
func setUp(address netip.Addr) error {
	return configure(
		step{unix.SIOCSIFADDR, inet(address)},
		step{unix.SIOCSIFNETMASK, inet(netip.AddrFrom4([4]byte{255, 255, 255, 0}))},
		step{unix.SIOCSIFMTU, func(r *unix.Ifreq) error { r.SetUint32(packetMost); return nil }},
		step{unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error { r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil }},
	)
}

// step is one request about the device and what fills it.
type step struct {
	request uint
	fill    func(*unix.Ifreq) error
}

func inet(address netip.Addr) func(*unix.Ifreq) error {
	return func(r *unix.Ifreq) error { return r.SetInet4Addr(address.AsSlice()) }
}

func configure(steps ...step) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("a socket to configure %s: %w", deviceName, err)
	}
	defer unix.Close(socket)
	for _, s := range steps {
		request, err := unix.NewIfreq(deviceName)
		if err != nil {
			return err
		}
		if err := s.fill(request); err != nil {
			return err
		}
		if err := unix.IoctlIfreq(socket, s.request, request); err != nil {
			return fmt.Errorf("configure %s (request %#x): %w", deviceName, s.request, err)
		}
	}
	return nil
}
