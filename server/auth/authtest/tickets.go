package authtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhucun/server/auth"
)

const rivals = 100

// ticket is the n-th of some, each with a minute more to live.
func ticket(n byte) auth.Ticket {
	return auth.Ticket{
		ID: id(n), Digest: auth.TicketDigest{0: n, 31: 0xff}, Scope: scope(), IssuedBy: "县驻村办 值班员",
		Issued: start(), Expires: start().Add(time.Duration(n) * time.Minute),
	}
}

func ticketWhole(t *testing.T, open Open) {
	want := ticket(1)
	must(t, "add", open().AddTicket(t.Context(), want))
	want.Spent = start().Add(59_999 * time.Millisecond)
	got, err := open().SpendTicket(t.Context(), want.Digest, want.Spent)
	must(t, "spend", err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the ticket came back changed (-want +got):\n%s", diff)
	}
	if got.Issued.Location() != time.UTC || got.Spent.Location() != time.UTC {
		t.Errorf("times came back in %v and %v, want UTC", got.Issued.Location(), got.Spent.Location())
	}
}

func ticketOnce(t *testing.T, open Open) {
	k := ticket(1)
	must(t, "add", open().AddTicket(t.Context(), k))
	_, err := open().SpendTicket(t.Context(), k.Digest, k.Issued)
	must(t, "spend", err)
	for _, at := range []time.Time{k.Issued, k.Issued.Add(-time.Hour), k.Expires.Add(time.Hour)} {
		_, err := open().SpendTicket(t.Context(), k.Digest, at)
		wantErr(t, "spend again at "+at.String(), err, auth.ErrTicketSpent)
	}
}

func ticketCancelled(t *testing.T, open Open) {
	k, other := ticket(1), ticket(2)
	must(t, "add", open().AddTicket(t.Context(), k))
	must(t, "add another", open().AddTicket(t.Context(), other))
	must(t, "cancel", open().CancelTicket(t.Context(), k.ID))
	must(t, "cancel again", open().CancelTicket(t.Context(), k.ID))
	_, err := open().SpendTicket(t.Context(), k.Digest, k.Issued)
	wantErr(t, "spend what was cancelled", err, auth.ErrTicketExpired)
	_, err = open().SpendTicket(t.Context(), other.Digest, other.Issued)
	must(t, "spend the other", err)
	wantErr(t, "cancel what was spent", open().CancelTicket(t.Context(), other.ID), auth.ErrTicketSpent)
	wantErr(t, "cancel a stranger", open().CancelTicket(t.Context(), id(9)), auth.ErrTicketUnknown)
}

func ticketRace(t *testing.T, open Open) {
	k := ticket(1)
	must(t, "add", open().AddTicket(t.Context(), k))
	oneWins(t, auth.ErrTicketSpent, func(ctx context.Context) error {
		_, err := open().SpendTicket(ctx, k.Digest, start())
		return err
	})
}

// oneWins runs a hundred at once: one must get nil, and all others lost, or any error if lost is nil.
func oneWins(t *testing.T, lost error, try func(context.Context) error) {
	t.Helper()
	errs := make([]error, rivals)
	gun := make(chan struct{})
	var wg sync.WaitGroup
	for n := range rivals {
		wg.Go(func() { <-gun; errs[n] = try(t.Context()) })
	}
	close(gun)
	wg.Wait()
	winners := 0
	for n, err := range errs {
		switch {
		case err == nil:
			winners++
		case lost != nil && !errors.Is(err, lost):
			t.Errorf("rival %d: %v, want %v", n, err, lost)
		}
	}
	if winners != 1 {
		t.Errorf("%d of %d won, want 1", winners, rivals)
	}
}

func ticketTime(t *testing.T, open Open) {
	k := ticket(1)
	must(t, "add", open().AddTicket(t.Context(), k))
	for _, at := range []time.Time{k.Expires, k.Expires.AddDate(1, 0, 0), k.Issued.Add(-time.Millisecond)} {
		_, err := open().SpendTicket(t.Context(), k.Digest, at)
		wantErr(t, "spend at "+at.String(), err, auth.ErrTicketExpired)
	}
	_, err := open().SpendTicket(t.Context(), k.Digest, k.Expires.Add(-time.Millisecond))
	must(t, "spend in the last millisecond", err)
}

func ticketUnknown(t *testing.T, open Open) {
	must(t, "add", open().AddTicket(t.Context(), ticket(1)))
	for _, d := range []auth.TicketDigest{{}, ticket(2).Digest, {0: 1}} {
		_, err := open().SpendTicket(t.Context(), d, start())
		wantErr(t, "spend", err, auth.ErrTicketUnknown)
	}
}

func ticketTwice(t *testing.T, open Open) {
	must(t, "add", open().AddTicket(t.Context(), ticket(1)))
	sameDigest, sameID := ticket(2), ticket(3)
	sameDigest.Digest, sameID.ID = ticket(1).Digest, id(1)
	for name, k := range map[string]auth.Ticket{"digest": sameDigest, "id": sameID} {
		if err := open().AddTicket(t.Context(), k); err == nil {
			t.Errorf("a second ticket with the %s was taken", name)
		}
	}
	got, err := open().SpendTicket(t.Context(), ticket(1).Digest, start())
	must(t, "spend", err)
	if got.ID != id(1) || !got.Expires.Equal(ticket(1).Expires) {
		t.Errorf("the first ticket was changed to %v until %v", got.ID, got.Expires)
	}
	_, err = open().SpendTicket(t.Context(), sameID.Digest, start())
	wantErr(t, "the ticket with a taken id", err, auth.ErrTicketUnknown)
}

func ticketsForgotten(t *testing.T, open Open) {
	for n := byte(1); n <= 4; n++ {
		must(t, "add", open().AddTicket(t.Context(), ticket(n)))
	}
	for _, n := range []byte{1, 4} {
		_, err := open().SpendTicket(t.Context(), ticket(n).Digest, start())
		must(t, "spend", err)
	}
	for _, want := range []int{2, 0} {
		got, err := open().ForgetTickets(t.Context(), ticket(3).Expires)
		must(t, "forget", err)
		if got != want {
			t.Errorf("forgot %d tickets, want %d", got, want)
		}
	}
	for n, want := range map[byte]error{1: auth.ErrTicketUnknown, 2: auth.ErrTicketUnknown, 3: nil, 4: auth.ErrTicketSpent} {
		_, err := open().SpendTicket(t.Context(), ticket(n).Digest, start())
		wantErr(t, "ticket "+string('0'+rune(n)), err, want)
	}
}
