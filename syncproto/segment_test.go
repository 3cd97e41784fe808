package syncproto_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

var device = prototest.Ed25519Key("device")

// visit is a log whose only segment holds a sign-in, a confirmation by leaf and a deed.
func visit() *prototest.Log {
	l := prototest.NewLog("visit", device)
	supervisor := prototest.Ed25519Key("supervisor")
	l.AddPerson(1, prototest.Cadre)
	l.AddPerson(2, prototest.Supervisor)
	key := l.AddKey(2, prototest.Supervisor, supervisor, nil)
	leaf := l.Append(5, prototest.SignIn())
	l.Confirm(2, key, supervisor, leaf, prototest.Confirms(prototest.Back(1)))
	l.Append(5, prototest.Deed())
	l.Seal()
	return l
}

// plain is a segment whose body is not packed.
func plain() *prototest.Log {
	l := prototest.NewLog("plain", device)
	l.Append(0, syncproto.AttemptsFailed{Local: 1, Number: 1})
	l.Seal()
	return l
}

func codecOf(t testing.TB, payload []byte) byte {
	t.Helper()
	segment, err := syncproto.ParseSegment(payload)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(payload, bytes.Join(segment.Events(), nil)) {
		return 0
	}
	return 1
}

func verified(t testing.TB, payload []byte) syncproto.Verified {
	t.Helper()
	segment, err := syncproto.ParseSegment(payload)
	if err != nil {
		t.Fatal(err)
	}
	v, err := segment.Verify(device.Public())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Compression is not signed, so that a change in the packed body may leave the body as it was: then it is the same segment, and nothing else ever verifies.
func TestNoByteOfASegmentCanBeAnother(t *testing.T) {
	for codec, l := range []*prototest.Log{plain(), visit()} {
		payload := l.Sealed[0]
		if got := codecOf(t, payload); int(got) != codec {
			t.Fatalf("codec %d, want %d", got, codec)
		}
		for at := range payload {
			for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128, 255} {
				changed := bytes.Clone(payload)
				changed[at] ^= flip
				segment, err := syncproto.ParseSegment(changed)
				if err != nil {
					continue
				}
				v, err := segment.Verify(device.Public())
				if err == nil && (codec == 0 || v.Head() != l.Previous) {
					t.Fatalf("codec %d: byte %d changed by 0x%02x, and it verifies as %s", codec, at, flip, v.Head())
				}
			}
		}
	}
}

func TestNoSegmentCanBeCut(t *testing.T) {
	for _, l := range []*prototest.Log{plain(), visit()} {
		for n := range l.Sealed[0] {
			if _, err := syncproto.ParseSegment(l.Sealed[0][:n:n]); syncproto.CodeOf(err) != syncproto.CodeMalformed {
				t.Fatalf("the first %d bytes: %v, want malformed", n, err)
			}
		}
	}
}

func TestASegmentOfAnotherLogOrPlaceDoesNotVerify(t *testing.T) {
	l := visit()
	other := prototest.NewLog("other", device)
	for name, moved := range map[string][]byte{
		"log":      replaceOnce(t, l.Sealed[0], l.ID[:], other.ID[:]),
		"previous": replaceOnce(t, l.Sealed[0], rootOf(l), rootOf(other)),
	} {
		segment, err := syncproto.ParseSegment(moved)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := segment.Verify(device.Public()); !errors.Is(err, syncproto.ErrBadSignature) {
			t.Errorf("another %s under the same key: %v, want ErrBadSignature", name, err)
		}
	}
}

func rootOf(l *prototest.Log) []byte {
	root := l.Enrolment.Root()
	return root[:]
}

func replaceOnce(t testing.TB, data, old, new []byte) []byte {
	t.Helper()
	if bytes.Count(data, old) != 1 {
		t.Fatalf("%x stands %d times", old, bytes.Count(data, old))
	}
	return bytes.Replace(data, old, new, 1)
}

func TestASegmentKeepsItsEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := prototest.NewLog("random", device)
		var want [][]byte
		var leaves []syncproto.Leaf
		size := 0
		for range rapid.IntRange(1, 8).Draw(t, "events") {
			e := drawAnyEvent(t)
			data, err := syncproto.EncodeEvent(syncproto.Event{Gap: 60, Actor: e.Actor, Body: e.Body})
			if len(want) == 0 {
				data, err = syncproto.EncodeEvent(syncproto.Event{Actor: e.Actor, Body: e.Body})
			}
			if err != nil {
				t.Fatal(err)
			}
			if size += len(data); size > syncproto.MaxBodyWritten {
				break
			}
			want, leaves = append(want, data), append(leaves, l.Append(e.Actor, e.Body))
		}
		segment, err := syncproto.ParseSegment(l.Seal())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := segment.Verify(device.Public()); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(segment.Events()) != fmt.Sprint(want) || fmt.Sprint(segment.Leaves()) != fmt.Sprint(leaves) || segment.Head() != l.Previous {
			t.Fatal("events, leaves or head are not what was written")
		}
	})
}

func TestASegmentTakesWhatFits(t *testing.T) {
	begin := func() syncproto.Open {
		return syncproto.NewOpen(syncproto.LogID{}, 1, syncproto.Head{}, syncproto.Clock{}, nil, syncproto.Salt{})
	}
	t.Run("64 events", func(t *testing.T) {
		open := begin()
		small := encoded(t, syncproto.Event{Body: syncproto.AttemptsFailed{Local: 1, Number: 1}})
		for i := range syncproto.MaxSegmentEvents {
			if _, err := open.Append(small); err != nil {
				t.Fatalf("event %d: %v", i+1, err)
			}
		}
		if _, err := open.Append(small); !errors.Is(err, syncproto.ErrFull) {
			t.Errorf("event 65: %v, want ErrFull", err)
		}
	})
	t.Run("4,096 bytes", func(t *testing.T) {
		open := begin()
		for range 2 {
			if _, err := open.Append(make([]byte, syncproto.MaxBodyWritten/2)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := open.Append([]byte{0x80}); !errors.Is(err, syncproto.ErrFull) {
			t.Errorf("one byte more: %v, want ErrFull", err)
		}
	})
	t.Run("2,048 bytes an event", func(t *testing.T) {
		open := begin()
		if _, err := open.Append(make([]byte, syncproto.MaxEventBytes+1)); !errors.Is(err, syncproto.ErrOverLimit) {
			t.Errorf("2,049 bytes: %v, want ErrOverLimit", err)
		}
	})
	t.Run("not nothing", func(t *testing.T) {
		open := begin()
		if _, _, err := open.Seal(device); err == nil {
			t.Error("a segment without events was sealed")
		}
	})
}

func TestRotationCountsOnlyAtTheEndAndProven(t *testing.T) {
	phone := prototest.P256Key("phone")
	rotate := func(l *prototest.Log) syncproto.KeyRotated {
		k, err := syncproto.NewKeyRotated(l.Next(), phone)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	for name, c := range map[string]struct {
		write func(l *prototest.Log)
		want  bool
	}{
		"last and proven": {func(l *prototest.Log) { l.Append(0, rotate(l)) }, true},
		"not last":        {func(l *prototest.Log) { l.Append(0, rotate(l)); l.Append(5, prototest.SignIn()) }, false},
		"not proven":      {func(l *prototest.Log) { k := rotate(l); k.Proof[0] ^= 1; l.Append(0, k) }, false},
		"of another seq":  {func(l *prototest.Log) { k := rotate(l); l.Append(5, prototest.SignIn()); l.Append(0, k) }, false},
		"none":            {func(l *prototest.Log) { l.Append(5, prototest.SignIn()) }, false},
	} {
		l := prototest.NewLog("rotation", device)
		c.write(l)
		key, got := verified(t, l.Seal()).Rotation()
		if got != c.want || got && key != phone.Public() {
			t.Errorf("%s: rotation %v, want %v", name, got, c.want)
		}
	}
}
