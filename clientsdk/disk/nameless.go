package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Nameless is an error of the file system without its path: a folder's name may tell of a person, and a photo's is its hash. What errors.Is finds
// stays.
func Nameless(err error) error {
	var file *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &file):
		return fmt.Errorf("%s: %w", file.Op, file.Err)
	case errors.As(err, &link):
		return fmt.Errorf("%s: %w", link.Op, link.Err)
	}
	return err
}
