package clientsdk

import (
	"crypto/rand"
	"encoding/binary"
	"time"
)

// processClock counts from its own making: a start of the process then stands for a start of the machine, which is true of what it claims, that
// equal boots share one elapsed clock.
func processClock() Clock {
	var boot [4]byte
	_, _ = rand.Read(boot[:]) // never fails
	start := time.Now()
	return clockOf{boot: binary.BigEndian.Uint32(boot[:]), elapsed: func() time.Duration { return time.Since(start) }}
}
