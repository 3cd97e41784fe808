package clientsdk_test

import (
	"errors"
	"testing"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
)

func TestAWrongServerGetsNoBelief(t *testing.T) {
	t.Parallel()
	t.Run("other keys than the invitation pins", func(t *testing.T) {
		w := bareWorld(t, t.TempDir())
		w.enrol(ptr(countytest.New(2, county).Pins()))
		w.addCadre()
		if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrWrongServer) {
			t.Errorf("got %v", err)
		}
		if s := w.status(); s.Granted || s.Delivered != 0 {
			t.Errorf("believed: %+v", s)
		}
	})
	t.Run("receipts by another ledger key", func(t *testing.T) {
		w := newWorld(t)
		w.sync()
		w.signIn()
		w.county.Forge()
		if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrWrongServer) {
			t.Errorf("got %v", err)
		}
		if s := w.status(); s.Delivered != s.Events-1 {
			t.Errorf("a forged receipt delivered: %+v", s)
		}
	})
	t.Run("another county's server", func(t *testing.T) {
		w := bareWorld(t, t.TempDir())
		code := w.county.Code(w.config.Random, 0)
		must(t, w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, Address: w.server.URL, County: 513702}))
		w.addCadre()
		var refusal *clientsdk.Refusal
		if _, err := w.phone.Sync(ctx(t), nil); !errors.As(err, &refusal) || refusal.Code != syncproto.CodeWrongCounty {
			t.Errorf("got %v", err)
		}
	})
}

func TestATypedCodeEnrolsWithoutPins(t *testing.T) {
	t.Parallel()
	w := bareWorld(t, t.TempDir())
	w.enrol(nil)
	w.addCadre()
	w.sync()
	w.settled()
	if !w.status().Granted {
		t.Error("not granted")
	}
}

func TestABadCodeIsShownAndLosesNothing(t *testing.T) {
	t.Parallel()
	for _, code := range []syncproto.Code{syncproto.CodeCodeSpent, syncproto.CodeCodeExpired, syncproto.CodeCodeUnknown, syncproto.CodeKeyRefused} {
		t.Run(code.String(), func(t *testing.T) {
			w := bareWorld(t, t.TempDir())
			bad := w.county.Code(w.config.Random, code)
			must(t, w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: bad, Address: w.server.URL, County: county}))
			w.addCadre()
			w.signIn()
			_, err := w.phone.Sync(ctx(t), nil)
			var refusal *clientsdk.Refusal
			if !errors.As(err, &refusal) || refusal.Code != code {
				t.Errorf("got %v, want %s", err, code)
			}
			s := w.status()
			if s.Events != 2 || s.Delivered != 0 || len(s.Notices) != 1 || s.Notices[0] != code {
				t.Errorf("status: %+v", s)
			}
		})
	}
}

func TestADeadSessionIsRenewedInTheSameSync(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	w.sync()
	_, err := w.phone.AddPhoto(ctx(t), w.cadre, signIn.ID.Seq, photo(t, 1))
	must(t, err)
	w.county.EndSessions()
	if result := w.sync(); result.Requests != 2 {
		t.Errorf("%d requests, want the push and one that signs", result.Requests)
	}
	w.settled()
	if s := w.status(); s.Arrived != 1 {
		t.Errorf("the photo did not arrive: %+v", s)
	}
}

func TestAServerThatWasSetBackGetsAllAgain(t *testing.T) {
	t.Parallel()
	t.Run("a new epoch, signed", func(t *testing.T) {
		w := newWorld(t)
		for range 3 {
			w.signIn()
			w.sync()
		}
		w.county.Recover(0)
		w.signIn()
		w.sync()
		w.settled()
		if s := w.status(); s.Delivered != s.Events {
			t.Errorf("delivered %d of %d", s.Delivered, s.Events)
		}
	})
	t.Run("a gap before what is sent", func(t *testing.T) {
		w := newWorld(t)
		for range 3 {
			w.signIn()
			w.sync()
		}
		w.county.Recover(2)
		w.signIn()
		w.sync()
		w.settled()
	})
	t.Run("it says that it is behind", func(t *testing.T) {
		w := newWorld(t)
		for range 3 {
			w.signIn()
			w.sync()
		}
		w.county.Recover(1)
		w.county.Say(syncproto.Notice{Code: syncproto.CodeServerBehind, Seq: ptr(uint64(3))})
		w.sync()
		w.settled()
	})
}

func TestOneSyncAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn()
	var inner error
	_, err := w.phone.Sync(ctx(t), func(clientsdk.Progress) {
		if inner == nil {
			_, inner = w.phone.Sync(ctx(t), nil)
		}
	})
	must(t, err)
	if !errors.Is(inner, clientsdk.ErrSyncing) {
		t.Errorf("a second sync: %v", inner)
	}
}
