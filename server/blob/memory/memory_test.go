package memory_test

import (
	"testing"
	"time"

	"zhucun/server/blob/blobtest"
	"zhucun/server/blob/memory"
)

func TestBlob(t *testing.T) {
	blobtest.Run(t, func(_ *testing.T, clock func() time.Time) func() blobtest.Store {
		s := memory.New(clock)
		return func() blobtest.Store { return s }
	})
}
