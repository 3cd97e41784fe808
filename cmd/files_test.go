package cmd_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The promise of the protocol's specification: this many vectors, and of each expected outcome enough to mean something.
const (
	vectorsInAll     = 60
	vectorsPerFolder = 5
)

var vectorFolders = []string{"accept", "bad-signature", "broken-chain", "malformed", "over-limit", "fork", "unknown-kind"}

// vectorFaults says what is missing, given the number of files in each folder under testdata/vectors.
func vectorFaults(files map[string]int) []string {
	var faults []string
	total := 0
	for name, n := range files {
		total += n
		if n == 0 {
			faults = append(faults, name+" is empty")
		}
	}
	for _, name := range vectorFolders {
		if files[name] < vectorsPerFolder {
			faults = append(faults, fmt.Sprintf("%s has %d vectors, want at least %d", name, files[name], vectorsPerFolder))
		}
	}
	if total < vectorsInAll {
		faults = append(faults, fmt.Sprintf("%d vectors in all, want at least %d", total, vectorsInAll))
	}
	slices.Sort(faults)
	return faults
}

func TestVectorsAreThere(t *testing.T) {
	vectors := os.DirFS(filepath.Join(root, "testdata", "vectors"))
	files := map[string]int{}
	err := fs.WalkDir(vectors, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if entry.IsDir() {
			files[name] += 0
		} else {
			files[path.Dir(name)]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range vectorFaults(files) {
		t.Errorf("testdata/vectors: %s", fault)
	}
}

func TestVectorFaultsAreFound(t *testing.T) {
	whole := func() map[string]int {
		files := map[string]int{}
		for _, name := range vectorFolders {
			files[name] = 9
		}
		return files
	}
	if faults := vectorFaults(whole()); len(faults) != 0 {
		t.Errorf("a whole set has faults: %v", faults)
	}
	tests := map[string]func(map[string]int){
		"an empty folder":          func(files map[string]int) { files["receipts"] = 0 },
		"a folder that is missing": func(files map[string]int) { delete(files, "fork"); files["accept"] = 30 },
		"a folder with too few":    func(files map[string]int) { files["malformed"] = 4; files["accept"] = 30 },
		"too few in all": func(files map[string]int) {
			for name := range files {
				files[name] = 8
			}
		},
	}
	for name, spoil := range tests {
		files := whole()
		spoil(files)
		if faults := vectorFaults(files); len(faults) != 1 {
			t.Errorf("%s: got faults %v, want one", name, faults)
		}
	}
}

// machineWords are put together here so that this file does not hold them.
var machineWords = []string{"/wor" + "k/", ".libr" + "ary", "../sha" + "red"}

// machinePaths returns the lines of a text that name a place on one machine; a file with a NUL byte is no text.
func machinePaths(content []byte) []string {
	if bytes.IndexByte(content, 0) >= 0 {
		return nil
	}
	var found []string
	for line := range strings.Lines(string(content)) {
		if slices.ContainsFunc(machineWords, func(word string) bool { return strings.Contains(line, word) }) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

func TestNoFileNamesAPlaceOnOneMachine(t *testing.T) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	names := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	if len(names) < 10 {
		t.Fatalf("git lists %d files: a law over nothing proves nothing", len(names))
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // listed, and removed from the working tree since
		} else if err != nil {
			t.Fatal(err)
		}
		for _, line := range machinePaths(content) {
			t.Errorf("%s: a reader on another machine has no such place: %s", name, line)
		}
	}
}

func TestMachinePathsAreFound(t *testing.T) {
	for _, word := range machineWords {
		if found := machinePaths([]byte("fine\nsee x" + word + "y\n")); len(found) != 1 {
			t.Errorf("%q: got %v, want one line", word, found)
		}
	}
	if found := machinePaths([]byte("homework/ and shared words\n")); len(found) != 0 {
		t.Errorf("got %v for an innocent text", found)
	}
}
