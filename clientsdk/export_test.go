package clientsdk_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// The exported file alone, posted to the county as it is, brings every record there.
func TestAnExportBringsEverythingToTheCounty(t *testing.T) {
	w := newWorld(t)
	signIn := w.signIn()
	w.addPhoto(signIn.ID.Seq, photo(t, 1))
	w.sync()
	w.signIn()
	var file bytes.Buffer
	must(t, w.phone.Export(ctx(t), &file))
	rest, ok := bytes.CutPrefix(file.Bytes(), []byte(clientsdk.ExportMagic))
	if !ok {
		t.Fatalf("begins %q", file.Bytes()[:20])
	}
	got := map[syncproto.FrameType]int{}
	var records []byte
	for r := bufio.NewReader(bytes.NewReader(rest)); ; {
		frame, err := syncproto.ReadFrame(r)
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		got[frame.Type]++
		switch frame.Type {
		case syncproto.FrameEnrol, syncproto.FrameSegment:
			records = syncproto.AppendRawFrame(records, frame.Type, frame.Payload)
		case clientsdk.FrameManifest:
			_, err := syncproto.ParseManifest(frame.Payload)
			must(t, err)
		}
	}
	want := map[syncproto.FrameType]int{syncproto.FrameEnrol: 1, syncproto.FrameSegment: 2, syncproto.FrameReceipt: 1, clientsdk.FrameManifest: 1}
	for kind, n := range want {
		if got[kind] != n {
			t.Errorf("%d frames of type %#x, want %d", got[kind], kind, n)
		}
	}
	w.county.Sync(records)
	if n := len(w.county.Events(signIn.ID.Log)); n != w.status().Events {
		t.Errorf("the county holds %d events, the phone %d", n, w.status().Events)
	}
	w.sync()
	w.settled()
}

func TestAnExportThatCannotBeWrittenSaysSo(t *testing.T) {
	w := newWorld(t)
	full := errors.New("card full")
	if err := w.phone.Export(ctx(t), failing{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
