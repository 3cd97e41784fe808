package clientsdk

import (
	"crypto/sha256"
	"encoding/binary"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// SystemClock is the machine's: the kernel's own number of this start, and its clock that also counts while the phone sleeps.
func SystemClock() Clock {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return processClock()
	}
	sum := sha256.Sum256(id)
	return clockOf{boot: binary.BigEndian.Uint32(sum[:]), elapsed: sinceBoot}
}

func sinceBoot() time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil {
		return 0 // no kernel in use lacks it; a clock that stands still only makes more segments
	}
	return time.Duration(now.Nano())
}
