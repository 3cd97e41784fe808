package clientsdk_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"zhucun/clientsdk"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func TestPeopleWriteWhileThePhoneSyncs(t *testing.T) {
	w := newWorld(t)
	w.sync()
	var writers sync.WaitGroup
	seqs := make(chan uint64, 60)
	for range 3 {
		writers.Go(func() {
			for range 20 {
				written, err := w.phone.Note(ctx(t), w.cadre, clientsdk.Note{Village: village, Text: "记"})
				if err != nil {
					t.Error(err)
					return
				}
				seqs <- written.ID.Seq
			}
		})
	}
	for range 5 {
		w.sync()
	}
	writers.Wait()
	close(seqs)
	seen := map[uint64]bool{}
	for seq := range seqs {
		if seen[seq] {
			t.Errorf("event %d was written twice", seq)
		}
		seen[seq] = true
	}
	w.sync()
	w.settled()
	if len(seen) != 60 {
		t.Errorf("%d events were acknowledged, want 60", len(seen))
	}
}

func TestACancelledSyncKeepsWhatArrived(t *testing.T) {
	w := newWorld(t)
	w.addPhoto(w.signIn().ID.Seq, photo(t, 1))
	stop, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := w.phone.Sync(stop, func(p clientsdk.Progress) {
		if p.Views.Sent > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if s := w.status(); s.Delivered != s.Events || s.Arrived != 0 {
		t.Errorf("status %+v, want the records delivered and the photo not", s)
	}
	w.sync()
	w.settled()
}

// A link that dies says nothing: an exchange over which no byte moves is given up.
func TestASilentServerIsACutConnection(t *testing.T) {
	w := newWorld(t)
	dead := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer dead.Close()
	w.signIn()
	must(t, w.phone.SetAddress(ctx(t), dead.URL))
	w.config.Stall, w.config.Attempts = 50*time.Millisecond, 2
	w.reopen()
	result, err := w.phone.Sync(ctx(t), nil)
	if !errors.Is(err, clientsdk.ErrCut) || result.Failed != 2 {
		t.Errorf("got %v after %d failures", err, result.Failed)
	}
	must(t, w.phone.SetAddress(ctx(t), w.server.URL))
	w.sync()
	w.settled()
}

func TestALogMayBeSignedByAKeyInHardware(t *testing.T) {
	w := bareWorld(t, t.TempDir())
	w.config.LogKey = prototest.P256Key("secure element")
	w.reopen()
	w.enrol(nil)
	w.addCadre()
	card := newCard(t, "household 9")
	local := w.supervisor(card)
	signIn := w.signIn()
	w.reopen()
	_, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(signIn.ID.Seq), Secret: clientsdk.CardSecret(card)})
	must(t, err)
	w.sync()
	w.settled()
	w.config.LogKey = prototest.P256Key("another phone's")
	w.reopen()
	if _, err := w.phone.SignIn(ctx(t), syncproto.ActorOf(1, 0), clientsdk.SignIn{}); !errors.Is(err, clientsdk.ErrWrongDevice) {
		t.Errorf("another phone's key: %v", err)
	}
}
