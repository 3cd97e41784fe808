package witnessdir

import "fmt"

// SameDisk reports whether two existing files or folders are on one file system (one volume on Windows): then one
// dying disk takes the database and its witness together, and the operator is warned. false is no promise: two
// partitions, or two subvolumes, of one disk look like two disks.
func SameDisk(a, b string) (bool, error) {
	diskA, err := diskOf(a)
	if err != nil {
		return false, fmt.Errorf("which disk holds the folder: %w", err)
	}
	diskB, err := diskOf(b)
	if err != nil {
		return false, fmt.Errorf("which disk holds the folder: %w", err)
	}
	return diskA == diskB, nil
}
