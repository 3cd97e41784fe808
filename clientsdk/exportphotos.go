package clientsdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhucun/clientsdk/disk"
	"zhucun/syncproto"
	"zhucun/syncproto/photofile"
)

// Copied is how many files were written, and their bytes together.
type Copied struct {
	Files int
	Bytes uint64
}

// ExportPhotos copies the original of every photo of this phone, byte for byte, into a new folder; each file is named by its SHA-256, as the
// photo's manifest has it, and by nothing that tells of a person. Durable on return. The folder must not exist (os.ErrExist); with no photos it is not
// made, and after an error there is none.
func (p *Phone) ExportPhotos(ctx context.Context, dir string) (Copied, error) {
	dir = filepath.Clean(dir)
	var copied Copied
	originals, err := p.journal.Originals(ctx)
	if err != nil || len(originals) == 0 {
		return copied, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return copied, fmt.Errorf("export photos: %w", err)
	}
	for _, hash := range originals {
		size, err := p.exportPhoto(ctx, dir, hash)
		if err != nil {
			return Copied{}, errors.Join(fmt.Errorf("export photos: %w", disk.Nameless(err)), os.RemoveAll(dir))
		}
		copied.Files, copied.Bytes = copied.Files+1, copied.Bytes+size
	}
	if err := p.config.Disk.SyncFolder(filepath.Dir(dir)); err != nil {
		return Copied{}, errors.Join(fmt.Errorf("export photos: %w", disk.Nameless(err)), os.RemoveAll(dir))
	}
	return copied, nil
}

func (p *Phone) exportPhoto(ctx context.Context, dir string, hash syncproto.Hash) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	from, err := p.journal.Blob(hash)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	ending, err := endingOf(from)
	if err != nil {
		return 0, err
	}
	var size int64
	err = disk.New(p.config.Disk, filepath.Join(dir, hash.String()+ending), func(to io.Writer) (err error) {
		size, err = io.Copy(to, from)
		return err
	})
	return uint64(size), err
}

// endingOf is what a file's name should end with for other programs to open it; the file stands at its beginning again.
func endingOf(photo io.ReadSeeker) (string, error) {
	begins := make([]byte, 16)
	n, err := io.ReadFull(photo, begins)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	if _, err := photo.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	switch format, _ := photofile.Sniff(begins[:n]); format { // a file that went bad is copied all the same
	case photofile.JPEG:
		return ".jpg", nil
	case photofile.PNG:
		return ".png", nil
	}
	return "", nil
}
