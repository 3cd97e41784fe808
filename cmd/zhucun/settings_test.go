package main

import (
	"path/filepath"
	"testing"
)

// Whatever the second ledger's folder is called, the settings that create writes can be read.
func TestSettingsKeepAnyFolderName(t *testing.T) {
	for _, name := range []string{"/mnt/另一块盘/账本", `C:\witness`, `with "quotes" and 'these'`, "a\x7fb", "bell\a", "two\nlines", "emoji🌾"} {
		data := filepath.Join(t.TempDir(), "data")
		if err := keepWitness(data, name); err != nil {
			t.Fatal(err)
		}
		s := readSettings([]string{"--data", data})
		if err := s.Validate(nil); err != nil || s.values["witness"] != name {
			t.Errorf("%q was read as %q, %v", name, s.values["witness"], err)
		}
	}
}
