package sqlite

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/ledger"
	"zhucun/server/store"
)

// Count is ledger.Hashes'.
func (t *tx) Count() (int64, error) {
	return one(t, number[int64], `SELECT coalesce(max(number) + 1, 0) FROM ledger_hash`)
}

// ReadHashes is ledger.Hashes'.
func (t *tx) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found, err := all(t, scanTreeHash, `SELECT hash FROM ledger_hash WHERE number = ?`, index)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%w: %d", ledger.ErrNoHash, index)
		}
		hashes[i] = found[0]
	}
	return hashes, nil
}

func scanTreeHash(row scanner) (hash tlog.Hash, err error) { return hash, row.Scan(fixed(hash[:])) }

// AppendHashes is ledger.Hashes'.
func (t *tx) AppendHashes(first int64, hashes []tlog.Hash) error {
	count, err := t.Count()
	if err != nil {
		return err
	}
	if first != count {
		return fmt.Errorf("%w: at %d of %d", ledger.ErrNotNext, first, count)
	}
	for i := range hashes {
		if _, err := t.exec(`INSERT INTO ledger_hash (number, hash) VALUES (?, ?)`, first+int64(i), hashes[i][:]); err != nil {
			return err
		}
	}
	return nil
}

// AddEntry is store.Ledger's.
func (t *tx) AddEntry(entry store.LedgerEntry) error {
	_, err := t.exec(`INSERT INTO ledger_entry (number, kind, salt, statement, at) VALUES (?, ?, ?, ?, ?)`,
		entry.Index,
		entry.Kind,
		entry.Salt[:],
		blob(entry.Statement),
		entry.At,
	)
	return err
}

// Entry is store.Ledger's.
func (t *tx) Entry(index uint64) (store.LedgerEntry, error) {
	return one(t, scanEntry, `SELECT number, kind, salt, statement, at FROM ledger_entry WHERE number = ?`, index)
}

func scanEntry(row scanner) (entry store.LedgerEntry, err error) {
	return entry, row.Scan(&entry.Index, &entry.Kind, fixed(entry.Salt[:]), &entry.Statement, &entry.At)
}
