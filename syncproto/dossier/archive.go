package dossier

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"zhucun/syncproto"
)

// ErrNotDossier: no zip, one over the limits, or one with no list of contents.
var ErrNotDossier = errors.New("not a dossier")

// archive is the members of a zip: the hash of each, and the bytes of those that are looked into.
type archive struct {
	sums  map[string]sum
	small map[string][]byte
	held  int64 // bytes in small
	total int64 // bytes unpacked
}

type sum struct {
	hash   syncproto.Hash
	length int64
}

// openArchive reads every member once. What is not looked into is hashed and let go.
func openArchive(r io.ReaderAt, size int64) (archive, error) {
	files, err := zip.NewReader(r, size)
	if err != nil {
		return archive{}, fmt.Errorf("%w: %w", ErrNotDossier, err)
	}
	if len(files.File) > maxMembers {
		return archive{}, fmt.Errorf("%w: %d members", ErrNotDossier, len(files.File))
	}
	a := archive{sums: map[string]sum{}, small: map[string][]byte{}}
	for _, file := range files.File {
		if _, twice := a.sums[file.Name]; twice {
			return archive{}, fmt.Errorf("%w: a member twice", ErrNotDossier)
		}
		if err := a.read(file); err != nil {
			return archive{}, err
		}
	}
	if a.small[ContentsName] == nil {
		return archive{}, fmt.Errorf("%w: no %s", ErrNotDossier, ContentsName)
	}
	return a, nil
}

// read takes in one member. One over the limits is no member of any dossier; one that cannot be unpacked to its end is damaged, which its hash will say.
func (a *archive) read(file *zip.File) error {
	limit, held := bounds(file.Name)
	limit = min(limit, maxTotal-a.total)
	if held {
		limit = min(limit, maxHeld-a.held)
	}
	content, err := file.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotDossier, err)
	}
	defer content.Close()
	hash := sha256.New()
	var kept bytes.Buffer
	into := io.Writer(hash)
	if held {
		into = io.MultiWriter(hash, &kept)
	}
	length, _ := io.Copy(into, io.LimitReader(content, limit+1))
	if length > limit {
		return fmt.Errorf("%w: too long", ErrNotDossier)
	}
	a.total += length
	a.sums[file.Name] = sum{syncproto.Hash(hash.Sum(nil)), length}
	if held {
		a.held += int64(kept.Cap())
		a.small[file.Name] = kept.Bytes()
	}
	return nil
}

// in lists the members of a folder, rising.
func (a archive) in(folder string) []string {
	names := slices.Sorted(maps.Keys(a.sums))
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, folder+"/") })
}

// compare holds every member against the contents: those that differ, that are missing, and that nobody listed.
func (a archive) compare(contents Contents) (same, wrong []string) {
	listed := map[string]bool{ContentsName: true, SealName: true}
	for _, member := range contents.Members {
		listed[member.Name] = true
		got, ok := a.sums[member.Name]
		if ok && got.length == member.Length && hex.EncodeToString(got.hash[:]) == member.SHA256 {
			same = append(same, member.Name)
		} else {
			wrong = append(wrong, member.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.sums)) {
		if !listed[name] {
			wrong = append(wrong, name)
		}
	}
	return same, wrong
}
