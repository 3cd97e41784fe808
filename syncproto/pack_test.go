package syncproto_test

import (
	"bytes"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
)

func TestSplittingABodyLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var body []byte
		for range rapid.IntRange(1, 6).Draw(t, "events") {
			data, err := syncproto.EncodeEvent(drawAnyEvent(t))
			if err != nil {
				t.Fatal(err)
			}
			body = append(body, data...)
		}
		skeleton, tail := syncproto.SplitBody(body)
		if len(skeleton)+len(tail) != len(body) {
			t.Fatalf("%d + %d bytes of %d", len(skeleton), len(tail), len(body))
		}
		if again, err := syncproto.JoinBody(skeleton, tail); err != nil || !bytes.Equal(again, body) {
			t.Fatalf("%x came back as %x (%v)", body, again, err)
		}
		if _, err := syncproto.JoinBody(skeleton, append(tail, 0)); err == nil {
			t.Fatal("a byte of the tail may be left over")
		}
		if _, err := syncproto.JoinBody(append(skeleton, 0x50), tail); err == nil {
			t.Fatal("a string whose content is missing was taken")
		}
	})
}

func TestJoiningWhatAStrangerSendsNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		skeleton, tail := rapid.SliceOf(rapid.Byte()).Draw(t, "skeleton"), rapid.SliceOf(rapid.Byte()).Draw(t, "tail")
		body, err := syncproto.JoinBody(skeleton, tail)
		if err == nil && len(body) != len(skeleton)+len(tail) {
			t.Fatalf("%d bytes of %d and %d", len(body), len(skeleton), len(tail))
		}
	})
}

// A body of the most that a decoder takes is read, whatever way it comes.
func TestBodiesUpToTheLimitAreRead(t *testing.T) {
	for _, size := range []int{syncproto.MaxBodyRead, syncproto.MaxBodyRead + 1} {
		_, err := syncproto.ParseSegment(plainSegment(size))
		if got := syncproto.CodeOf(err); size <= syncproto.MaxBodyRead && got != 0 || size > syncproto.MaxBodyRead && got != syncproto.CodeOverLimit {
			t.Errorf("a body of %d bytes: %v", size, err)
		}
	}
}

// plainSegment has 64 unknown events that fill a body of so many bytes, not packed.
func plainSegment(size int) []byte {
	var body []byte
	for i := range syncproto.MaxSegmentEvents {
		length := size/syncproto.MaxSegmentEvents - 8
		if i == 0 {
			length += size % syncproto.MaxSegmentEvents
		}
		body = append(body, 0x84, 0x18, 200, 0, 0, 0x59, byte(length>>8), byte(length))
		body = append(body, make([]byte, length)...)
	}
	header := spelled("89 01 50" + zeros(16) + "01 1840 5820" + zeros(32) + "00 00 00 f6")
	payload := append([]byte{0x85, 0x58, byte(len(header))}, header...)
	payload = append(payload, spelled("50"+zeros(16)+"00 5a")...)
	payload = append(payload, byte(len(body)>>24), byte(len(body)>>16), byte(len(body)>>8), byte(len(body)))
	payload = append(payload, body...)
	return append(payload, spelled("5840"+zeros(64))...)
}

func TestPackingIsDeterministicAndSmaller(t *testing.T) {
	a, b := visit().Sealed[0], visit().Sealed[0]
	if !bytes.Equal(a, b) {
		t.Error("the same events under the same key and salt made two segments")
	}
	events := bytes.Join(verified(t, a).Events(), nil)
	if codecOf(t, a) != 1 || len(a) >= len(events)+160 {
		t.Errorf("a segment of %d bytes for a body of %d", len(a), len(events))
	}
}

// An old phone has little memory.
func TestPackingTakesLittleMemory(t *testing.T) {
	body := bytes.Join(verified(t, visit().Sealed[0]).Events(), nil)
	syncproto.Pack(body) // reads the dictionary, once
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	syncproto.Pack(body)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2<<20 {
		t.Errorf("%d bytes to pack a segment, want at most 2 MiB", got)
	}
}
