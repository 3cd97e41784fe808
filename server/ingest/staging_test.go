package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"zhucun/server/blob"
	"zhucun/server/ingest/ingesttest"
	"zhucun/syncproto"
)

// photos is a phone that has named so many manifests.
func photos(t *testing.T, manifests ...syncproto.Hash) (*county, *ingesttest.Phone) {
	t.Helper()
	c := newCounty(t)
	p := c.phone("photos")
	shown := p.Write(byCadre(), signin(today))
	for _, hash := range manifests {
		p.Write(byCadre(), syncproto.Photo{Shows: syncproto.RefTo(p.Next(), shown.ID), Manifest: hash})
	}
	c.push(p)
	return c, p
}

func (c *county) send(p *ingesttest.Phone, hash syncproto.Hash, body io.Reader) (syncproto.Code, ingesttest.Answer, error) {
	c.t.Helper()
	answer, code, err := c.Patch(context.Background(), p.Session(), hash, 0, body)
	return code, ingesttest.ReadAnswer(c.t, answer), err
}

// Somebody names a whole photo, which the county has, as a manifest: it is not read, and every answer can be read by a phone.
func TestAPhotoNamedAsAManifestIsTooLargeUnread(t *testing.T) {
	content := bytes.Repeat([]byte("a photo"), 1<<17)
	hash := syncproto.HashOf(content)
	c, p := photos(t, hash)
	if err := c.blobs.Put(t.Context(), blob.Hash(hash), bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		opened := c.blobs.Opened()
		code, answer, err := c.send(p, hash, bytes.NewReader(nil))
		if code != syncproto.CodeBlobTooLarge || len(answer.Offsets) != 0 || err != nil {
			t.Errorf("%v, %+v, %v; want blob_too_large and no offset", code, answer.Offsets, err)
		}
		if c.blobs.Opened() != opened {
			t.Error("it was read")
		}
	}
	if offsets := c.sync(p.Request()).Offsets; len(offsets) != 1 || offsets[0].Held != 0 {
		t.Errorf("offsets %+v, want nothing held of such a manifest", offsets)
	}
}

// A manifest that was cut is told of in the next answer, with a length that is more than what is held.
func TestACutManifestIsToldOf(t *testing.T) {
	hash := syncproto.Hash{1}
	c, p := photos(t, hash)
	cut := errors.New("the link is gone")
	if _, _, err := c.send(p, hash, io.MultiReader(bytes.NewReader(make([]byte, 50)), iotest.ErrReader(cut))); !errors.Is(err, cut) {
		t.Fatalf("the cut: %v", err)
	}
	if offsets := c.sync(p.Request()).Offsets; len(offsets) != 1 || offsets[0].Held != 50 || offsets[0].Length == 50 {
		t.Errorf("offsets %+v, want 50 bytes held of more", offsets)
	}
}

// One phone begins at most 32 blobs at a time; what it has begun goes on.
func TestAPhoneBeginsOnlySoMuchAtATime(t *testing.T) {
	var hashes []syncproto.Hash
	for i := range 33 {
		hashes = append(hashes, syncproto.Hash{byte(i + 1)})
	}
	c, p := photos(t, hashes...)
	cut := errors.New("the link is gone")
	begin := func(hash syncproto.Hash, n int) syncproto.Code {
		code, _, err := c.send(p, hash, io.MultiReader(bytes.NewReader(make([]byte, n)), iotest.ErrReader(cut)))
		if err != nil && !errors.Is(err, cut) {
			t.Fatal(err)
		}
		return code
	}
	for _, hash := range hashes[:32] {
		begin(hash, 10)
	}
	if code, _, err := c.send(p, hashes[32], bytes.NewReader(make([]byte, 10))); code != syncproto.CodeLater || err != nil {
		t.Errorf("one more: %v, %v; want later", code, err)
	}
	begin(hashes[0], 20)
	if held, err := c.blobs.Held(t.Context(), blob.Upload{Hash: blob.Hash(hashes[0]), Log: p.ID()}); held != 20 || err != nil {
		t.Errorf("one that was begun: %d held, %v; want it to go on", held, err)
	}
	if code, _, err := c.send(p, hashes[0], bytes.NewReader(make([]byte, 30))); code != syncproto.CodeBlobContent || err != nil {
		t.Fatalf("the wrong bytes: %v, %v", code, err)
	}
	if code, _, err := c.send(p, hashes[32], bytes.NewReader(make([]byte, 10))); code != syncproto.CodeBlobContent || err != nil {
		t.Errorf("after one has ended: %v, %v; want it looked at", code, err)
	}
}
