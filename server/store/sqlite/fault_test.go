package sqlite

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"modernc.org/sqlite"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func openTest(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// onWriter does something to the writing connection between transactions.
func onWriter(t *testing.T, s *Store, do func(c *connection) error) {
	t.Helper()
	c, err := s.writer.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = do(c)
	s.writer.free <- c
	if err != nil {
		t.Fatal(err)
	}
}

func addEvents(tx store.Tx, first, count uint64) error {
	for seq := first; seq < first+count; seq++ {
		if _, err := tx.AddEvent(store.Event{ID: syncproto.EventID{Seq: seq}, Bytes: make([]byte, 1024)}); err != nil {
			return err
		}
	}
	return nil
}

func countEvents(t *testing.T, s *Store) int {
	t.Helper()
	var events []store.Event
	if err := s.View(t.Context(), func(tx store.Tx) (err error) { events, err = tx.EventsAfter(0, 1<<20); return err }); err != nil {
		t.Fatal(err)
	}
	return len(events)
}

// fullDisk lets the file grow by no more than some pages: SQLite answers as it does when the disk has no more.
func fullDisk(t *testing.T, s *Store) {
	t.Helper()
	onWriter(t, s, func(c *connection) error {
		var pages, limit int
		if err := c.conn.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
			return err
		}
		return c.conn.QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages+8)).Scan(&limit)
	})
}

func TestFullDisk(t *testing.T) {
	s := openTest(t)
	if err := s.Update(t.Context(), func(tx store.Tx) error { return addEvents(tx, 1, 10) }); err != nil {
		t.Fatal(err)
	}
	t.Run("the transaction fails with ErrFull, reads go on", func(t *testing.T) {
		fullDisk(t, s)
		if err := s.Update(t.Context(), func(tx store.Tx) error { return addEvents(tx, 11, 1000) }); !errors.Is(err, store.ErrFull) {
			t.Errorf("update: %v, want ErrFull", err)
		}
		if got := countEvents(t, s); got != 10 {
			t.Errorf("%d events, want 10", got)
		}
	})
	t.Run("who overlooks the error commits nothing", func(t *testing.T) {
		fullDisk(t, s)
		err := s.Update(t.Context(), func(tx store.Tx) error {
			_ = addEvents(tx, 11, 1000)
			_ = tx.SetCursor("project", 5) // by itself it would fit
			return nil
		})
		if !errors.Is(err, store.ErrFull) {
			t.Errorf("update: %v, want ErrFull", err)
		}
		if err := s.View(t.Context(), func(tx store.Tx) error {
			if at, err := tx.Cursor("project"); err != nil || at != 0 {
				t.Errorf("cursor %d, %v; want 0", at, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("with room again it goes on without a gap", func(t *testing.T) {
		if err := s.Update(t.Context(), func(tx store.Tx) error { return addEvents(tx, 11, 1000) }); err != nil {
			t.Fatal(err)
		}
		if got := countEvents(t, s); got != 1010 {
			t.Errorf("%d events, want 1010", got)
		}
	})
}

func TestCommitFails(t *testing.T) {
	s := openTest(t)
	onWriter(t, s, func(c *connection) error {
		return c.conn.Raw(func(driver any) error {
			driver.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 { return 1 })
			return nil
		})
	})
	if err := s.Update(t.Context(), func(tx store.Tx) error { return addEvents(tx, 1, 3) }); err == nil {
		t.Errorf("a commit that SQLite refused gave no error")
	}
	if got := countEvents(t, s); got != 0 {
		t.Errorf("%d events after the failed commit, want 0", got)
	}
	if err := s.Update(t.Context(), func(tx store.Tx) error { return addEvents(tx, 1, 3) }); err != nil {
		t.Errorf("repeated: %v", err)
	}
	if got := countEvents(t, s); got != 3 {
		t.Errorf("%d events after the repetition, want 3", got)
	}
}

// TestOddRow: an error that the role does not name ends the transaction, and the store goes on.
func TestOddRow(t *testing.T) {
	s := openTest(t)
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.AddSegment(store.Segment{Count: 0}); err == nil {
			t.Errorf("a segment of no events was taken")
		}
		_ = addEvents(tx, 1, 1)
		return nil
	})
	if err == nil || countEvents(t, s) != 0 {
		t.Errorf("committed %d events, %v", countEvents(t, s), err)
	}
	if err := s.Update(context.Background(), func(tx store.Tx) error { return addEvents(tx, 1, 1) }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
