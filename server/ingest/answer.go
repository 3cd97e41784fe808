package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"zhucun/server/blob"
	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// answer is what the parts of one body came to.
type answer struct {
	grants    []syncproto.Grant
	stored    []store.Segment // without payloads
	notices   []syncproto.Notice
	offsets   []store.NamedBlob
	published ledger.Published // the newest
}

// add adds a part that is durable and published.
func (a *answer) add(r *request) {
	a.grants = append(a.grants, r.out.grants...)
	for _, row := range r.out.stored {
		row.Payload = nil
		a.stored = append(a.stored, row)
	}
	a.notices = append(append(a.notices, r.notices...), r.out.notices...)
	a.offsets = append(a.offsets, r.out.offsets...)
	a.published = r.published
}

// answer gives the frames for a body all of whose parts are durable and published.
func (g *Ingest) answer(ctx context.Context, said answer) ([]byte, error) {
	out := g.said(said)
	for _, named := range said.offsets {
		offset, err := g.offset(ctx, named)
		if err != nil {
			return nil, err
		}
		out = syncproto.AppendFrame(out, syncproto.FrameOffset, offset)
	}
	out = syncproto.AppendFrame(out, syncproto.FrameTime, syncproto.Time{Clock: uint64(g.Now().UnixMilli()), Anchor: said.published.Anchor()})
	return g.end(out, waitIdle), nil
}

// partly gives the frames for a body of which a part was acknowledged before err.
func (g *Ingest) partly(said answer, err error) []byte {
	return append(g.said(said), g.sorry(err)...)
}

func (g *Ingest) said(said answer) []byte {
	var out []byte
	for _, grant := range said.grants {
		out = syncproto.AppendFrame(out, syncproto.FrameGrant, grant)
	}
	for _, row := range said.stored {
		out = syncproto.AppendFrame(out, syncproto.FrameAck, syncproto.Ack{Log: row.Log, First: row.First, Count: row.Count, Head: row.Head})
		out = syncproto.AppendFrame(out, syncproto.FrameReceipt, g.receipt(row))
	}
	for _, notice := range said.notices {
		out = syncproto.AppendFrame(out, syncproto.FrameNotice, notice)
	}
	return out
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
	o := syncproto.Offset{Hash: named.Hash, Held: uint64(held), Length: named.Length}
	if o.Held > mostOf(named) {
		o.Held = 0 // the same bytes, brought as something else: it will be refused as too large
	}
	if o.Length == 0 {
		o.Length = o.Held + 1 // a manifest's length is not known before it is whole
	}
	return o, nil
}

func uploadOf(named store.NamedBlob) blob.Upload {
	return blob.Upload{Hash: blob.Hash(named.Hash), Log: named.Log}
}

func (g *Ingest) end(out []byte, wait uint32) []byte {
	return syncproto.AppendFrame(out, syncproto.FrameEnd, syncproto.End{Epoch: g.County.Epoch, Wait: wait})
}

// sorry is the answer when nothing was acknowledged.
func (g *Ingest) sorry(err error) []byte {
	return g.end(syncproto.AppendFrame(nil, syncproto.FrameNotice, syncproto.Notice{Code: codeOf(err)}), waitLater)
}

// codeOf is what a phone is told when nothing of its request was taken and neither it nor its bytes are at fault.
func codeOf(err error) syncproto.Code {
	if errors.Is(err, store.ErrFull) || errors.Is(err, blob.ErrFull) {
		return syncproto.CodeDiskFull
	}
	return syncproto.CodeLater
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
