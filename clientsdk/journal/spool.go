package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"zhucun/syncproto"
)

const (
	spoolName  = "photos"
	tempSuffix = ".part"
)

// spool is the folder of photos. A file's name is the hash of its content, in hex.
type spool struct{ dir string }

func (s spool) path(hash syncproto.Hash) string { return filepath.Join(s.dir, hash.String()) }

// Spool makes files durable; the row that names them comes after. The same content twice is one file.
func (j *Journal) Spool(contents ...[]byte) error {
	for _, content := range contents {
		if err := writeFile(j.spool.path(syncproto.HashOf(content)), content); err != nil {
			return fmt.Errorf("keep a photo: %w", fullDisk(err))
		}
	}
	if err := syncFolder(j.spool.dir); err != nil {
		return fmt.Errorf("keep a photo: %w", fullDisk(err))
	}
	return nil
}

// Blob opens a file of the spool for reading.
func (j *Journal) Blob(hash syncproto.Hash) (*os.File, error) {
	file, err := os.Open(j.spool.path(hash))
	if err != nil {
		return nil, fmt.Errorf("open a kept photo: %w", err)
	}
	return file, nil
}

// sweep removes what a crash left: files that were not finished, and files whose row was never committed.
func (j *Journal) sweep(ctx context.Context) error {
	known, err := j.hashes(ctx)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(j.spool.dir)
	if err != nil {
		return fmt.Errorf("look through the kept photos: %w", err)
	}
	for _, file := range files {
		hash, err := syncproto.ParseHash(file.Name())
		if err == nil && known[hash] {
			continue
		}
		if err == nil || filepath.Ext(file.Name()) == tempSuffix {
			if err := os.Remove(filepath.Join(j.spool.dir, file.Name())); err != nil {
				return fmt.Errorf("remove an unfinished photo: %w", err)
			}
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

// writeDurably leaves the whole file or none at the path, also after a power cut.
func writeDurably(path string, content []byte) error {
	if err := writeFile(path, content); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// writeFile is writeDurably but for the folder's own entry.
func writeFile(path string, content []byte) error {
	temp := path + tempSuffix
	file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return nil
}
