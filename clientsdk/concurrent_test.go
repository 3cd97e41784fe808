package clientsdk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhucun/clientsdk"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// lone is a source of randomness that allows one reader at a time, and notices two.
type lone struct {
	source io.Reader
	busy   atomic.Bool
	met    atomic.Bool
}

func (l *lone) Read(into []byte) (int, error) {
	if !l.busy.CompareAndSwap(false, true) {
		l.met.Store(true)
	}
	defer l.busy.Store(false)
	for range 2000 {
		runtime.Gosched()
	}
	return l.source.Read(into)
}

func TestPeopleWriteWhileThePhoneSyncs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	source := &lone{source: w.config.Random}
	w.config.Random = source
	w.reopen()
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
	for range 10 {
		w.sync()
	}
	writers.Wait()
	if source.met.Load() {
		t.Error("two goroutines drew from the source at once")
	}
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
	t.Parallel()
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

// late gives the whole answer and, before the phone has looked at it, the user gives up waiting.
type late struct {
	syncer.Transport
	giveUp context.CancelFunc
}

func (l late) Sync(ctx context.Context, body io.Reader, size int64) (syncer.Answer, error) {
	answer, err := l.Transport.Sync(ctx, body, size)
	if err != nil {
		return answer, err
	}
	data, err := io.ReadAll(answer.Body)
	l.giveUp()
	return syncer.Answer{Status: answer.Status, Body: io.NopCloser(bytes.NewReader(data))}, errors.Join(err, answer.Body.Close())
}

func TestWhatArrivedIsKeptThoughTheUserGaveUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sync()
	w.signIn()
	stop, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.config.Transport = func(s clientsdk.Server) syncer.Transport { return late{syncer.NewHTTP(s.Address, s.TLS), cancel} }
	w.reopen()
	if _, err := w.phone.Sync(stop, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if s := w.status(); s.Delivered != s.Events {
		t.Errorf("the receipt had arrived, and %d of %d are delivered", s.Delivered, s.Events)
	}
}

func TestTheSamePhotoFromManySides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	signIn := w.signIn()
	original := noise(t, 1, 40, 30)
	var writers sync.WaitGroup
	for range 6 {
		writers.Go(func() {
			for range 5 {
				if _, err := w.phone.AddPhoto(ctx(t), w.cadre, signIn.ID.Seq, original); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	w.sync()
	w.settled()
	if s := w.status(); s.Photos != 30 || s.Arrived != 30 {
		t.Errorf("status: %+v", s)
	}
}

func TestOfSeveralEnrolmentsOneStands(t *testing.T) {
	t.Parallel()
	w := bareWorld(t, t.TempDir())
	w.config.Random = &lone{source: w.config.Random}
	w.reopen()
	codes := prototest.Random("codes")
	var people sync.WaitGroup
	for range 4 {
		code := w.county.Code(codes, 0)
		people.Go(func() {
			if err := w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, Address: w.server.URL, County: county}); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	w.reopen()
	w.addCadre()
	w.signIn()
	w.sync()
	w.settled()
}

// A link that dies says nothing: an exchange over which no byte moves is given up.
func TestASilentServerIsACutConnection(t *testing.T) {
	t.Parallel()
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
	w.config.Stall = 0
	w.reopen()
	w.sync()
	w.settled()
}

func TestALogMayBeSignedByAKeyInHardware(t *testing.T) {
	t.Parallel()
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

// hasty answers before it has read the body, and goes on reading: what net/http does when a server answers early or a connection breaks.
type hasty struct {
	syncer.Transport
	reading *sync.WaitGroup
	bodies  chan io.Reader // of which the test reads the rest, after all is over
}

func (h hasty) Sync(ctx context.Context, body io.Reader, size int64) (syncer.Answer, error) {
	data, err := io.ReadAll(io.LimitReader(body, size-2))
	if err != nil {
		return syncer.Answer{}, err
	}
	h.bodies <- body
	copied := make(chan struct{})
	h.reading.Go(func() {
		close(copied)
		_, _ = io.CopyN(io.Discard, body, 1)
	})
	<-copied
	return h.Transport.Sync(ctx, bytes.NewReader(data), size-2)
}

func TestATransportMayGoOnReadingAfterItAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn()
	var reading sync.WaitGroup
	bodies := make(chan io.Reader, 100)
	w.config.Transport = func(s clientsdk.Server) syncer.Transport {
		return hasty{syncer.NewHTTP(s.Address, s.TLS), &reading, bodies}
	}
	w.config.Attempts = 1
	w.reopen()
	over, calls := false, 0
	_, _ = w.phone.Sync(ctx(t), func(clientsdk.Progress) { // the end of the last segment never arrives
		calls++
		if over {
			t.Error("progress was told after the sync had ended")
		}
	})
	reading.Wait()
	over = true
	for len(bodies) > 0 {
		body := <-bodies
		_, _ = io.Copy(io.Discard, body)
	}
	if calls == 0 {
		t.Error("no progress was told")
	}
}
