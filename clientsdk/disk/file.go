package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// unfinished ends the name of a file that has not got its own yet.
const unfinished = ".part"

// Replace leaves the whole content or what was there before at a path; the name is durable after a SyncFolder. Of several at once on one path, each
// leaves its content whole, and the last one's stays.
func Replace(d Disk, path string, content []byte) error {
	temp, err := createBeside(d, path, content)
	if err != nil {
		return err
	}
	if err := d.Rename(temp, path); err != nil {
		return errors.Join(err, discard(temp))
	}
	return nil
}

// createBeside makes an unfinished file with durable bytes, under the first name that nobody else is using.
func createBeside(d Disk, path string, content []byte) (temp string, err error) {
	for n := 1; ; n++ {
		temp = fmt.Sprintf("%s.%d%s", path, n, unfinished)
		err = create(d, temp, func(to io.Writer) error {
			_, err := to.Write(content)
			return err
		})
		if !errors.Is(err, fs.ErrExist) {
			return temp, err
		}
	}
}

// New makes a file that is not there yet (fs.ErrExist), durable with its name. After an error there is none.
func New(d Disk, path string, write func(io.Writer) error) error {
	if err := create(d, path, write); err != nil {
		return err
	}
	if err := d.SyncFolder(filepath.Dir(path)); err != nil {
		return errors.Join(err, discard(path))
	}
	return nil
}

// create makes a file with durable bytes, or none.
func create(d Disk, path string, write func(io.Writer) error) error {
	file, err := d.Create(path)
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = d.Sync(file)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, discard(path))
	}
	return nil
}

// discard removes a file that nothing was promised about; it may be gone already.
func discard(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Sweep removes from a folder what a crash left unfinished. Nobody may be writing there.
func Sweep(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		if filepath.Ext(file.Name()) == unfinished {
			if err := discard(filepath.Join(dir, file.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
