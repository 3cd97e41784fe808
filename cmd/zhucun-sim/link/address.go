package link

import (
	"net"
	"net/netip"
)

// countyAddress is the county's end in the network that a link is. Both drivers show the same addresses.
func countyAddress() netip.Addr { return netip.AddrFrom4([4]byte{10, 0, 0, 1}) }

// phoneAddress is the phone's in each of its leases; after 253 the first comes again.
func phoneAddress(lease int64) netip.Addr {
	return netip.AddrFrom4([4]byte{10, 0, 0, byte(2 + lease%253)})
}

func tcpAddr(address netip.Addr, port uint16) net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(address, port))
}
