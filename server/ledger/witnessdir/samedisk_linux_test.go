package witnessdir

import "testing"

func TestSameDiskTellsTwoFileSystemsApart(t *testing.T) {
	if same, err := SameDisk(t.TempDir(), "/proc"); same || err != nil {
		t.Errorf("a folder on a disk and /proc: %v, %v; want false", same, err)
	}
}
