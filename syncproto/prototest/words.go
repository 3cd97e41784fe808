package prototest

import (
	"io/fs"
	"path"
	"strings"
)

// Words are the texts that the mix draws from, one a line in testdata/notes.
type Words struct {
	Notes  []string
	Titles []string
}

// MeasuredWords are those by which every figure in bytes is measured. testdata is that folder of the source tree.
func MeasuredWords(testdata fs.FS) (Words, error) {
	return readWords(testdata, "")
}

// TrainingWords are those that the dictionary was trained on; none of them is measured.
func TrainingWords(testdata fs.FS) (Words, error) {
	return readWords(testdata, "train-")
}

func readWords(testdata fs.FS, prefix string) (Words, error) {
	notes, err := readLines(testdata, prefix+"notes.txt")
	if err != nil {
		return Words{}, err
	}
	titles, err := readLines(testdata, prefix+"titles.txt")
	return Words{Notes: notes, Titles: titles}, err
}

func readLines(testdata fs.FS, name string) ([]string, error) {
	data, err := fs.ReadFile(testdata, path.Join("notes", name))
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n"), nil
}
