package link

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// underWay is how many packets of one direction can be on the way; more wait in the device they come from. A full queue of the smallest is less.
const underWay = 4096

// parcel is a packet that will arrive.
type parcel struct {
	at     time.Duration
	packet []byte
}

// forward reads the IPv4 packets of one device and writes those that pass to another when they arrive, until reading fails. Others are none of the
// link's: a kernel asks every new device for IPv6 neighbours.
func forward(a *air, d Direction, from io.Reader, to io.Writer, done <-chan struct{}) {
	way := make(chan parcel, underWay)
	var wait sync.WaitGroup
	wait.Go(func() { deliver(a, way, to, done) })
	defer wait.Wait()
	defer close(way)
	buffer := make([]byte, packetMost)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if n == 0 || buffer[0]>>4 != 4 {
			continue
		}
		if at, passes := a.send(d, n); passes {
			way <- parcel{at, bytes.Clone(buffer[:n])}
		}
	}
}

// deliver writes each parcel at its time. They come in that order, because nothing overtakes.
func deliver(a *air, way <-chan parcel, to io.Writer, done <-chan struct{}) {
	for p := range way {
		select {
		case <-time.After(a.until(p.at)):
			_, _ = to.Write(p.packet) // a device that takes nothing is being closed
		case <-done:
		}
	}
}
