package server

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zhucun/server/durable"
)

// settled notes, each time a folder is made durable, which names it has then.
type settled map[string][]string

func (s settled) disk(fails string) durable.Disk {
	return durable.Disk{Sync: func(file *os.File) error {
		if file.Name() == fails {
			return errors.New("the disk is gone")
		}
		s[file.Name()] = nil
		entries, err := os.ReadDir(file.Name())
		for _, e := range entries {
			s[file.Name()] = append(s[file.Name()], e.Name())
		}
		if err != nil { // a file, whose bytes are made durable before it has its name
			s["bytes"] = append(s["bytes"], filepath.Dir(file.Name()))
		}
		return nil
	}}
}

// A county that was made is there after a power cut: every key, its name, and every folder on the way.
func TestANewCountyIsDurable(t *testing.T) {
	root := t.TempDir()
	dir, found := filepath.Join(root, "office", "data"), settled{}
	if err := create(found.disk(""), dir, county{Code: 511921, Name: "通江县", Epoch: 1}, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for folder, names := range map[string][]string{
		root:                           {"office"},
		filepath.Join(root, "office"):  {"data"},
		dir:                            {keysFolder, countyFile},
		filepath.Join(dir, keysFolder): {ledgerFile, sealingFile, sessionFile},
	} {
		for _, name := range names {
			if !slices.Contains(found[folder], name) {
				t.Errorf("%s was last made durable with %v, want %s", folder, found[folder], name)
			}
		}
	}
	keys := filepath.Join(dir, keysFolder)
	slices.Sort(found["bytes"])
	if want := []string{dir, keys, keys, keys}; !slices.Equal(found["bytes"], want) {
		t.Errorf("files whose bytes were made durable lie in %v, want %v", found["bytes"], want)
	}
	for _, name := range []string{countyFile, "keys/" + ledgerFile, "keys/" + sealingFile, "keys/" + sessionFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want a file for its owner", name, info, err)
		}
	}
}

// A county whose making failed is none; made again, it keeps the keys that were finished.
func TestAHalfMadeCountyIsMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	wanted := county{Code: 511921, Name: "通江县", Epoch: 1}
	if err := create(settled{}.disk(dir), dir, wanted, rand.Reader); err == nil {
		t.Fatal("a folder that could not be made durable was taken")
	}
	if _, err := loadCounty(dir); !errors.Is(err, ErrNotCreated) {
		t.Errorf("load: %v, want ErrNotCreated", err)
	}
	first, err := os.ReadFile(filepath.Join(dir, keysFolder, ledgerFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := Create(dir, wanted.Code, wanted.Name, rand.Reader); err != nil {
		t.Fatal(err)
	}
	c, err := loadCounty(dir)
	if err != nil || c.Code != wanted.Code || c.Name != wanted.Name || c.Epoch != 1 {
		t.Errorf("loaded %+v, %v", c, err)
	}
	if first != nil && !slices.Equal(first, c.ledger.Seed()) {
		t.Error("a key that was finished was made anew")
	}
}
