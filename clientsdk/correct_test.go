package clientsdk_test

import (
	"errors"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

func (w *world) withdraw(seq uint64) (clientsdk.Written, error) {
	return w.phone.Correct(ctx(w.t), w.cadre, clientsdk.Correction{Event: seq, Reason: "村选错了"})
}

func TestOnlyTheWriterWithdraws(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other, err := w.phone.AddPerson(ctx(t), clientsdk.AddPerson{Person: 12})
	must(t, err)
	wrong, right := w.signIn(), w.signIn()
	withdraw := clientsdk.Correction{Event: wrong.ID.Seq, Replacement: right.ID.Seq, Reason: "村选错了"}
	if _, err := w.phone.Correct(ctx(t), syncproto.ActorOf(other, syncproto.UnlockNone), withdraw); !errors.Is(err, clientsdk.ErrNotYours) {
		t.Errorf("by another: %v", err)
	}
	written, err := w.phone.Correct(ctx(t), w.cadre, withdraw)
	must(t, err)
	if _, err := w.withdraw(written.ID.Seq); !errors.Is(err, clientsdk.ErrNotYours) {
		t.Errorf("a withdrawal withdrawn: %v", err)
	}
	if c := w.said(written.ID).(syncproto.Correction); c.Withdrawn.Back != 2 || c.Replacement.Back != 1 {
		t.Errorf("said %+v", c)
	}
	w.sync()
	w.settled()
}

func TestARecordIsWithdrawnOnceAndTheListSaysByWhich(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong, right := w.signIn(), w.signIn()
	by, err := w.withdraw(wrong.ID.Seq)
	must(t, err)
	for range 70 { // into the next segment
		w.note("记")
	}
	w.reopen()
	var twice *clientsdk.Withdrawn
	if _, err := w.withdraw(wrong.ID.Seq); !errors.As(err, &twice) || twice.Event != wrong.ID.Seq || twice.By != by.ID.Seq {
		t.Errorf("a second time: %v", err)
	}
	w.sync()
	w.settled()
	all, err := w.phone.List(ctx(t), 0, 1000)
	must(t, err)
	for _, event := range all {
		want := uint64(0)
		if event.ID == wrong.ID {
			want = by.ID.Seq
		}
		if event.Withdrawn != want {
			t.Errorf("event %d is withdrawn by %d, want %d", event.ID.Seq, event.Withdrawn, want)
		}
	}
	page, err := w.phone.List(ctx(t), right.ID.Seq, 1) // the correction is on no page that holds it
	must(t, err)
	if page[0].Withdrawn != by.ID.Seq {
		t.Errorf("alone on its page, event %d is withdrawn by %d", page[0].ID.Seq, page[0].Withdrawn)
	}
}

// What a card or a PIN has signed, no correction takes back (SPEC.md section 11, rule 2); another word is signed instead.
func TestASignedConfirmationStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	supervisor := w.supervisor(card)
	confirm := clientsdk.Confirm{By: supervisor, Of: clientsdk.OnThisPhone(w.signIn().ID.Seq), Secret: clientsdk.CardSecret(card)}
	signed, err := w.phone.Confirm(ctx(t), confirm)
	must(t, err)
	confirm.Secret, confirm.Means = clientsdk.Secret{}, syncproto.MeansDrawn
	drawn, err := w.phone.Confirm(ctx(t), confirm)
	must(t, err)
	withdraw := func(written clientsdk.Written) error {
		_, err := w.phone.Correct(ctx(t), syncproto.ActorOf(supervisor, syncproto.UnlockNone), clientsdk.Correction{Event: written.ID.Seq, Reason: "说错了"})
		return err
	}
	if err := withdraw(signed); !errors.Is(err, clientsdk.ErrSigned) {
		t.Errorf("a signed confirmation: %v", err)
	}
	must(t, withdraw(drawn))
}
