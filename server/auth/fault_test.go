package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"zhucun/server/auth"
	"zhucun/server/auth/authtest"
)

// faulty is a store whose next step of a name fails, before or after it was done.
type faulty struct {
	*authtest.Memory
	step string
	done bool
}

var errDisk = errors.New("disk fault")

func (f *faulty) fails(step string, do func() error) error {
	if f.step != step {
		return do()
	}
	f.step = ""
	if f.done {
		_ = do()
	}
	return errDisk
}

func (f *faulty) AddTicket(ctx context.Context, k auth.Ticket) error {
	return f.fails("issue", func() error { return f.Memory.AddTicket(ctx, k) })
}

func (f *faulty) SpendTicket(ctx context.Context, d auth.TicketDigest, at time.Time) (k auth.Ticket, err error) {
	err = f.fails("spend", func() error { k, err = f.Memory.SpendTicket(ctx, d, at); return err })
	return k, err
}

func (f *faulty) CancelTicket(ctx context.Context, id uuid.UUID) error {
	return f.fails("cancel", func() error { return f.Memory.CancelTicket(ctx, id) })
}

func (f *faulty) AddSession(ctx context.Context, s auth.Session) error {
	return f.fails("open", func() error { return f.Memory.AddSession(ctx, s) })
}

func (f *faulty) FindSession(ctx context.Context, id uuid.UUID) (s auth.Session, err error) {
	err = f.fails("find", func() error { s, err = f.Memory.FindSession(ctx, id); return err })
	return s, err
}

func (f *faulty) RevokeSession(ctx context.Context, id uuid.UUID, at time.Time) error {
	return f.fails("revoke", func() error { return f.Memory.RevokeSession(ctx, id, at) })
}

func TestStoreFaultsWhileEntering(t *testing.T) {
	for _, c := range []struct {
		step  string
		done  bool
		again error // what the same code says after the fault
	}{
		{"spend", false, nil},
		{"spend", true, auth.ErrTicketSpent},
		{"open", false, auth.ErrTicketSpent},
		{"open", true, auth.ErrTicketSpent},
	} {
		t.Run(c.step+map[bool]string{false: " failed", true: " failed but done"}[c.done], func(t *testing.T) {
			w := newWorld(t)
			g := w.gate(t, &faulty{w.store, c.step, c.done})
			_, code, err := g.Issue(t.Context(), scope(t, "auditor", "51"), "office")
			must(t, "issue", err)
			_, token, err := g.Enter(t.Context(), code.Reveal())
			wantErr(t, "enter", err, errDisk)
			if token.Text.Reveal() != "" {
				t.Errorf("a token came with the error")
			}
			_, _, err = g.Enter(t.Context(), code.Reveal())
			wantErr(t, "enter again", err, c.again)
		})
	}
}

func TestStoreFaultsElsewhere(t *testing.T) {
	for _, done := range []bool{false, true} {
		w := newWorld(t)
		s, token := w.enter(t)
		f := &faulty{w.store, "issue", done}
		g := w.gate(t, f)
		_, code, err := g.Issue(t.Context(), scope(t, "auditor", "51"), "office")
		wantErr(t, "issue", err, errDisk)
		if code.Reveal() != "" {
			t.Errorf("a code came with the error")
		}
		f.step = "find"
		admitted, _, err := g.Admit(t.Context(), token.Text.Reveal())
		wantErr(t, "admit", err, errDisk)
		namesNobody(t, err, s)
		if admitted != (auth.Session{}) {
			t.Errorf("admitted %v without its row", admitted.ID)
		}
		f.step = "revoke"
		err = g.Revoke(t.Context(), s.ID)
		wantErr(t, "revoke", err, errDisk)
		namesNobody(t, err, s)
		must(t, "revoke again", g.Revoke(t.Context(), s.ID))
		w.admits(t, token, auth.ErrSessionEnded)
	}
}

// namesNobody: errors reach logs, where who reads the records is nobody's business.
func namesNobody(t *testing.T, err error, s auth.Session) {
	t.Helper()
	if strings.Contains(err.Error(), s.ID.String()) {
		t.Errorf("%q names a session", err)
	}
}
