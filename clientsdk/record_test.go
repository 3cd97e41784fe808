package clientsdk_test

import (
	"bytes"
	"errors"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

func TestASignInRemembersTheLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.phone.SignIn(ctx(t), w.cadre, clientsdk.SignIn{}); !errors.Is(err, clientsdk.ErrIncomplete) {
		t.Errorf("the first without a village: %v", err)
	}
	w.signIn()
	w.reopen()
	again, err := w.phone.SignIn(ctx(t), w.cadre, clientsdk.SignIn{Activity: syncproto.ActivitySurvey})
	must(t, err)
	if s := w.said(again.ID).(syncproto.SignIn); s.Village != village || s.Sheet != 3 || s.Supervisor != 21 || s.Person != 11 {
		t.Errorf("said %+v", s)
	}
	colleague, err := w.phone.AddPerson(ctx(t), clientsdk.AddPerson{Person: 12, Name: "李干部"})
	must(t, err)
	first, err := w.phone.SignIn(ctx(t), syncproto.ActorOf(colleague, syncproto.UnlockNone), clientsdk.SignIn{})
	must(t, err)
	if s := w.said(first.ID).(syncproto.SignIn); s.Person != 12 || s.Sheet != 3 {
		t.Errorf("a colleague on the same phone: %+v", s)
	}
	// Another village has other sheets: they must be said.
	if _, err := w.phone.SignIn(ctx(t), w.cadre, clientsdk.SignIn{Village: village + 1, Supervisor: 22}); !errors.Is(err, clientsdk.ErrIncomplete) {
		t.Errorf("another village without a sheet: %v", err)
	}
}

func TestBadInputIsSaidAndWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	before := w.status().Events
	note := func(text string) error {
		_, err := w.phone.Note(ctx(t), w.cadre, clientsdk.Note{Text: text})
		return err
	}
	signOut := func(seq uint64) error {
		_, err := w.phone.SignOut(ctx(t), w.cadre, seq, nil)
		return err
	}
	_, stranger := w.phone.Note(ctx(t), syncproto.ActorOf(9, syncproto.UnlockNone), clientsdk.Note{Village: village, Text: "x"})
	for name, test := range map[string]struct{ got, want error }{
		"an empty note":           {note(""), syncproto.ErrMalformed},
		"a text turned around":    {note("a\u202eb"), syncproto.ErrMalformed},
		"a note of 2 KB":          {note(string(bytes.Repeat([]byte("x"), 2000))), syncproto.ErrOverLimit},
		"a sign-out of nothing":   {signOut(99), clientsdk.ErrNoEvent},
		"a sign-out of a person":  {signOut(1), clientsdk.ErrNotThat},
		"a writer who is unknown": {stranger, clientsdk.ErrNoPerson},
	} {
		if !errors.Is(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
	if after := w.status().Events; after != before {
		t.Errorf("%d events were written", after-before)
	}
	must(t, signOut(signIn.ID.Seq))
}

func TestAPhoneThatIsNotEnrolledWritesNothing(t *testing.T) {
	t.Parallel()
	w := bareWorld(t, t.TempDir())
	if _, err := w.phone.SignIn(ctx(t), 0, clientsdk.SignIn{}); !errors.Is(err, clientsdk.ErrNotEnrolled) {
		t.Errorf("a sign-in: %v", err)
	}
	if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrNotEnrolled) {
		t.Errorf("a sync: %v", err)
	}
	if s := w.status(); s.Enrolled {
		t.Errorf("status %+v", s)
	}
}
