package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"zhucun/server/ledger"
)

// Second is the second store: a witness and its marks.
type Second interface {
	ledger.Witness
	ledger.Marks
}

// Open returns the second store that the sub-test works on; each call is another handle on the same one, as another
// process or the next start of the server would have.
type Open func() Second

// RunWitness checks the contracts of ledger.Witness and ledger.Marks. fresh makes a new empty second store.
func RunWitness(t *testing.T, fresh func(t *testing.T) Open) {
	t.Helper()
	promises := []struct {
		name  string
		check func(*testing.T, Open)
	}{
		{"new holds nothing", holdsNothing},
		{"the next handle sees what was advanced", advanceStays},
		{"another previous is refused and nothing changes", refusesMoved},
		{"an empty checkpoint is refused", refusesEmpty},
		{"one of many advances wins", oneWins},
		{"marks only rise", marksRise},
		{"a name that cannot be one is refused", refusesNames},
		{"concurrent raises end at the highest", raisesRace},
		{"an ended context does nothing", endedContext},
	}
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) { p.check(t, fresh(t)) })
	}
}

func latest(t *testing.T, open Open, want []byte) {
	t.Helper()
	got, err := open().Latest(t.Context())
	must(t, "latest", err)
	if !bytes.Equal(got, want) || (got == nil) != (want == nil) {
		t.Fatalf("latest = %q, want %q", got, want)
	}
}

func holdsNothing(t *testing.T, open Open) {
	latest(t, open, nil)
	mark, err := open().Mark(t.Context(), "log")
	if mark != 0 || err != nil {
		t.Errorf("mark = %d, %v; want 0", mark, err)
	}
}

func advanceStays(t *testing.T, open Open) {
	var previous []byte
	for n := range 5 {
		next := fmt.Appendf(nil, "checkpoint %d\n", n)
		must(t, "advance", open().Advance(t.Context(), previous, next))
		latest(t, open, next)
		previous = next
	}
	must(t, "the same again", open().Advance(t.Context(), previous, previous))
	latest(t, open, previous)
}

func refusesMoved(t *testing.T, open Open) {
	w := open()
	if err := w.Advance(t.Context(), []byte("a"), []byte("b")); !errors.Is(err, ledger.ErrMoved) {
		t.Errorf("from something when nothing is held: %v, want ErrMoved", err)
	}
	latest(t, open, nil)
	must(t, "advance", w.Advance(t.Context(), nil, []byte("a")))
	for _, previous := range [][]byte{nil, []byte("b"), []byte("aa")} {
		if err := w.Advance(t.Context(), previous, []byte("c")); !errors.Is(err, ledger.ErrMoved) {
			t.Errorf("from %q when %q is held: %v, want ErrMoved", previous, "a", err)
		}
	}
	latest(t, open, []byte("a"))
}

func refusesEmpty(t *testing.T, open Open) {
	if err := open().Advance(t.Context(), nil, nil); err == nil {
		t.Errorf("an empty checkpoint was taken")
	}
	latest(t, open, nil)
}

func oneWins(t *testing.T, open Open) {
	const rivals = 16
	errs := make([]error, rivals)
	var wg sync.WaitGroup
	for n := range rivals {
		wg.Go(func() { errs[n] = open().Advance(context.Background(), nil, fmt.Append(nil, n)) })
	}
	wg.Wait()
	winner := -1
	for n, err := range errs {
		if err == nil && winner >= 0 {
			t.Fatalf("%d and %d both advanced from nothing", winner, n)
		}
		if err == nil {
			winner = n
		} else if !errors.Is(err, ledger.ErrMoved) {
			t.Errorf("rival %d: %v, want ErrMoved", n, err)
		}
	}
	latest(t, open, fmt.Append(nil, winner))
}

func marksRise(t *testing.T, open Open) {
	steps := []struct {
		name     string
		to, want uint64
	}{
		{"511921/log", 64, 64}, {"511921/log", 64, 64}, {"511921/log", 7, 64}, {"511921/person", 3, 3},
		{"511921/log", 65, 65}, {"511921/log", 0, 65}, {"511921/log", math.MaxUint64, math.MaxUint64}, {"zero", 0, 0},
	}
	for _, s := range steps {
		must(t, "raise", open().Raise(t.Context(), s.name, s.to))
		got, err := open().Mark(t.Context(), s.name)
		if got != s.want || err != nil {
			t.Errorf("%s raised to %d = %d, %v; want %d", s.name, s.to, got, err, s.want)
		}
	}
}

func refusesNames(t *testing.T, open Open) {
	long := string(bytes.Repeat([]byte("a"), 65))
	for _, name := range []string{"", "A", "a b", "a\n", "村", "a.b", long} {
		if err := open().Raise(t.Context(), name, 1); err == nil {
			t.Errorf("%q was taken as a name", name)
		}
	}
	must(t, "longest name", open().Raise(t.Context(), long[:64], 1))
}

func raisesRace(t *testing.T, open Open) {
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			if err := open().Raise(context.Background(), fmt.Sprint("m", n%2), uint64(n)); err != nil {
				t.Errorf("raise: %v", err)
			}
		})
	}
	wg.Wait()
	for name, want := range map[string]uint64{"m0": 14, "m1": 15} {
		if got, err := open().Mark(t.Context(), name); got != want || err != nil {
			t.Errorf("%s = %d, %v; want %d", name, got, err, want)
		}
	}
}

func endedContext(t *testing.T, open Open) {
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := open().Advance(ctx, nil, []byte("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("advance: %v, want Canceled", err)
	}
	if err := open().Raise(ctx, "log", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("raise: %v, want Canceled", err)
	}
	latest(t, open, nil)
}
