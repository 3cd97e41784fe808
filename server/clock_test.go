package server_test

import (
	"crypto/rand"
	"testing"
	"time"

	"zhucun/server"
	"zhucun/server/store"
)

// The machine's clock goes back between two of an officer's commands: what the second one ends does not end before the first.
func TestAnOfficersTimesNeverGoBack(t *testing.T) {
	now := time.Now()
	folder := server.Folder{Dir: t.TempDir(), Now: func() time.Time { return now }, Random: rand.Reader}
	first := found(t, folder)
	var second server.Invitation
	office(t, folder, func(o *server.Office) (err error) {
		if second, err = o.Enrol(t.Context(), village, 3, "http://127.0.0.1", nil); err != nil {
			return err
		}
		return o.RevokeCode(t.Context(), first.ID())
	})
	ended := now.UnixMilli()
	now = now.Add(-8 * 24 * time.Hour)
	office(t, folder, func(o *server.Office) error {
		if err := o.RevokeCode(t.Context(), second.ID); err != nil {
			return err
		}
		return o.View(t.Context(), func(tx store.Tx) error {
			code, err := tx.Code(second.ID)
			if code.Revoked < ended {
				t.Errorf("ended %d ms before what had been ended", ended-code.Revoked)
			}
			return err
		})
	})
}

// A code that is handed out while the machine's clock is set back was handed out no earlier than what the ledger holds, and verify has nothing to say of it.
func TestACodeIsNeverHandedOutBeforeTheLedgersTime(t *testing.T) {
	now := time.Now()
	folder := server.Folder{Dir: t.TempDir(), Now: func() time.Time { return now }, Random: rand.Reader}
	found(t, folder)
	before := now
	now = now.Add(-8 * 24 * time.Hour)
	office(t, folder, func(o *server.Office) error {
		install, err := o.Enrol(t.Context(), village, 3, "http://127.0.0.1", nil)
		if err != nil {
			return err
		}
		slip, err := o.Appoint(t.Context(), supervisor, village, "office", nil)
		for name, paper := range map[string]server.Handout{"install": install.Handout, "slip": slip.Handout} {
			if paper.Issued.Before(before.Truncate(time.Millisecond)) || !paper.ScanBy.Equal(paper.Issued.Add(24*time.Hour)) {
				t.Errorf("%s: handed out %s, to be scanned by %s; the ledger was at %s", name, paper.Issued, paper.ScanBy, before)
			}
		}
		return err
	})
	begin(t, folder).end()
	if report := look(t, folder); !report.Sound() {
		t.Errorf("found %+v", report.Findings)
	}
}
