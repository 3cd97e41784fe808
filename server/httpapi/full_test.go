package httpapi_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"zhucun/server/ingest/ingesttest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

// fullStore has no room while full is set; reads go on.
type fullStore struct {
	store.Store
	full atomic.Bool
}

func (s *fullStore) Update(ctx context.Context, do func(tx store.Tx) error) error {
	if s.full.Load() {
		return store.ErrFull
	}
	return s.Store.Update(ctx, do)
}

func TestAFullDiskIsSaidAndNothingIsAcknowledged(t *testing.T) {
	db := &fullStore{Store: memory.New()}
	w := newWorldOn(t, db)
	p := w.phone()
	request := p.Request(p.Seal())
	db.full.Store(true)
	got := w.do(http.MethodPost, "/v1/sync", request, nil)
	frames := ingesttest.ReadAnswer(t, got.body)
	if got.status != http.StatusInsufficientStorage || len(frames.Acks)+len(frames.Receipts) > 0 || !slices.Contains(frames.Codes(), syncproto.CodeDiskFull) {
		t.Errorf("status %d, %+v; want 507, disk_full and no ack", got.status, frames)
	}
	db.full.Store(false)
	if got := w.do(http.MethodPost, "/v1/sync", request, nil); got.status != http.StatusOK || len(ingesttest.ReadAnswer(t, got.body).Receipts) != 1 {
		t.Errorf("with room again: status %d, %x", got.status, got.body)
	}
	manifest := nameManifest(t, w, p)
	db.full.Store(true)
	session := p.Session()
	patch := func() int {
		return w.do(http.MethodPatch, "/v1/blobs/"+syncproto.HashOf(manifest).String()+"?offset=0", manifest, nil,
			"Authorization", "Zhucun "+base64.RawURLEncoding.EncodeToString(session[:])).status
	}
	if got := patch(); got != http.StatusInsufficientStorage {
		t.Errorf("blob: status %d, want 507", got)
	}
	db.full.Store(false)
	if got := patch(); got != http.StatusOK {
		t.Errorf("blob with room again: status %d", got)
	}
}

// nameManifest has the phone name a manifest and gives its bytes.
func nameManifest(t *testing.T, w *world, p *ingesttest.Phone) []byte {
	t.Helper()
	part := syncproto.Part{Hash: syncproto.HashOf(nil), Length: 1, Width: 1, Height: 1}
	data, hash, err := syncproto.Manifest{Version: 1, View: part, Thumbnail: part}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	note := p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Note{Village: 511921100200, Text: "路"})
	p.Write(syncproto.ActorOf(1, syncproto.UnlockSession), syncproto.Photo{Shows: syncproto.RefTo(p.Next(), note.ID), Manifest: hash})
	w.do(http.MethodPost, "/v1/sync", p.Request(p.Seal()), nil)
	return data
}
