package httpapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
)

// The largest photo there is comes in whole; one byte more, or none at all, names nothing that the county would take.
func TestTheLargestPhotoComesInWhole(t *testing.T) {
	w := newWorld(t)
	p := w.named(small(t))
	sum := sha256.New()
	if _, err := io.CopyN(sum, zeros{}, syncproto.MaxOriginal); err != nil {
		t.Fatal(err)
	}
	hash := syncproto.Hash(sum.Sum(nil))
	part := syncproto.Part{Hash: hash, Length: syncproto.MaxOriginal, Width: 8000, Height: 6000}
	tiny := syncproto.Part{Hash: syncproto.HashOf([]byte("v")), Length: 1, Width: 1, Height: 1}
	manifest, name, err := syncproto.Manifest{Version: 1, Original: &part, View: tiny, Thumbnail: tiny}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	p.Write(syncproto.ActorOf(1, syncproto.UnlockNone), syncproto.Photo{Shows: syncproto.Ref{Back: 1}, Manifest: name})
	w.Push(p)
	w.Send(p, manifest)
	session := p.Session()
	request, err := http.NewRequest(http.MethodPatch, fmt.Sprintf("%s/v1/blobs/%s?offset=0", w.base, hash), io.LimitReader(zeros{}, syncproto.MaxOriginal))
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength = syncproto.MaxOriginal
	request.Header.Set("Authorization", "Zhucun "+base64.RawURLEncoding.EncodeToString(session[:]))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	frames := ingesttest.ReadAnswer(t, body)
	if err != nil || response.StatusCode != http.StatusOK || len(frames.Offsets) != 1 || frames.Offsets[0].Held != syncproto.MaxOriginal {
		t.Errorf("status %d, %+v, %v", response.StatusCode, frames, err)
	}
	for _, length := range []uint64{0, syncproto.MaxOriginal + 1} {
		wrong := part
		wrong.Length = length
		if _, _, err := (syncproto.Manifest{Version: 1, Original: &wrong, View: tiny, Thumbnail: tiny}).Encode(); err == nil {
			t.Errorf("a photo of %d bytes has a manifest", length)
		}
	}
}

// Empty bytes complete nothing and are no fault.
func TestAnEmptyBodyBringsNothing(t *testing.T) {
	w := newWorld(t)
	p := w.named(small(t))
	content := []byte("a photo of which nothing has come")
	w.name(p, content)
	got := w.patch(p, content, 0, nil)
	frames := ingesttest.ReadAnswer(t, got.body)
	if got.status != http.StatusOK || len(frames.Offsets) != 1 || frames.Offsets[0].Held != 0 || frames.Offsets[0].Length != uint64(len(content)) {
		t.Errorf("status %d, %+v", got.status, frames)
	}
}
