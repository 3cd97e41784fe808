package ingest_test

import (
	"bytes"
	"context"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/syncproto"
)

func TestPhotoBytes(t *testing.T) {
	c := newCounty(t)
	p := c.phone("a")
	view, thumbnail := bytes.Repeat([]byte("view"), 1000), bytes.Repeat([]byte("thumb"), 100)
	part := func(data []byte) syncproto.Part {
		return syncproto.Part{Hash: syncproto.HashOf(data), Length: uint64(len(data)), Width: 4, Height: 3}
	}
	manifest, hash, err := syncproto.Manifest{Version: 1, View: part(view), Thumbnail: part(thumbnail)}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	patch := func(hash syncproto.Hash, offset int64, data []byte) (syncproto.Code, []syncproto.Offset) {
		t.Helper()
		answer, code, err := c.Patch(context.Background(), p.Session(), hash, offset, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return code, ingesttest.ReadAnswer(t, answer).Offsets
	}
	if code, _ := patch(hash, 0, manifest); code != syncproto.CodeSessionUnknown {
		t.Errorf("without a session: %v", code)
	}
	c.push(p)
	if code, _ := patch(hash, 0, manifest); code != syncproto.CodeBlobNotNamed {
		t.Errorf("before the event: %v", code)
	}
	shown := p.Write(byCadre(), signin(today))
	p.Write(byCadre(), syncproto.Photo{Shows: syncproto.RefTo(p.Next(), shown.ID), Manifest: hash})
	if offsets := c.push(p).Offsets; len(offsets) != 1 || offsets[0].Hash != hash {
		t.Errorf("offsets = %+v, want the manifest's", offsets)
	}
	if code, _ := patch(part(view).Hash, 0, view); code != syncproto.CodeBlobNotNamed {
		t.Errorf("a view before its manifest: %v", code)
	}
	if code, _ := patch(hash, 0, manifest); code != 0 {
		t.Errorf("manifest: %v", code)
	}
	if code, offsets := patch(part(view).Hash, 0, view[:1000]); code != 0 || offsets[0].Held != 1000 {
		t.Errorf("first bytes: %v %+v", code, offsets)
	}
	if code, offsets := patch(part(view).Hash, 2000, view[2000:]); code != syncproto.CodeBlobGap || offsets[0].Held != 1000 {
		t.Errorf("a gap: %v %+v", code, offsets)
	}
	if code, offsets := patch(part(view).Hash, 500, view[500:]); code != 0 || offsets[0].Held != uint64(len(view)) {
		t.Errorf("the rest with overlap: %v %+v", code, offsets)
	}
	if code, _ := patch(part(thumbnail).Hash, 0, bytes.Repeat([]byte("wrong"), 100)); code != syncproto.CodeBlobContent {
		t.Errorf("a wrong photo: %v", code)
	}
	if code, _ := patch(part(thumbnail).Hash, 0, append(thumbnail, 'x')); code != syncproto.CodeBlobTooLarge {
		t.Errorf("too long a photo: %v", code)
	}
	c.view(func(tx store.Tx) error {
		due, err := tx.DueDerivatives(10)
		if len(due) != 1 || due[0].Source != store.BlobView {
			t.Errorf("due = %+v, want pictures from the view", due)
		}
		return err
	})
	if ok, err := c.blobs.Has(context.Background(), hashOf(view)); !ok || err != nil {
		t.Errorf("the view is not held: %v", err)
	}
}

// sentPhoto is a phone that has sent a photo whose pictures somebody else makes, and the hashes of its view and manifest.
func sentPhoto(t *testing.T) (c *county, p *ingesttest.Phone, view, manifest syncproto.Hash) {
	t.Helper()
	c = newCounty(t)
	p = c.phone("a")
	content := []byte("no picture at all")
	part := syncproto.Part{Hash: syncproto.HashOf(content), Length: uint64(len(content)), Width: 4, Height: 3}
	data, manifest, err := syncproto.Manifest{Version: 1, Original: &part, View: part, Thumbnail: part}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	shown := p.Write(byCadre(), signin(today))
	p.Write(byCadre(), syncproto.Photo{Shows: syncproto.RefTo(p.Next(), shown.ID), Manifest: manifest})
	c.push(p)
	c.patch(p, manifest, data)
	c.patch(p, part.Hash, content)
	return c, p, part.Hash, manifest
}

func (c *county) patch(p *ingesttest.Phone, hash syncproto.Hash, data []byte) {
	c.t.Helper()
	if _, code, err := c.Patch(context.Background(), p.Session(), hash, 0, bytes.NewReader(data)); err != nil || code != 0 {
		c.t.Fatalf("patch: %v, %v", code, err)
	}
}

func TestAPhoneHearsOfAPhotoThatCannotBeReadAndNotForEver(t *testing.T) {
	c, p, view, manifest := sentPhoto(t)
	heard := func() (times int) {
		for _, n := range c.push(p).Notices {
			if n.Code == syncproto.CodePhotoBad {
				times++
				if n.Hash == nil || *n.Hash != view || n.Log == nil || *n.Log != p.ID() {
					t.Errorf("notice %+v; want the view's hash and the phone's log", n)
				}
			}
		}
		return times
	}
	if got := heard(); got != 0 {
		t.Errorf("told %d times before anybody looked", got)
	}
	c.update(func(tx store.Tx) error {
		return tx.PutDerivative(store.Derivative{Manifest: manifest, State: store.DerivativeFailed, Source: store.BlobView, From: view, Reason: "damaged"})
	})
	for n := range 8 {
		want := 1
		if n >= 5 {
			want = 0
		}
		if got := heard(); got != want {
			t.Errorf("sync %d: told %d times, want %d", n+1, got, want)
		}
	}
	c.view(func(tx store.Tx) error {
		if b, err := tx.NamedBlob(p.ID(), view); err != nil || b.Told != 5 || b.Complete == 0 {
			t.Errorf("blob %+v, %v; want told five times, and kept", b, err)
		}
		return nil
	})
}
