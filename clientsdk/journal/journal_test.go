package journal

import (
	"errors"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Whatever the clocks, lengths, seals, anchors and restarts: the log is one chain of exactly what was acknowledged.
func TestAnyHistoryIsOneChain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r, t.TempDir())
		defer w.end()
		anchor := syncproto.Anchor{}
		r.Repeat(map[string]func(*rapid.T){
			"short notes": func(r *rapid.T) {
				must(r, w.notes(rapid.SampledFrom([]int{1, 2, 5, 63, 66}).Draw(r, "n"), 3))
			},
			"a long note":   func(r *rapid.T) { must(r, w.note(rapid.IntRange(1, 1190).Draw(r, "length"))) },
			"too long":      func(r *rapid.T) { refuse(r, w.note(1300), syncproto.ErrOverLimit) },
			"a seal":        func(*rapid.T) { w.seal() },
			"a reopening":   func(*rapid.T) { w.reopen() },
			"a wall clock":  func(r *rapid.T) { w.hand.Clock.Wall = rapid.Uint64().Draw(r, "wall") },
			"a reboot":      func(r *rapid.T) { w.hand.Clock.Boot, w.hand.Clock.Elapsed = rapid.Uint32().Draw(r, "boot"), 0 },
			"elapsed time":  func(r *rapid.T) { w.hand.Clock.Elapsed = rapid.Uint64().Draw(r, "elapsed") },
			"a few minutes": func(*rapid.T) { w.hand.Clock.Elapsed += 300 },
			"an anchor": func(*rapid.T) {
				anchor[0]++
				w.told(anchor)
			},
		})
		w.chained()
	})
}

func refuse(t tb, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// An error inside a transaction leaves nothing of it, not even a place.
func TestAFailedWriteLeavesNoTrace(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	must(t, w.note(5))
	broken := errors.New("broken")
	err := w.Write(t.Context(), w.hand, func(writer *Writer) error {
		if _, err := writer.Append(t.Context(), 0, func(Place) (syncproto.Body, error) { return syncproto.PersonAdded{Local: 1, Person: 5}, nil }); err != nil {
			return err
		}
		must(t, writer.AddPerson(t.Context(), 1, 5, "何"))
		return broken
	})
	refuse(t, err, broken)
	people, err := w.People(t.Context())
	must(t, err)
	if len(people) != 0 {
		t.Errorf("people: %+v", people)
	}
	must(t, w.note(5))
	w.chained()
}

// A place that build was told is the place the event gets, also when the segment was full.
func TestTheBuilderKnowsThePlace(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	w.told(syncproto.Anchor{9})
	for range 130 {
		err := w.Write(t.Context(), w.hand, func(writer *Writer) error {
			var told Place
			event, err := writer.Append(t.Context(), 0, func(p Place) (syncproto.Body, error) {
				told = p
				return syncproto.Note{Village: 513701101201, Text: "记"}, nil
			})
			if told.ID.Seq != event.Seq || told.Anchor == nil || *told.Anchor != (syncproto.Anchor{9}) {
				t.Errorf("told %+v, got %d", told, event.Seq)
			}
			w.leaves = append(w.leaves, event.Leaf)
			return err
		})
		must(t, err)
	}
	w.chained()
}

// The key that signs may refuse, as hardware does: nothing is sealed, and nothing lost.
func TestASignerThatFailsLosesNothing(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	must(t, w.note(5))
	good := w.hand.Signer
	w.hand.Signer = silent{good}
	err := w.Write(t.Context(), w.hand, func(writer *Writer) error { return writer.Seal(t.Context()) })
	refuse(t, err, errSilent)
	w.hand.Signer = good
	must(t, w.note(5))
	w.chained()
}

var errSilent = errors.New("the key does not answer")

type silent struct{ syncproto.Signer }

func (silent) Sign([]byte) (syncproto.Signature, error) { return syncproto.Signature{}, errSilent }

func TestAKeyInHardwareSealsToo(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	w.hand.Signer = prototest.P256Key("secure element")
	for range 70 {
		must(t, w.note(5))
	}
	w.chained()
}

func TestSealedBytesNeverChange(t *testing.T) {
	w := newWorld(t, t.TempDir())
	defer w.end()
	must(t, w.note(5))
	w.seal()
	before, more, err := w.Pending(t.Context(), 1)
	must(t, err)
	must(t, w.note(5))
	w.seal()
	w.reopen()
	after, _, err := w.Pending(t.Context(), 1<<20)
	must(t, err)
	if more || len(after) != 2 || string(after[0].Payload) != string(before[0].Payload) {
		t.Errorf("%d segments, more %t, or the first has changed", len(after), more)
	}
}
