package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"zhucun/server"
	"zhucun/server/auth"
	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

const supervisor = syncproto.Person(10002)

func newFolder(t *testing.T) server.Folder {
	return server.Folder{Dir: t.TempDir(), Now: time.Now, Random: rand.Reader}
}

// leaves are what the county's ledger says, each as its kind and its statement.
func leaves(t *testing.T, folder server.Folder) []string {
	t.Helper()
	var said []string
	office(t, folder, func(o *server.Office) error {
		return o.View(t.Context(), func(tx store.Tx) error {
			for index := uint64(0); ; index++ {
				entry, err := tx.Entry(index)
				if errors.Is(err, store.ErrNotFound) {
					return nil
				}
				if err != nil {
					return err
				}
				said = append(said, fmt.Sprintf("%d %s", entry.Kind, entry.Statement))
			}
		})
	})
	return said
}

// What an officer does that others must be able to hold against the county stands in its ledger, once.
func TestAnOfficersActsAreInTheLedger(t *testing.T) {
	folder := newFolder(t)
	phone := ingesttest.New(t, "acts", 511921, found(t, folder))
	phone.Add(1, cadre)
	stop := begin(t, folder)
	push(t, stop.address, phone, phone.Seal())
	stop.end()
	var slip server.Slip
	for _, act := range []struct {
		name string
		do   func(o *server.Office) error
		want string // what the leaf begins with; "": there is none
	}{
		{"import", func(o *server.Office) error { _, _, err := o.Import(t.Context(), example(t), false); return err }, fmt.Sprintf("%d roster 2 ", proof.KindRule)},
		{"a dry run of it", func(o *server.Office) error { _, _, err := o.Import(t.Context(), example(t), true); return err }, ""},
		{"appoint", func(o *server.Office) (err error) {
			slip, err = o.Appoint(t.Context(), supervisor, village, "office", nil)
			return err
		}, fmt.Sprintf("%d appointment ", proof.KindRole)},
		{"revoke a code", func(o *server.Office) error { return o.RevokeCode(t.Context(), slip.ID) }, fmt.Sprintf("%d revoke code ", proof.KindDecision)},
		{"revoke a phone", func(o *server.Office) error { return o.RevokeLog(t.Context(), phone.ID()) }, fmt.Sprintf("%d revoke log ", proof.KindDecision)},
		{"revoke it again", func(o *server.Office) error { return o.RevokeLog(t.Context(), phone.ID()) }, ""},
		{"enrol", func(o *server.Office) error {
			_, err := o.Enrol(t.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", nil)
			return err
		}, fmt.Sprintf("%d install ", proof.KindRole)},
		{"log-ins leave no history", func(o *server.Office) error {
			scope, err := auth.NewScope("auditor", "511921")
			if err == nil {
				_, _, err = o.Login(t.Context(), scope, "office")
			}
			return err
		}, ""},
	} {
		t.Run(act.name, func(t *testing.T) {
			before := len(leaves(t, folder))
			office(t, folder, act.do)
			added := leaves(t, folder)[before:]
			switch {
			case act.want == "" && len(added) != 0:
				t.Errorf("the ledger says %q, want nothing", added)
			case act.want != "" && (len(added) != 1 || !strings.HasPrefix(added[0], act.want)):
				t.Errorf("the ledger says %q, want %q", added, act.want)
			}
		})
	}
}

var errPaper = errors.New("no room for the paper")

// A paper that cannot be kept leaves nothing behind: no code that nobody holds, no leaf.
func TestNothingIsHandedOutWithoutItsPaper(t *testing.T) {
	folder := newFolder(t)
	found(t, folder)
	before := len(leaves(t, folder))
	var ids []syncproto.CodeID
	o, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	_, err = o.Appoint(t.Context(), supervisor, village, "office", func(s server.Slip) error {
		ids = append(ids, s.ID)
		return errPaper
	})
	if !errors.Is(err, errPaper) {
		t.Errorf("appoint: %v, want the paper's error", err)
	}
	_, err = o.Enrol(t.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", func(i server.Invitation) error {
		ids = append(ids, i.ID)
		return errPaper
	})
	if !errors.Is(err, errPaper) {
		t.Errorf("enrol: %v, want the paper's error", err)
	}
	if len(ids) != 2 {
		t.Fatalf("%d papers were to be written, want 2", len(ids))
	}
	err = o.View(t.Context(), func(tx store.Tx) error {
		for _, id := range ids {
			if _, err := tx.Code(id); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("a code that nobody holds is kept: %v", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if after := len(leaves(t, folder)); after != before {
		t.Errorf("the ledger has %d leaves, had %d", after, before)
	}
}

// SPEC.md section 3: a code is scanned within 24 hours, and what was made with it arrives within 90 days.
func TestLivesOfACode(t *testing.T) {
	folder := newFolder(t)
	found(t, folder)
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	folder.Now = func() time.Time { return noon }
	office(t, folder, func(o *server.Office) error {
		slip, err := o.Appoint(t.Context(), supervisor, village, "office", nil)
		if err != nil {
			return err
		}
		invitation, err := o.Enrol(t.Context(), village, syncproto.CustodyShared, "http://127.0.0.1", nil)
		if err != nil {
			return err
		}
		for _, h := range []server.Handout{slip.Handout, invitation.Handout} {
			if !h.Issued.Equal(noon) || !h.ScanBy.Equal(noon.Add(24*time.Hour)) || !h.ArriveBy.Equal(noon.Add(90*24*time.Hour)) {
				t.Errorf("issued %s, to be scanned by %s and to arrive by %s", h.Issued, h.ScanBy, h.ArriveBy)
			}
			err := o.View(t.Context(), func(tx store.Tx) error {
				row, err := tx.Code(h.ID)
				if row.ScanBy != h.ScanBy.UnixMilli() || row.ArriveBy != h.ArriveBy.UnixMilli() {
					t.Errorf("kept: to be scanned by %d and to arrive by %d; handed out otherwise", row.ScanBy, row.ArriveBy)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// A phone that was revoked pulls nothing and sends no photo by a session that it began before.
func TestARevokedPhoneHasNoSession(t *testing.T) {
	folder := newFolder(t)
	phone := ingesttest.New(t, "revoked", 511921, found(t, folder))
	phone.Add(1, cadre)
	running := begin(t, folder)
	push(t, running.address, phone, phone.Seal())
	running.end()
	session := func() (row store.PhoneSession) {
		token := phone.Session()
		office(t, folder, func(o *server.Office) error {
			return o.View(t.Context(), func(tx store.Tx) (err error) {
				row, err = tx.PhoneSession(syncproto.HashOf(token[:]))
				return err
			})
		})
		return row
	}
	if session().Revoked != 0 {
		t.Fatal("the session was ended before anybody ended it: the test shows nothing")
	}
	office(t, folder, func(o *server.Office) error { return o.RevokeLog(t.Context(), phone.ID()) })
	if session().Revoked == 0 {
		t.Error("the session goes on")
	}
}

// A log-in that an operator ends is ended for the browser that has it, from its next request on.
func TestAnEndedLoginLetsNobodyIn(t *testing.T) {
	folder := newFolder(t)
	found(t, folder)
	running := begin(t, folder)
	defer running.end()
	var ticket auth.Ticket
	var code auth.Secret
	office(t, folder, func(o *server.Office) error {
		scope, err := auth.NewScope("auditor", "511921")
		if err == nil {
			ticket, code, err = o.Login(t.Context(), scope, "office")
		}
		return err
	})
	browser := newBrowser(t, running.address)
	if got := browser.enter(code.Reveal()); got != 204 {
		t.Fatalf("log in: %d", got)
	}
	if got := browser.get("/records"); got != 200 {
		t.Fatalf("read: %d", got)
	}
	office(t, folder, func(o *server.Office) error { return o.EndSession(t.Context(), ticket.ID) })
	if got := browser.get("/records"); got == 200 {
		t.Error("the log-in goes on after it was ended")
	}
	err := func() (err error) {
		office(t, folder, func(o *server.Office) error { err = o.EndSession(t.Context(), uuid.New()); return nil })
		return err
	}()
	if !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("one that never was: %v, want ErrNoSession", err)
	}
}

// What goes wrong is said without whom or where: errors reach logs.
func TestErrorsNameNobody(t *testing.T) {
	folder := newFolder(t)
	found(t, folder)
	o, err := server.OpenOffice(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	scope, err := auth.NewScope("auditor", "110101")
	if err != nil {
		t.Fatal(err)
	}
	ended := uuid.New()
	_, noVillage := o.Enrol(t.Context(), 511921999999, syncproto.CustodyShared, "http://127.0.0.1", nil)
	_, noPerson := o.Appoint(t.Context(), 77_777, village, "office", nil)
	_, _, noPlace := o.Login(t.Context(), scope, "office")
	for name, err := range map[string]error{"511921999999": noVillage, "77777": noPerson, "110101": noPlace, ended.String(): o.EndSession(t.Context(), ended)} {
		if err == nil || strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "511921100200") {
			t.Errorf("got %v, want an error without %s", err, name)
		}
	}
}

// A push that is on its way when the server is told to stop is taken to its end and acknowledged; nothing new is.
func TestAStopLetsAPushFinish(t *testing.T) {
	folder := newFolder(t)
	phone := ingesttest.New(t, "stop", 511921, found(t, folder))
	phone.Add(1, cadre)
	running := begin(t, folder)
	body := phone.Request(phone.Seal())
	line := dial(t, running.address)
	fmt.Fprintf(line, "POST /v1/sync HTTP/1.1\r\nHost: county\r\nContent-Length: %d\r\n\r\n", len(body))
	if _, err := line.Write(body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	awaitTaken(t, running.address)
	running.stop()
	awaitRefused(running.address)
	if _, err := line.Write(body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	answer := readAnswer(t, line)
	running.end()
	if len(answer.Acks) != 1 {
		t.Fatalf("got %+v, want one ack", answer)
	}
	if got := held(t, folder, phone); got != 1 {
		t.Errorf("the county holds %d events, want 1", got)
	}
}

// TLS is a fact of the county: what is handed out names the key by which the server proves itself, and another key is not taken by mistake.
func TestThePinIsHandedOut(t *testing.T) {
	folder := newFolder(t)
	found(t, folder)
	first, second := syncproto.HashOf([]byte("first")), syncproto.HashOf([]byte("second"))
	overTLS := func(pin *syncproto.Hash, replace bool) (bool, error) {
		s, err := server.Open(context.Background(), folder, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.OverTLS(pin, false, replace)
	}
	pinned := func() (pin *syncproto.Hash) {
		office(t, folder, func(o *server.Office) error {
			i, err := o.Enrol(t.Context(), village, syncproto.CustodyShared, "https://127.0.0.1", nil)
			pin = o.Document().TLS
			if want := o.Document().Pins(); !bytes.Equal(i.Pins[:], want[:]) {
				t.Error("the invitation pins another document than the grant will bring")
			}
			return err
		})
		return pin
	}
	for _, step := range []struct {
		name    string
		pin     *syncproto.Hash
		replace bool
		changed bool
		err     error
		want    *syncproto.Hash
	}{
		{"a proxy's TLS without its key", nil, false, false, nil, nil},
		{"the first key", &first, false, true, nil, &first},
		{"the same again", &first, false, false, nil, &first},
		{"another", &second, false, false, server.ErrOtherPin, &first},
		{"another, meant", &second, true, true, nil, &second},
	} {
		changed, err := overTLS(step.pin, step.replace)
		if changed != step.changed || !errors.Is(err, step.err) {
			t.Errorf("%s: %v, %v; want %v, %v", step.name, changed, err, step.changed, step.err)
		}
		if got := pinned(); (got == nil) != (step.want == nil) || got != nil && *got != *step.want {
			t.Errorf("%s: handed out with %v, want %v", step.name, got, step.want)
		}
	}
}
