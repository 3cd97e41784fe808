package clientsdk_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == childArgument {
		child(os.Args[2])
	}
	// A whole life takes a third of a second under the race detector; -rapid.checks asks for more of them.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(m)
}

const (
	county  = syncproto.County(513701)
	village = syncproto.Village(513701_101_201)
)

// handClock stands still until a test moves it.
type handClock struct {
	mu  sync.Mutex
	now syncproto.Clock
}

func newClock() *handClock {
	return &handClock{now: syncproto.Clock{Wall: 1_795_000_000, Boot: 7, Elapsed: 1000}}
}

func (c *handClock) Now() syncproto.Clock {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) set(change func(*syncproto.Clock)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.now)
}

// world is a county and one phone of it.
type world struct {
	t      tb
	county *countytest.County
	server *httptest.Server
	clock  *handClock
	config clientsdk.Config
	phone  *clientsdk.Phone
	cadre  syncproto.Actor
}

// tb is what a test and a case of a property have in common.
type tb interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
	Cleanup(func())
	Name() string
}

func ctx(t tb) context.Context { return t.Context() }

// newWorld has a phone that is enrolled, granted nothing yet, and used by one cadre.
func newWorld(t *testing.T) *world {
	w := bareWorld(t, t.TempDir())
	pins := w.county.Pins()
	w.enrol(&pins)
	w.addCadre()
	return w
}

// twin is the same phone once more, as it is now, with a county of its own that gave it the same code.
func (w *world) twin(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(w.config.Dir)))
	twin := bareWorld(t, dir)
	twin.county.Code(prototest.Random(w.t.Name()), 0)
	must(t, twin.phone.SetAddress(t.Context(), twin.server.URL))
	twin.cadre = w.cadre
	return twin
}

// bareWorld has a phone that is not enrolled.
func bareWorld(t tb, dir string) *world {
	w := &world{t: t, county: countytest.New(1, county), clock: newClock()}
	w.server = httptest.NewUnstartedServer(w.county)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0) // cut connections are what is tested
	w.server.Start()
	t.Cleanup(w.server.Close)
	w.config = clientsdk.Config{Dir: dir, Clock: w.clock, Random: prototest.Random(t.Name()), Attempts: 8,
		Pause: func(context.Context, int) error { return nil }}
	w.open()
	t.Cleanup(func() { must(t, w.phone.Close()) })
	return w
}

func (w *world) addCadre() {
	w.t.Helper()
	local, err := w.phone.AddPerson(ctx(w.t), clientsdk.AddPerson{Person: 11, Name: "何干部"})
	must(w.t, err)
	w.cadre = syncproto.ActorOf(local, syncproto.UnlockNone)
}

func (w *world) open() {
	w.t.Helper()
	var err error
	w.phone, err = clientsdk.Open(ctx(w.t), w.config)
	must(w.t, err)
}

func (w *world) reopen() {
	w.t.Helper()
	must(w.t, w.phone.Close())
	w.open()
}

func (w *world) enrol(pins *syncproto.Hash) {
	w.t.Helper()
	code := w.county.Code(w.config.Random, 0)
	must(w.t, w.phone.Enrol(ctx(w.t), clientsdk.Invitation{Code: code, Address: w.server.URL, County: county, Pins: pins}))
}

func (w *world) signIn() clientsdk.Written {
	w.t.Helper()
	written, err := w.phone.SignIn(ctx(w.t), w.cadre, clientsdk.SignIn{Village: village, Sheet: 3, Supervisor: 21})
	must(w.t, err)
	return written
}

func (w *world) note(text string) clientsdk.Written {
	w.t.Helper()
	written, err := w.phone.Note(ctx(w.t), w.cadre, clientsdk.Note{Village: village, Text: text})
	must(w.t, err)
	return written
}

// supervisor adds a person whose key a card wraps.
func (w *world) supervisor(card syncproto.Card) syncproto.Local {
	w.t.Helper()
	local, err := w.phone.AddPerson(ctx(w.t), clientsdk.AddPerson{Person: 21, Name: "杨大娘", Secret: clientsdk.CardSecret(card), Custody: syncproto.CustodyShared})
	must(w.t, err)
	return local
}

func (w *world) sync() clientsdk.SyncResult {
	w.t.Helper()
	result, err := w.phone.Sync(ctx(w.t), nil)
	must(w.t, err)
	return result
}

func (w *world) status() clientsdk.Status {
	w.t.Helper()
	status, err := w.phone.Status(ctx(w.t))
	must(w.t, err)
	return status
}

// settled demands that all events are delivered, that the county holds them exactly as the phone does, and has nothing to complain of.
func (w *world) settled() {
	w.t.Helper()
	s := w.status()
	if s.Delivered != s.Events || s.ToSend.Records.Total != 0 {
		w.t.Errorf("delivered %d of %d events, %d bytes to send", s.Delivered, s.Events, s.ToSend.Records.Total)
	}
	there := w.county.Events(s.Log)
	if len(there) != s.Events {
		w.t.Fatalf("the county holds %d events, the phone %d", len(there), s.Events)
	}
	here, err := w.phone.List(ctx(w.t), 0, s.Events)
	must(w.t, err)
	for i, event := range here {
		data, err := syncproto.EncodeEvent(event.Said)
		must(w.t, err)
		if seq := s.Events - i; event.ID.Seq != uint64(seq) || !bytes.Equal(data, there[seq-1]) {
			w.t.Errorf("event %d is %x here and %x there", seq, data, there[seq-1])
		}
	}
	w.innocent()
}

func (w *world) innocent() {
	w.t.Helper()
	for _, complaint := range w.county.Complaints() {
		w.t.Errorf("the county complains: %s", complaint)
	}
}

func newCard(t tb, seed string) syncproto.Card {
	t.Helper()
	card, err := syncproto.NewCard(prototest.Random(seed))
	must(t, err)
	return card
}

func newPIN(t tb, digits string) clientsdk.Secret {
	t.Helper()
	secret, err := clientsdk.PINSecret(digits)
	must(t, err)
	return secret
}

// photo is one whose view is longer than a cut connection lives.
func photo(t tb, n int) []byte { return noise(t, n, 400, 300) }

// noise is a photo whose every pixel differs.
func noise(t tb, n, width, height int) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, width, height))
	_, err := io.ReadFull(prototest.Random(fmt.Sprint("photo ", n)), picture.Pix)
	must(t, err)
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, picture, &jpeg.Options{Quality: 75}))
	return out.Bytes()
}

// realPhoto is from a real camera, and lies on its side.
func realPhoto(t tb) []byte {
	t.Helper()
	data, err := os.ReadFile("../testdata/photos/orientation/Landscape_6.jpg")
	must(t, err)
	return data
}

func must(t tb, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }
