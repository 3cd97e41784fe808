package syncproto_test

import (
	"bytes"
	"os"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// The law of all: no bytes make a decoder panic, and what decodes encodes to the same bytes where there is an encoder.

func vectors(f *testing.F) []prototest.Vector {
	f.Helper()
	const least = 200
	v, err := prototest.Vectors(os.DirFS("../testdata"), least)
	if err != nil {
		f.Fatal(err)
	}
	return v
}

func FuzzSegment(f *testing.F) {
	for _, v := range vectors(f) {
		for _, payload := range v.Segments {
			if !v.Erased {
				f.Add([]byte(payload))
			}
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		segment, err := syncproto.ParseSegment(payload)
		if err != nil {
			return
		}
		body := bytes.Join(segment.Events(), nil)
		if len(body) > syncproto.MaxBodyRead || len(segment.Events()) != int(segment.Header.Count) || len(segment.Leaves()) != len(segment.Events()) {
			t.Fatalf("%d events of %d, %d bytes", len(segment.Events()), segment.Header.Count, len(body))
		}
		skeleton, tail := syncproto.SplitBody(body)
		if again, err := syncproto.JoinBody(skeleton, tail); err != nil || !bytes.Equal(again, body) {
			t.Fatalf("body %x came back as %x (%v)", body, again, err)
		}
		if _, err := segment.Verify(device.Public()); err == nil && !bytes.Contains(payload, segment.Signature[:]) {
			t.Fatal("verified without a signature")
		}
	})
}

func FuzzEvent(f *testing.F) {
	for _, v := range vectors(f) {
		for _, event := range v.Events {
			f.Add([]byte(event))
		}
		for _, payload := range v.Segments {
			if segment, err := syncproto.ParseSegment(payload); err == nil {
				f.Add(segment.Events()[len(segment.Events())-1])
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := syncproto.DecodeEvent(data)
		if err != nil {
			return
		}
		if again, err := syncproto.EncodeEvent(e); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x decodes, and encodes to %x (%v)", data, again, err)
		}
	})
}

func FuzzGenesis(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.Genesis))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, key, err := syncproto.ParseGenesis(data)
		if err != nil {
			return
		}
		if again := syncproto.Encode(g); !bytes.Equal(again, data) || key.Algorithm() != g.Algorithm {
			t.Fatalf("%x decodes, and encodes to %x", data, again)
		}
	})
}

func FuzzFrames(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.Frames))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		frames, _ := readFrames(bytes.NewReader(stream))
		var again []byte
		for _, frame := range frames {
			_ = prototest.Payload(frame)
			again = syncproto.AppendRawFrame(again, frame.Type, frame.Payload)
		}
		if !bytes.HasPrefix(stream, again) {
			t.Fatalf("%x reads, and writes as %x", stream, again)
		}
	})
}

func FuzzManifest(f *testing.F) {
	m := syncproto.Manifest{Version: 1, View: syncproto.Part{Length: 9, Width: 3, Height: 3}, Thumbnail: syncproto.Part{Length: 5, Width: 1, Height: 1}}
	for _, original := range []*syncproto.Part{nil, {Length: 10, Width: 4, Height: 4}} {
		m.Original = original
		data, _, err := m.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := syncproto.ParseManifest(data)
		if err != nil {
			return
		}
		if again, _, err := m.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x decodes, and encodes to %x (%v)", data, again, err)
		}
	})
}

func FuzzErased(f *testing.F) {
	for _, v := range vectors(f) {
		if v.Erased {
			f.Add([]byte(v.Segments[len(v.Segments)-1]))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := syncproto.ParseErased(data)
		if err != nil {
			return
		}
		for place := range int(e.Header.Count) {
			if event := e.Event(place); event != nil && !bytes.Contains(data, event) {
				t.Fatalf("event %d is not in the bytes", place)
			}
		}
		if err := e.Verify(device.Public()); err == nil && !bytes.Contains(data, e.Signature[:]) {
			t.Fatal("verified without a signature")
		}
	})
}
