package journal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"zhucun/clientsdk/disk"
	"zhucun/syncproto"
)

const spoolName = "photos"

// spool is the folder of photos. A file's name is the hash of its content, in hex.
type spool struct {
	disk disk.Disk
	dir  string
}

func (s spool) path(hash syncproto.Hash) string { return filepath.Join(s.dir, hash.String()) }

// Spool makes files durable; the row that names them comes after. The same content twice, also at once, is one file.
func (j *Journal) Spool(contents ...[]byte) error {
	if err := j.spool.keep(contents); err != nil {
		return fmt.Errorf("keep a photo: %w", fullDisk(disk.Nameless(err)))
	}
	return nil
}

func (s spool) keep(contents [][]byte) error {
	for _, content := range contents {
		if err := disk.Replace(s.disk, s.path(syncproto.HashOf(content)), content); err != nil {
			return err
		}
	}
	return s.disk.SyncFolder(s.dir)
}

// Blob opens a file of the spool for reading.
func (j *Journal) Blob(hash syncproto.Hash) (*os.File, error) {
	file, err := os.Open(j.spool.path(hash))
	if err != nil {
		return nil, fmt.Errorf("open a kept photo: %w", disk.Nameless(err))
	}
	return file, nil
}

// sweep removes what a crash left: files that were not finished, and photos whose row was never committed.
func (j *Journal) sweep(ctx context.Context) error {
	for _, dir := range []string{j.dir, j.spool.dir} {
		if err := disk.Sweep(dir); err != nil {
			return fmt.Errorf("remove an unfinished file: %w", disk.Nameless(err))
		}
	}
	known, err := j.hashes(ctx)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(j.spool.dir)
	if err != nil {
		return fmt.Errorf("look through the kept photos: %w", disk.Nameless(err))
	}
	for _, file := range files {
		hash, err := syncproto.ParseHash(file.Name())
		if err != nil || known[hash] {
			continue
		}
		if err := os.Remove(j.spool.path(hash)); err != nil {
			return fmt.Errorf("remove a photo without a record: %w", disk.Nameless(err))
		}
	}
	return nil
}

func (j *Journal) hashes(ctx context.Context) (map[syncproto.Hash]bool, error) {
	known := map[syncproto.Hash]bool{}
	err := j.each(ctx, func(row scanner) error {
		var hash []byte
		if err := row.Scan(&hash); err != nil {
			return err
		}
		known[syncproto.Hash(hash)] = true
		return nil
	}, "SELECT hash FROM blob")
	return known, err
}
