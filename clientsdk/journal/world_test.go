package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhucun/clientsdk/disk"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// tb is what a test and a case of a property have in common.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Context() context.Context
}

func must(t tb, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is a journal that is enrolled, and what was acknowledged of it.
type world struct {
	*Journal
	t      tb
	dir    string
	disk   disk.Disk
	hand   Hand
	root   syncproto.Head
	leaves []syncproto.Leaf
	wrote  []moment // beside leaves
	anchor *syncproto.Anchor
}

// moment is what was known when an event was acknowledged.
type moment struct {
	clock  syncproto.Clock
	anchor *syncproto.Anchor
}

// told says a newer anchor to the journal.
func (w *world) told(anchor syncproto.Anchor) {
	w.t.Helper()
	w.hear(func(h Heard) error { return h.Anchor(w.t.Context(), anchor, 1) })
	w.anchor = &anchor
}

func newWorld(t tb, dir string) *world { return newWorldOn(t, dir, disk.OS()) }

func newWorldOn(t tb, dir string, on disk.Disk) *world {
	w := &world{t: t, dir: dir, disk: on, hand: Hand{Clock: syncproto.Clock{Wall: 1_795_000_000, Boot: 1, Elapsed: 10}, Signer: prototest.Ed25519Key("phone"),
		Random: prototest.Random("salts")}}
	w.open()
	code, err := syncproto.NewOneTimeCode(prototest.Random("code"))
	must(t, err)
	key := code.Key()
	enrolment, err := syncproto.NewGenesis(513701, w.hand.Signer, key, nil)
	must(t, err)
	w.root = enrolment.Root()
	err = w.Enrol(t.Context(), Device{Log: enrolment.LogID(), County: 513701, Address: "http://county", Enrolment: enrolment, CodeKey: &key})
	if !errors.Is(err, ErrEnrolled) {
		must(t, err)
	}
	return w
}

func (w *world) open() {
	w.t.Helper()
	var err error
	w.Journal, err = Open(w.t.Context(), w.dir, w.disk)
	must(w.t, err)
}

func (w *world) reopen() {
	w.t.Helper()
	must(w.t, w.Close())
	w.open()
}

// end closes whichever journal is open then.
func (w *world) end() { must(w.t, w.Close()) }

// note appends a note of about a length.
func (w *world) note(length int) error { return w.notes(1, length) }

// notes appends some in one transaction.
func (w *world) notes(n, length int) error {
	w.t.Helper()
	var leaves []syncproto.Leaf
	note := syncproto.Note{Village: 513701101201, Text: strings.Repeat("记", 1+length/3)}
	err := w.Write(w.t.Context(), w.hand, func(writer *Writer) error {
		for range n {
			event, err := writer.Append(w.t.Context(), 0, func(Place) (syncproto.Body, error) { return note, nil })
			if err != nil {
				return err
			}
			leaves = append(leaves, event.Leaf)
		}
		return nil
	})
	if err == nil {
		w.leaves = append(w.leaves, leaves...)
		for range n {
			w.wrote = append(w.wrote, moment{w.hand.Clock, w.anchor})
		}
	}
	return err
}

func (w *world) hear(do func(Heard) error) {
	w.t.Helper()
	must(w.t, w.Hear(w.t.Context(), w.hand.Clock, do))
}

func (w *world) seal() {
	w.t.Helper()
	must(w.t, w.Write(w.t.Context(), w.hand, func(writer *Writer) error { return writer.Seal(w.t.Context()) }))
}

// chained demands that the sealed segments parse, verify, follow each other, and hold exactly the leaves that were acknowledged.
func (w *world) chained() {
	w.t.Helper()
	w.seal()
	sealed, err := w.Sealed(w.t.Context())
	must(w.t, err)
	next, previous, leaves := uint64(1), w.root, []syncproto.Leaf(nil)
	for _, s := range sealed {
		parsed, err := syncproto.ParseSegment(s.Payload)
		must(w.t, err)
		verified, err := parsed.Verify(w.hand.Signer.Public())
		must(w.t, err)
		h := verified.Header()
		if h.First != next || h.First != s.First || h.Count != s.Count || h.Previous != previous || verified.Head() != s.Head {
			w.t.Errorf("segment %d of %d does not follow event %d", h.First, h.Count, next-1)
		}
		w.timely(verified)
		next, previous, leaves = h.Last()+1, s.Head, append(leaves, verified.Leaves()...)
	}
	if fmt.Sprint(leaves) != fmt.Sprint(w.leaves) {
		w.t.Errorf("%d events are sealed, %d were acknowledged, or they differ", len(leaves), len(w.leaves))
	}
}

// timely demands of each event that it decodes, and that header and gaps tell the boot, the elapsed time and the anchor of its moment.
func (w *world) timely(v syncproto.Verified) {
	w.t.Helper()
	h := v.Header()
	elapsed := h.Elapsed
	for i, data := range v.Events() {
		event, err := syncproto.DecodeEvent(data)
		must(w.t, err)
		elapsed += uint64(event.Gap)
		if at := int(h.First) - 1 + i; at < len(w.wrote) {
			then := w.wrote[at]
			if h.Boot != then.clock.Boot || elapsed != min(then.clock.Elapsed, most) || fmt.Sprint(h.Anchor) != fmt.Sprint(then.anchor) {
				w.t.Errorf("event %d: boot %d, elapsed %d, anchor %v; it was written at %+v", at+1, h.Boot, elapsed, h.Anchor, then)
			}
		}
	}
}

// copyFiles is what another machine would find on the disk now.
func copyFiles(t testing.TB, from, to string) {
	t.Helper()
	must(t, os.MkdirAll(to, 0o700))
	must(t, filepath.Walk(from, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil || info.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		source, err := os.Open(path)
		if err != nil {
			return err
		}
		defer source.Close()
		data, err := io.ReadAll(source)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, 0o600)
	}))
}
