package syncproto_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func readFrames(stream io.Reader) (frames []syncproto.Frame, err error) {
	r := bufio.NewReader(stream)
	for {
		frame, err := syncproto.ReadFrame(r)
		if err != nil {
			return frames, err
		}
		frames = append(frames, frame)
	}
}

func drawFrames(t *rapid.T) (frames []syncproto.Frame, stream []byte, ends []int) {
	for range rapid.IntRange(1, 5).Draw(t, "frames") {
		frame := syncproto.Frame{Type: syncproto.FrameType(rapid.Byte().Draw(t, "type")), Payload: rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "payload")}
		frames = append(frames, frame)
		stream = syncproto.AppendRawFrame(stream, frame.Type, frame.Payload)
		ends = append(ends, len(stream))
	}
	return frames, stream, ends
}

func TestAnyPrefixOfAStreamCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frames, stream, ends := drawFrames(t)
		whole := 0
		for n := range len(stream) + 1 {
			got, err := readFrames(bytes.NewReader(stream[:n]))
			between := n == 0
			if whole < len(ends) && n == ends[whole] {
				whole++
			}
			between = between || whole > 0 && n == ends[whole-1]
			if fmt.Sprint(got) != fmt.Sprint(frames[:whole]) {
				t.Fatalf("%d bytes give %d frames, want %d", n, len(got), whole)
			}
			if between && err != io.EOF || !between && !errors.Is(err, syncproto.ErrCut) {
				t.Fatalf("%d bytes end with %v, between frames: %v", n, err, between)
			}
		}
	})
}

func TestALinkThatBreaksIsACutThatTellsWhy(t *testing.T) {
	stream := syncproto.AppendRawFrame(nil, 0x7e, make([]byte, 100))
	gone := errors.New("connection reset")
	for n := 1; n < len(stream); n++ {
		_, err := readFrames(io.MultiReader(bytes.NewReader(stream[:n]), iotest.ErrReader(gone)))
		if !errors.Is(err, syncproto.ErrCut) || !errors.Is(err, gone) {
			t.Fatalf("after %d bytes: %v, want ErrCut and its cause", n, err)
		}
	}
}

func TestFrameLimitIsExact(t *testing.T) {
	stream := syncproto.AppendRawFrame(nil, 0x7e, make([]byte, syncproto.MaxFrame))
	if frames, err := readFrames(bytes.NewReader(stream)); len(frames) != 1 || err != io.EOF {
		t.Errorf("at the limit: %d frames, %v", len(frames), err)
	}
	stream = syncproto.AppendRawFrame(nil, 0x7e, make([]byte, syncproto.MaxFrame+1))
	if _, err := readFrames(bytes.NewReader(stream)); !errors.Is(err, syncproto.ErrOverLimit) {
		t.Errorf("one beyond: %v, want ErrOverLimit", err)
	}
	if _, err := readFrames(bytes.NewReader([]byte{0x7e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})); !errors.Is(err, syncproto.ErrOverLimit) {
		t.Errorf("a length of 63 bits: %v, want ErrOverLimit", err)
	}
	if _, err := readFrames(bytes.NewReader([]byte{0x7e, 0x81, 0x00, 1})); !errors.Is(err, syncproto.ErrMalformed) {
		t.Errorf("a length of 1 in two bytes: %v, want ErrMalformed", err)
	}
}

func TestAHelloBeginsOnlyItsOwnSession(t *testing.T) {
	log, session := syncproto.LogID{1}, syncproto.SessionID{2}
	good, err := syncproto.SignHello(prototest.County, log, session, device)
	if err != nil {
		t.Fatal(err)
	}
	if !good.Begins(prototest.County, device.Public()) {
		t.Fatal("its own hello begins no session")
	}
	for name, change := range map[string]func(h *syncproto.Hello) (syncproto.County, syncproto.PublicKey){
		"session": func(h *syncproto.Hello) (syncproto.County, syncproto.PublicKey) {
			h.Session[0]++
			return prototest.County, device.Public()
		},
		"log": func(h *syncproto.Hello) (syncproto.County, syncproto.PublicKey) {
			h.Log = &syncproto.LogID{9}
			return prototest.County, device.Public()
		},
		"county": func(*syncproto.Hello) (syncproto.County, syncproto.PublicKey) {
			return prototest.County + 1, device.Public()
		},
		"key": func(*syncproto.Hello) (syncproto.County, syncproto.PublicKey) {
			return prototest.County, prototest.Ed25519Key("other").Public()
		},
		"no signature": func(h *syncproto.Hello) (syncproto.County, syncproto.PublicKey) {
			h.Signature = nil
			return prototest.County, device.Public()
		},
	} {
		changed := good
		if county, key := change(&changed); changed.Begins(county, key) {
			t.Errorf("another %s begins a session too", name)
		}
	}
}
