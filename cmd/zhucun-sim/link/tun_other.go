//go:build !linux

package link

import (
	"errors"
	"fmt"
	"runtime"
)

// openTUN has nothing to open.
func openTUN(*air, bool) (driver, error) {
	return nil, fmt.Errorf("TUN devices in network namespaces on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
