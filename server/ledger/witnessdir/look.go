package witnessdir

import (
	"errors"
	"io/fs"
)

// Seen is what a witness folder holds, as bytes.
type Seen struct {
	Checkpoint []byte // nil: none
	History    []byte
	Marks      map[string]uint64
}

// Look reads the folder and makes, locks and changes nothing, so that who checks it needs no right to write. Each file is of one state; a server that runs
// may publish between one and the next. ledger.ErrWitnessDamaged is of the marks; the rest is there all the same.
func Look(folder string) (seen Seen, err error) {
	d := &Dir{disk: realDisk{folder}}
	var errs [3]error
	if seen.Checkpoint, errs[0] = d.disk.Read(checkpointFile); errors.Is(errs[0], fs.ErrNotExist) {
		errs[0] = nil
	}
	if seen.History, errs[1] = d.disk.Read(historyFile); errors.Is(errs[1], fs.ErrNotExist) {
		errs[1] = nil
	}
	seen.Marks, errs[2] = d.marks()
	return seen, errors.Join(errs[:]...)
}
