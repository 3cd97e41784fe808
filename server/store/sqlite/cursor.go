package sqlite

// Cursor is store.Cursors'.
func (t *tx) Cursor(stage string) (uint64, error) {
	return one(t, number[uint64], `SELECT coalesce(max(position), 0) FROM cursor WHERE stage = ?`, stage)
}

// SetCursor is store.Cursors'.
func (t *tx) SetCursor(stage string, position uint64) error {
	_, err := t.exec(`INSERT INTO cursor (stage, position) VALUES (?, ?) ON CONFLICT (stage) DO UPDATE SET position = excluded.position`, stage, position)
	return err
}
