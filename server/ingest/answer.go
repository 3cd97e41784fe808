package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"zhucun/server/blob"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// answer gives the frames for a request whose transaction is durable and published.
func (g *Ingest) answer(ctx context.Context, r *request) ([]byte, error) {
	var out []byte
	for _, grant := range r.out.grants {
		out = syncproto.AppendFrame(out, syncproto.FrameGrant, grant)
	}
	for _, row := range r.out.stored {
		out = syncproto.AppendFrame(out, syncproto.FrameAck, syncproto.Ack{Log: row.Log, First: row.First, Count: row.Count, Head: row.Head})
		out = syncproto.AppendFrame(out, syncproto.FrameReceipt, g.receipt(row))
	}
	for _, notice := range append(r.notices, r.out.notices...) {
		out = syncproto.AppendFrame(out, syncproto.FrameNotice, notice)
	}
	for _, named := range r.out.offsets {
		offset, err := g.offset(ctx, named)
		if err != nil {
			return nil, err
		}
		out = syncproto.AppendFrame(out, syncproto.FrameOffset, offset)
	}
	out = syncproto.AppendFrame(out, syncproto.FrameTime, syncproto.Time{Clock: uint64(g.Now().UnixMilli()), Anchor: r.published.Anchor()})
	return g.end(out, waitIdle), nil
}

// receipt is the same bytes each time: index and size follow from the row, and Ed25519 is deterministic.
func (g *Ingest) receipt(row store.Segment) syncproto.SignedReceipt {
	return syncproto.Receipt{Epoch: g.County.Epoch, Log: row.Log, First: row.First, Count: row.Count, Head: row.Head,
		Index: row.Leaf, Size: row.Leaf + 1}.Sign(g.Key)
}

func (g *Ingest) offset(ctx context.Context, named store.NamedBlob) (syncproto.Offset, error) {
	held, err := g.Blobs.Held(ctx, uploadOf(named))
	if err != nil {
		return syncproto.Offset{}, fmt.Errorf("how much of a blob is held: %w", err)
	}
	return syncproto.Offset{Hash: named.Hash, Held: uint64(held), Length: named.Length}, nil
}

func uploadOf(named store.NamedBlob) blob.Upload {
	return blob.Upload{Hash: blob.Hash(named.Hash), Log: named.Log}
}

func (g *Ingest) end(out []byte, wait uint32) []byte {
	return syncproto.AppendFrame(out, syncproto.FrameEnd, syncproto.End{Epoch: g.County.Epoch, Wait: wait})
}

// sorry is the answer when nothing was acknowledged.
func (g *Ingest) sorry(err error) []byte {
	notice := syncproto.Notice{Code: syncproto.CodeLater}
	if errors.Is(err, store.ErrFull) {
		notice.Code = syncproto.CodeDiskFull
	}
	return g.end(syncproto.AppendFrame(nil, syncproto.FrameNotice, notice), waitLater)
}

// newIncidentID is a UUID of version 7 at the ledger's time.
func newIncidentID(random io.Reader, now int64) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	ms := uint64(time.UnixMilli(now).UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70
	return id.String(), nil
}
