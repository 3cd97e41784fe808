package witnessdir

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"zhucun/server/ledger"
)

// Raise implements ledger.Marks.
func (d *Dir) Raise(ctx context.Context, name string, to uint64) error {
	if !validName(name) {
		return fmt.Errorf("witness: %q cannot name a mark", name)
	}
	return d.locked(ctx, func() error {
		marks, err := d.marks()
		if err != nil {
			return err
		}
		if to < marks[name] {
			return nil
		}
		// An equal value is written again: the one on the disk may be of a write that failed before it was durable.
		marks[name] = to
		return d.replace(marksFile, formatMarks(marks))
	})
}

// Mark implements ledger.Marks.
func (d *Dir) Mark(ctx context.Context, name string) (mark uint64, err error) {
	err = d.locked(ctx, func() error {
		marks, err := d.marks()
		mark = marks[name]
		return err
	})
	return mark, err
}

func (d *Dir) marks() (map[string]uint64, error) {
	data, err := d.disk.Read(marksFile)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]uint64{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("witness: read the marks: %w", err)
	}
	return parseMarks(data)
}

// formatMarks writes names in order, so that the same marks are the same bytes, and closes with the SHA-256 of the
// lines above: a mark that a bad disk lowered would be granted twice.
func formatMarks(marks map[string]uint64) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(marks)) {
		fmt.Fprintf(&b, "%s %d\n", name, marks[name])
	}
	return fmt.Appendf(b.Bytes(), "= %x\n", sha256.Sum256(b.Bytes()))
}

func parseMarks(data []byte) (map[string]uint64, error) {
	marks := map[string]uint64{}
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if n, err := strconv.ParseUint(value, 10, 64); err == nil && validName(name) {
			marks[name] = n
		}
	}
	// One form only: whatever was passed over above makes other bytes here.
	if !bytes.Equal(formatMarks(marks), data) {
		return nil, fmt.Errorf("%w: the marks", ledger.ErrWitnessDamaged)
	}
	return marks, nil
}

func validName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-/"
	return name != "" && len(name) <= 64 && strings.Trim(name, letters) == ""
}
