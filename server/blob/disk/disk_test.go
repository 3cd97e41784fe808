package disk_test

import (
	"testing"
	"time"

	"zhucun/server/blob/blobtest"
	"zhucun/server/blob/disk"
)

func TestBlob(t *testing.T) {
	blobtest.Run(t, func(t *testing.T, clock func() time.Time) func() blobtest.Store {
		root := t.TempDir()
		return func() blobtest.Store {
			s, err := disk.Open(root, clock)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}
