package syncer_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"

	"zhucun/clientsdk/countytest"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

const home = syncproto.County(513701)

// world is a county and a phone that has sealed some segments of one note each.
type world struct {
	county *countytest.County
	state  syncer.State
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t testing.TB, segments int) *world {
	t.Helper()
	w := new(world)
	key, code := prototest.Ed25519Key("phone"), w.found()
	enrolment, err := syncproto.NewGenesis(home, key, code, nil)
	must(t, err)
	pins := w.county.Pins()
	w.state = syncer.State{County: home, Log: enrolment.LogID(), Signer: key, Session: syncproto.SessionID{1}, Spare: syncproto.SessionID{2},
		Enrolment: enrolment, CodeKey: &code, Pins: &pins, Attempts: 4}
	previous := enrolment.Root()
	event, err := syncproto.EncodeEvent(syncproto.Event{Body: syncproto.Note{Village: 513701101201, Text: "记"}})
	must(t, err)
	for first := range uint64(segments) {
		open := syncproto.NewOpen(w.state.Log, first+1, previous, syncproto.Clock{Boot: 1}, nil, syncproto.Salt{byte(first)})
		_, err := open.Append(event)
		must(t, err)
		payload, head, err := open.Seal(key)
		must(t, err)
		w.state.Segments = append(w.state.Segments, syncer.Segment{First: first + 1, Count: 1, Head: head, Payload: payload})
		previous = head
	}
	return w
}

// found makes the county anew, with nothing in it but the phone's code.
func (w *world) found() syncproto.CodeKey {
	w.county = countytest.New(1, home)
	return w.county.Code(prototest.Random("code"), 0).Key()
}

// run drives an engine against a county; bend changes each answer before it is read.
func (w *world) run(engine *syncer.Engine, bend func([]byte) []byte) (changes []syncer.Change) {
	for {
		action := engine.Next()
		if action.Over() {
			return changes
		}
		changes = append(changes, engine.Sending()...)
		status, answer := 200, []byte(nil)
		if action.Push != nil {
			answer = w.county.Sync(action.Push)
		} else {
			p := action.Patch
			status, answer = w.county.Patch(p.Session, p.Hash, p.Offset, make([]byte, p.Size), false)
		}
		frames, fault := bufio.NewReader(bytes.NewReader(bend(answer))), error(nil)
		for fault == nil {
			var frame syncproto.Frame
			if frame, fault = syncproto.ReadFrame(frames); fault == nil {
				changes = append(changes, engine.Take(frame)...)
			}
		}
		if errors.Is(fault, io.EOF) {
			fault = nil
		}
		engine.Ended(status, fault)
	}
}

func delivered(changes []syncer.Change) map[uint64]int {
	firsts := map[uint64]int{}
	for _, change := range changes {
		if d, ok := change.(syncer.Delivered); ok {
			firsts[d.First]++
		}
	}
	return firsts
}

func TestEveryPrefixOfTheFirstAnswerIsEnough(t *testing.T) {
	w := newWorld(t, 3)
	length := len(w.county.Sync(syncer.New(w.state).Next().Push))
	for cut := range length {
		w.found()
		engine := syncer.New(w.state)
		first := true
		changes := w.run(engine, func(answer []byte) []byte {
			if first {
				first = false
				return answer[:cut]
			}
			return answer
		})
		if o := engine.Outcome(); o.Err != nil || o.Failed != 1 || len(delivered(changes)) != 3 || o.Receipts != 3 {
			t.Fatalf("cut at %d of %d: %+v, delivered %v", cut, length, o, delivered(changes))
		}
		if complaints := w.county.Complaints(); len(complaints) != 0 {
			t.Fatalf("cut at %d: %v", cut, complaints)
		}
	}
}

// A server may say things twice and in another order than it should.
func TestRepeatedAndShuffledFramesDeliverOnce(t *testing.T) {
	w := newWorld(t, 3)
	engine := syncer.New(w.state)
	w.run(engine, func(answer []byte) []byte {
		frames := split(t, answer)
		var out []byte
		for i := range frames {
			for range 2 {
				f := frames[(i*2+1)%len(frames)]
				out = syncproto.AppendRawFrame(out, f.Type, f.Payload)
			}
		}
		return append(out, answer...)
	})
	if o := engine.Outcome(); o.Err != nil || o.Receipts != 3 || o.Pushes != 1 {
		t.Errorf("outcome %+v", o)
	}
}

func split(t testing.TB, answer []byte) (frames []syncproto.Frame) {
	t.Helper()
	for r := bufio.NewReader(bytes.NewReader(answer)); ; {
		frame, err := syncproto.ReadFrame(r)
		if errors.Is(err, io.EOF) {
			return frames
		}
		must(t, err)
		frames = append(frames, frame)
	}
}

