package witnessdir

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
)

var errIO = errors.New("input/output error")

// faultyDisk fails at one step, before doing it or after; torn does half of a write first.
type faultyDisk struct {
	disk
	step int // counts down; the step at 0 fails
	how  fault
}

type fault int

const (
	notDone fault = iota
	done
	torn
)

func (d *faultyDisk) do(step func() error) error {
	d.step--
	if d.step != -1 {
		return step()
	}
	if d.how != notDone {
		if err := step(); err != nil {
			return err
		}
	}
	return errIO
}

func (d *faultyDisk) half(data []byte) []byte {
	if d.step == 0 && d.how == torn {
		return data[:len(data)/2]
	}
	return data
}

func (d *faultyDisk) WriteSynced(name string, data []byte) error {
	data = d.half(data)
	return d.do(func() error { return d.disk.WriteSynced(name, data) })
}

func (d *faultyDisk) Append(name string, data []byte) error {
	data = d.half(data)
	return d.do(func() error { return d.disk.Append(name, data) })
}

func (d *faultyDisk) Rename(oldName, newName string) error {
	return d.do(func() error { return d.disk.Rename(oldName, newName) })
}

// eachFault runs check once for every step of a write and every way that it can fail.
func eachFault(t *testing.T, steps []string, check func(t *testing.T, folder string, broken *Dir)) {
	for step, name := range steps {
		for how, way := range map[fault]string{notDone: "failed, not done", done: "failed but done", torn: "failed half done"} {
			t.Run(name+" "+way, func(t *testing.T) {
				folder := t.TempDir()
				check(t, folder, &Dir{disk: &faultyDisk{disk: realDisk{folder}, step: step, how: how}})
			})
		}
	}
}

func TestAFaultInAdvanceLeavesTheOldOrTheNew(t *testing.T) {
	steps := []string{"history", "write", "rename"}
	eachFault(t, steps, func(t *testing.T, folder string, broken *Dir) {
		before, next, later := []byte("checkpoint one\n"), []byte("checkpoint two\n"), []byte("checkpoint three\n")
		if err := open(t, folder).Advance(t.Context(), nil, before); err != nil {
			t.Fatal(err)
		}
		if err := broken.Advance(t.Context(), before, next); !errors.Is(err, errIO) {
			t.Fatalf("Advance = %v, want the disk's error", err)
		}
		held, err := open(t, folder).Latest(t.Context())
		if err != nil || (!bytes.Equal(held, before) && !bytes.Equal(held, next)) {
			t.Fatalf("after the fault %q is held, %v", held, err)
		}
		if err := broken.Advance(t.Context(), held, later); err != nil {
			t.Fatalf("the next Advance: %v", err)
		}
		if got, err := open(t, folder).Latest(t.Context()); err != nil || !bytes.Equal(got, later) {
			t.Errorf("%q is held, %v; want the later", got, err)
		}
		history, err := os.ReadFile(realDisk{folder}.path(historyFile))
		if err != nil || !bytes.Contains(history, held) {
			t.Errorf("history %q, %v does not hold what was replaced", history, err)
		}
	})
}

func TestAFaultInRaiseNeverLowersAMark(t *testing.T) {
	eachFault(t, []string{"write", "rename"}, func(t *testing.T, folder string, broken *Dir) {
		if err := open(t, folder).Raise(t.Context(), "log", 10); err != nil {
			t.Fatal(err)
		}
		if err := broken.Raise(t.Context(), "log", 20); !errors.Is(err, errIO) {
			t.Fatalf("Raise = %v, want the disk's error", err)
		}
		if got, err := open(t, folder).Mark(t.Context(), "log"); err != nil || (got != 10 && got != 20) {
			t.Fatalf("after the fault the mark is %d, %v", got, err)
		}
		if err := broken.Raise(t.Context(), "log", 20); err != nil {
			t.Fatalf("the next Raise: %v", err)
		}
		if got, err := open(t, folder).Mark(t.Context(), "log"); err != nil || got != 20 {
			t.Errorf("the mark is %d, %v; want 20", got, err)
		}
	})
}

