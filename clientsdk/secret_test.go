package clientsdk_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

func (w *world) kinds() string {
	w.t.Helper()
	events, err := w.phone.List(ctx(w.t), 0, 1000)
	must(w.t, err)
	var kinds []string
	for _, event := range events {
		kinds = append([]string{fmt.Sprint(event.Said.Body.Kind())}, kinds...)
	}
	return strings.Join(kinds, " ")
}

func TestWrongPINsAreCountedAndToldBeforeTheNextGoodUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	local, err := w.phone.AddPerson(ctx(t), clientsdk.AddPerson{Person: 21, Name: "杨大娘", Secret: newPIN(t, "2580"), Custody: syncproto.CustodyShared})
	must(t, err)
	signIn := w.signIn()
	confirm := func(pin string) error {
		_, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(signIn.ID.Seq), Secret: newPIN(t, pin)})
		return err
	}
	for _, pin := range []string{"0000", "2581", "25800"} {
		if err := confirm(pin); !errors.Is(err, clientsdk.ErrWrongSecret) {
			t.Errorf("PIN %s: %v", pin, err)
		}
		w.reopen() // the count is on the disk
	}
	must(t, confirm("2580"))
	if got, want := w.kinds(), "8 8 9 1 11 3"; got != want {
		t.Errorf("kinds %q, want %q: the failed attempts stand before the confirmation", got, want)
	}
	events, err := w.phone.List(ctx(t), 0, 2)
	must(t, err)
	if told := events[1].Said.Body.(syncproto.AttemptsFailed); told.Number != 3 || told.Local != local {
		t.Errorf("told: %+v", told)
	}
	people, err := w.phone.People(ctx(t))
	must(t, err)
	if people[1].Failed != 0 {
		t.Errorf("the count goes on: %+v", people[1])
	}
	w.sync()
	w.settled()
}

func TestSomeoneElsesCardOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	local := w.supervisor(newCard(t, "household 9"))
	signIn := w.signIn()
	for _, secret := range []clientsdk.Secret{clientsdk.CardSecret(newCard(t, "household 4")), newPIN(t, "1234")} {
		_, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(signIn.ID.Seq), Secret: secret})
		if !errors.Is(err, clientsdk.ErrWrongSecret) {
			t.Errorf("got %v", err)
		}
	}
	if got := w.kinds(); got != "8 8 9 1" {
		t.Errorf("kinds %q: a refused confirmation was written", got)
	}
}

func TestAnotherPINReplacesTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := clientsdk.CardSecret(newCard(t, "household 9"))
	local := w.supervisor(newCard(t, "household 9"))
	if err := w.phone.ChangeSecret(ctx(t), local, newPIN(t, "9999"), newPIN(t, "2580")); !errors.Is(err, clientsdk.ErrWrongSecret) {
		t.Errorf("changed without the card: %v", err)
	}
	must(t, w.phone.ChangeSecret(ctx(t), local, card, newPIN(t, "2580")))
	w.reopen()
	if _, err := w.phone.Unlock(ctx(t), local, card); !errors.Is(err, clientsdk.ErrWrongSecret) {
		t.Errorf("the old card: %v", err)
	}
	actor, err := w.phone.Unlock(ctx(t), local, newPIN(t, "2580"))
	must(t, err)
	if actor != syncproto.ActorOf(local, syncproto.UnlockPIN) {
		t.Errorf("unlocked as %d", actor)
	}
	if got, want := w.kinds(), "8 8 9 11 10 11"; got != want {
		t.Errorf("kinds %q, want %q", got, want)
	}
}

func TestAKeyIsReplacedOnlyWithAnAppointment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	local := w.supervisor(newCard(t, "household 9"))
	add := clientsdk.AddPerson{Person: 21, Secret: clientsdk.CardSecret(newCard(t, "a new card")), Custody: syncproto.CustodyShared}
	if _, err := w.phone.AddPerson(ctx(t), add); !errors.Is(err, clientsdk.ErrHasKey) {
		t.Errorf("without an appointment: %v", err)
	}
	add.Appointment = ptr(w.county.Code(w.config.Random, 0))
	again, err := w.phone.AddPerson(ctx(t), add)
	must(t, err)
	if again != local {
		t.Errorf("local number %d, want %d as before", again, local)
	}
	events := w.status().Events
	w.reopen()
	if _, err := w.phone.AddPerson(ctx(t), add); !errors.Is(err, clientsdk.ErrHasKey) {
		t.Errorf("with the same code once more: %v", err)
	}
	if got := w.status().Events; got != events {
		t.Errorf("%d events after the refusal, want %d", got, events)
	}
	if _, err := w.phone.Unlock(ctx(t), local, clientsdk.CardSecret(newCard(t, "household 9"))); !errors.Is(err, clientsdk.ErrWrongSecret) {
		t.Errorf("the old card: %v", err)
	}
	_, err = w.phone.Unlock(ctx(t), local, add.Secret)
	must(t, err)
	add.Appointment = ptr(w.county.Code(w.config.Random, 0))
	_, err = w.phone.AddPerson(ctx(t), add)
	must(t, err)
}

// The thief of the journal has no device's secret; who mixes two folders is told.
func TestAJournalWithoutItsDeviceOpensNoKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.supervisor(newCard(t, "household 9"))
	path := filepath.Join(w.config.Dir, "device.secret")
	secret, err := os.ReadFile(path)
	must(t, err)
	must(t, w.phone.Close())
	for name, content := range map[string][]byte{"another": bytes.Repeat([]byte{3}, 32), "none": nil} {
		must(t, os.WriteFile(path, content, 0o600))
		w.open()
		_, err := w.phone.Unlock(ctx(t), 2, clientsdk.CardSecret(newCard(t, "household 9")))
		if !errors.Is(err, clientsdk.ErrWrongDevice) && !errors.Is(err, clientsdk.ErrNoSecret) {
			t.Errorf("%s secret: %v", name, err)
		}
		must(t, w.phone.Close())
	}
	must(t, os.WriteFile(path, secret, 0o600))
	w.open()
	_, err = w.phone.Unlock(ctx(t), 2, clientsdk.CardSecret(newCard(t, "household 9")))
	must(t, err)
}

func TestNoFileHoldsASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	w.supervisor(card)
	w.sync()
	must(t, w.phone.Close())
	defer w.open()
	must(t, filepath.Walk(w.config.Dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, card.Secret()) || bytes.Contains(content, []byte(card.QR()[12:])) {
			t.Errorf("%s holds the card", info.Name())
		}
		return err
	}))
}
