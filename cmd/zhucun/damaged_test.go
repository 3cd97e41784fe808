package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// damage copies a dossier with one bit of one member changed: damage FROM TO MEMBER. MEMBER is the beginning of its name.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	from, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	ts.Check(err)
	var out bytes.Buffer
	to, changed := zip.NewWriter(&out), false
	for _, member := range from.File {
		content, err := member.Open()
		ts.Check(err)
		held, err := io.ReadAll(content)
		ts.Check(err)
		if !changed && bytes.HasPrefix([]byte(member.Name), []byte(args[2])) {
			held[len(held)/2] ^= 1
			changed = true
		}
		into, err := to.Create(member.Name)
		ts.Check(err)
		_, err = into.Write(held)
		ts.Check(err)
	}
	ts.Check(to.Close())
	if !changed {
		ts.Fatalf("no member %s", args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out.Bytes(), 0o600))
}
