package sqlite

import "zhucun/server/store"

// AddCheckpoint is store.Checkpoints'.
func (t *tx) AddCheckpoint(checkpoint store.Checkpoint) error {
	_, err := t.exec(`INSERT INTO checkpoint (anchor, size, time, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		checkpoint.Anchor[:],
		checkpoint.Size,
		checkpoint.Time,
		blob(checkpoint.Note),
	)
	return err
}

// CheckpointOf is store.Checkpoints'.
func (t *tx) CheckpointOf(anchor [16]byte) (store.Checkpoint, error) {
	return one(t, scanCheckpoint, `SELECT anchor, size, time, note FROM checkpoint WHERE anchor = ?`, anchor[:])
}

// LastCheckpoint is store.Checkpoints'.
func (t *tx) LastCheckpoint() (store.Checkpoint, error) {
	return one(t, scanCheckpoint, `SELECT anchor, size, time, note FROM checkpoint ORDER BY number DESC LIMIT 1`)
}

func scanCheckpoint(row scanner) (checkpoint store.Checkpoint, err error) {
	return checkpoint, row.Scan(fixed(checkpoint.Anchor[:]), &checkpoint.Size, &checkpoint.Time, &checkpoint.Note)
}