// Receipts that are true, but of another phone, another segment or an older life of the server, deliver nothing here.
func TestAReceiptCountsOnlyForItsOwnSegment(t *testing.T) {
	tests := map[string]func(*syncproto.Receipt){
		"another log":   func(r *syncproto.Receipt) { r.Log[0]++ },
		"another place": func(r *syncproto.Receipt) { r.First++ },
		"another count": func(r *syncproto.Receipt) { r.Count++ },
		"another head":  func(r *syncproto.Receipt) { r.Head[0]++ },
		"an old epoch":  func(r *syncproto.Receipt) { r.Epoch = 0 },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 1)
			engine := syncer.New(w.state)
			changes := w.run(engine, func(answer []byte) []byte {
				var out []byte
				for _, f := range split(t, answer) {
					if f.Type != syncproto.FrameReceipt {
						out = syncproto.AppendRawFrame(out, f.Type, f.Payload)
					}
				}
				s := w.state.Segments[0]
				r := syncproto.Receipt{Epoch: 1, Log: w.state.Log, First: s.First, Count: s.Count, Head: s.Head, Size: 1}
				change(&r)
				return append(out, syncproto.AppendFrame(nil, syncproto.FrameReceipt, w.county.SignReceipt(r))...)
			})
			if len(delivered(changes)) != 0 {
				t.Errorf("delivered %v", delivered(changes))
			}
		})
	}
}

func TestARunEndsWhateverTheServerDoes(t *testing.T) {
	for name, bend := range map[string]func([]byte) []byte{
		"nothing": func([]byte) []byte { return nil },
		"a web page": func([]byte) []byte {
			return []byte("<!DOCTYPE html><html><body>Sign in to use this network</body></html>")
		},
		"only an end": func([]byte) []byte { return syncproto.AppendFrame(nil, syncproto.FrameEnd, syncproto.End{More: 1}) },
		"no session": func([]byte) []byte {
			out := syncproto.AppendFrame(nil, syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeSessionUnknown})
			return syncproto.AppendFrame(out, syncproto.FrameEnd, syncproto.End{})
		},
		"always behind": func(answer []byte) []byte {
			return append(syncproto.AppendFrame(nil, syncproto.FrameNotice, syncproto.Notice{Code: syncproto.CodeServerBehind}), answer...)
		},
		"always more": func(answer []byte) []byte {
			return append(answer, syncproto.AppendFrame(nil, syncproto.FrameEnd, syncproto.End{Epoch: 1, More: 1})...)
		},
	} {
		w := newWorld(t, 2)
		engine := syncer.New(w.state)
		w.run(engine, bend)
		if o := engine.Outcome(); o.Pushes > 6 {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestLaterIsHeardOutAndEndsTheRun(t *testing.T) {
	w := newWorld(t, 2)
	w.county.Say(syncproto.Notice{Code: syncproto.CodeLater})
	w.state.Jitter = 1
	engine := syncer.New(w.state)
	changes := w.run(engine, func(answer []byte) []byte { return answer })
	o := engine.Outcome()
	if !errors.Is(o.Err, syncer.ErrLater) || o.Wait != 90 || o.Pushes != 1 || len(delivered(changes)) != 2 {
		t.Errorf("outcome %+v, delivered %v; want 60 s and half of it, and the receipts that came", o, delivered(changes))
	}
}

func TestASegmentTheServerCannotReadStopsOnlyItself(t *testing.T) {
	w := newWorld(t, 2)
	w.county.Say(syncproto.Notice{Code: syncproto.CodeMalformed, Log: &w.state.Log, Seq: &w.state.Segments[1].First})
	engine := syncer.New(w.state)
	// The receipt of the second segment is taken out: the server did not read it.
	changes := w.run(engine, func(answer []byte) []byte {
		var out []byte
		receipts := 0
		for _, f := range split(t, answer) {
			if f.Type == syncproto.FrameReceipt {
				receipts++
			}
			if f.Type != syncproto.FrameReceipt || receipts == 1 {
				out = syncproto.AppendRawFrame(out, f.Type, f.Payload)
			}
		}
		return out
	})
	stopped := 0
	for _, change := range changes {
		if s, ok := change.(syncer.Stopped); ok && s.First == 2 {
			stopped++
		}
	}
	if stopped != 1 || len(delivered(changes)) != 1 || engine.Outcome().Pushes != 1 {
		t.Errorf("stopped %d, delivered %v, %+v", stopped, delivered(changes), engine.Outcome())
	}
}

func TestALongBacklogGoesInRequestsOfBoundedSize(t *testing.T) {
	w := newWorld(t, 3)
	for i := range w.state.Segments { // as long as a stored segment may be
		w.state.Segments[i].Payload = append(w.state.Segments[i].Payload, make([]byte, syncproto.MaxRequest/2)...)
	}
	engine := syncer.New(w.state)
	var sizes []int
	for range 3 {
		action := engine.Next()
		sizes = append(sizes, len(action.Push))
		engine.Take(syncproto.Frame{Type: syncproto.FrameEnd, Payload: endPayload(t)})
		engine.Ended(200, nil)
	}
	for _, n := range sizes {
		if n == 0 || n > syncproto.MaxRequest {
			t.Errorf("requests of %v bytes", sizes)
		}
	}
}

func endPayload(t testing.TB) []byte {
	return split(t, syncproto.AppendFrame(nil, syncproto.FrameEnd, syncproto.End{Epoch: 1}))[0].Payload
}