// memoryDisk forgets on a power cut what was not made durable in the way the role disk promises.
type memoryDisk struct {
	seen map[string][]byte // what reads see
	safe map[string][]byte // what a power cut leaves

	syncFails bool // the next rename is seen, but its folder is not synced
}

func newMemoryDisk() *memoryDisk {
	return &memoryDisk{seen: map[string][]byte{}, safe: map[string][]byte{}}
}

func (d *memoryDisk) Lock() (func(), error) { return func() {}, nil }

func (d *memoryDisk) Read(name string) ([]byte, error) {
	data, ok := d.seen[name]
	if !ok {
		return nil, os.ErrNotExist
	}
	return bytes.Clone(data), nil
}

func (d *memoryDisk) WriteSynced(name string, data []byte) error {
	d.seen[name] = bytes.Clone(data)
	d.safe[name] = nil // a name that may or may not be there, and nobody may count on its bytes
	return nil
}

func (d *memoryDisk) Append(name string, data []byte) error {
	d.seen[name] = append(d.seen[name], data...)
	return nil
}

func (d *memoryDisk) Rename(oldName, newName string) error {
	d.seen[newName] = d.seen[oldName]
	delete(d.seen, oldName)
	if d.syncFails {
		d.syncFails = false
		return errIO
	}
	d.safe[newName] = d.seen[newName]
	delete(d.safe, oldName)
	return nil
}

func (d *memoryDisk) powerCut() *memoryDisk {
	after := newMemoryDisk()
	for name, data := range d.safe {
		after.seen[name], after.safe[name] = data, data
	}
	return after
}

func TestWhatReturnedSurvivesAPowerCut(t *testing.T) {
	disk := newMemoryDisk()
	var previous []byte
	for n := range uint64(4) {
		d := &Dir{disk: disk}
		next := fmt.Appendf(nil, "checkpoint %d\n", n)
		if err := d.Advance(t.Context(), previous, next); err != nil {
			t.Fatal(err)
		}
		if err := d.Raise(t.Context(), "log", n+1); err != nil {
			t.Fatal(err)
		}
		disk = disk.powerCut()
		d = &Dir{disk: disk}
		if got, err := d.Latest(t.Context()); err != nil || !bytes.Equal(got, next) {
			t.Errorf("after the power cut %q is held, %v; want %q", got, err, next)
		}
		if got, err := d.Mark(t.Context(), "log"); err != nil || got != n+1 {
			t.Errorf("after the power cut the mark is %d, %v; want %d", got, err, n+1)
		}
		previous = next
	}
}

// A mark that is seen but whose write failed is no mark yet: raising to it again has to write it again.
func TestAMarkRaisedAgainAfterAFailureSurvivesAPowerCut(t *testing.T) {
	disk := newMemoryDisk()
	d := &Dir{disk: disk}
	disk.syncFails = true
	if err := d.Raise(t.Context(), "log", 20); !errors.Is(err, errIO) {
		t.Fatalf("Raise = %v, want the disk's error", err)
	}
	if err := d.Raise(t.Context(), "log", 20); err != nil {
		t.Fatal(err)
	}
	d = &Dir{disk: disk.powerCut()}
	if got, err := d.Mark(t.Context(), "log"); err != nil || got != 20 {
		t.Errorf("after the power cut the mark is %d, %v; want 20", got, err)
	}
}

func TestWhatACrashLeftOfAReplacementIsOverwritten(t *testing.T) {
	folder := t.TempDir()
	left := bytes.Repeat([]byte("half a checkpoint "), 50)
	if err := os.WriteFile(realDisk{folder}.path("checkpoint.new"), left, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, folder).Advance(t.Context(), nil, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, folder).Latest(t.Context()); err != nil || string(got) != "whole" {
		t.Errorf("%.40q is held, %v; want what was advanced to", got, err)
	}
}
