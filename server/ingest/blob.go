package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"zhucun/server/blob"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Patch takes bytes of a blob from offset on. The answer's frames hold an offset or a notice; code is 0 when bytes were taken. Bytes are kept also
// when body fails in the middle. An error means that neither the phone nor its bytes are at fault; code then says later, or that the disk is full.
func (g *Ingest) Patch(ctx context.Context, session syncproto.SessionID, hash syncproto.Hash, offset int64, body io.Reader) ([]byte, syncproto.Code, error) {
	named, code, err := g.named(ctx, session, hash)
	if err != nil {
		return g.sorry(err), codeOf(err), err
	}
	if code == 0 {
		code, err = g.pour(ctx, &named, offset, body)
	}
	if err != nil {
		return g.sorry(err), codeOf(err), err
	}
	var out []byte
	if code != 0 {
		out = syncproto.AppendFrame(out, syncproto.FrameNotice, syncproto.Notice{Code: code, Hash: &hash})
	}
	if code == 0 || code == syncproto.CodeBlobGap || code == syncproto.CodeBlobContent {
		held, err := g.offset(ctx, named)
		if err != nil {
			return nil, codeOf(err), err
		}
		out = syncproto.AppendFrame(out, syncproto.FrameOffset, held)
	}
	return out, code, nil
}

// named finds the blob among those that the session's log has named.
func (g *Ingest) named(ctx context.Context, session syncproto.SessionID, hash syncproto.Hash) (named store.NamedBlob, code syncproto.Code, err error) {
	err = g.Store.View(ctx, func(tx store.Tx) error {
		live, err := liveSession(tx, session, g.Now().UnixMilli())
		if errors.Is(err, errNoSession) {
			code = syncproto.CodeSessionUnknown
			return nil
		}
		if err != nil {
			return err
		}
		named, err = tx.NamedBlob(live.Log, hash)
		if gone, err := missing(err); err != nil {
			return err
		} else if gone {
			code = syncproto.CodeBlobNotNamed
		}
		return nil
	})
	return named, code, err
}

// What one phone may have begun and not finished. The phone sends one blob after the other; a stranger with a phone's key must not fill the disk with
// beginnings.
const (
	stagedUploads = 32
	stagedBytes   = 256 << 20
)

// room tells whether the phone may go on: with what it has begun always, with another only within the bounds.
func (g *Ingest) room(ctx context.Context, named store.NamedBlob) (bool, error) {
	held, err := g.Blobs.Held(ctx, uploadOf(named))
	if err != nil || held > 0 {
		return err == nil, err
	}
	uploads, size, err := g.Blobs.Staged(ctx, named.Log)
	return uploads < stagedUploads && size < stagedBytes, err
}

// mostOf is how long a blob may be.
func mostOf(named store.NamedBlob) uint64 {
	if named.Role == store.BlobManifest {
		return syncproto.MaxManifest
	}
	return named.Length
}

// pour stages bytes and, when all are there, checks them and hands the blob to the next stage. A manifest's length is not known before it is whole.
func (g *Ingest) pour(ctx context.Context, named *store.NamedBlob, offset int64, body io.Reader) (syncproto.Code, error) {
	if room, err := g.room(ctx, *named); err != nil {
		return 0, fmt.Errorf("room for a blob: %w", err)
	} else if !room {
		return syncproto.CodeLater, nil
	}
	limit := int64(mostOf(*named))
	held, err := g.Blobs.Append(ctx, uploadOf(*named), offset, body, limit)
	if err == nil && held > limit {
		err = blob.ErrTooLong // these bytes are here already, as something else
	}
	switch {
	case errors.Is(err, blob.ErrGap):
		return syncproto.CodeBlobGap, nil
	case errors.Is(err, blob.ErrTooLong):
		return syncproto.CodeBlobTooLarge, nil
	case err != nil:
		return 0, fmt.Errorf("stage a blob: %w", err)
	}
	if named.Length == 0 {
		named.Length = uint64(held)
	}
	if held < int64(named.Length) {
		return 0, nil
	}
	err = g.Blobs.Complete(ctx, uploadOf(*named), held)
	if errors.Is(err, blob.ErrWrongContent) {
		return syncproto.CodeBlobContent, nil
	}
	if err != nil {
		return 0, fmt.Errorf("complete a blob: %w", err)
	}
	return 0, g.hand(ctx, *named)
}

// hand commits that a blob is whole: a manifest names its parts, a view or an original makes its pictures due.
func (g *Ingest) hand(ctx context.Context, named store.NamedBlob) error {
	var manifest *syncproto.Manifest
	if named.Role == store.BlobManifest {
		var err error
		if manifest, err = g.readManifest(ctx, named.Hash); err != nil {
			return err
		}
	}
	err := g.Store.Update(ctx, func(tx store.Tx) error {
		if err := tx.CompleteBlob(named.Hash, g.Now().UnixMilli()); err != nil {
			return err
		}
		if manifest != nil {
			return nameParts(tx, named, *manifest, g.Now().UnixMilli(), g.has(ctx))
		}
		return makeDue(tx, named)
	})
	if err != nil {
		return fmt.Errorf("hand over a blob: %w", err)
	}
	g.Stored()
	return nil
}

// readManifest gives nil for bytes that are no manifest: they are kept, and name nothing.
func (g *Ingest) readManifest(ctx context.Context, hash syncproto.Hash) (*syncproto.Manifest, error) {
	content, _, err := g.Blobs.Open(ctx, blob.Hash(hash))
	if err != nil {
		return nil, fmt.Errorf("read a manifest: %w", err)
	}
	defer content.Close()
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, fmt.Errorf("read a manifest: %w", err)
	}
	manifest, err := syncproto.ParseManifest(data)
	if err != nil {
		g.Log.WarnContext(ctx, "not a manifest", "hash", hash.String())
		return nil, nil
	}
	return &manifest, nil
}

func (g *Ingest) has(ctx context.Context) func(syncproto.Hash) (bool, error) {
	return func(hash syncproto.Hash) (bool, error) { return g.Blobs.Has(ctx, blob.Hash(hash)) }
}

func nameParts(tx store.Tx, from store.NamedBlob, manifest syncproto.Manifest, now int64, has func(syncproto.Hash) (bool, error)) error {
	parts := []struct {
		role store.BlobRole
		part *syncproto.Part
	}{{store.BlobThumbnail, &manifest.Thumbnail}, {store.BlobView, &manifest.View}, {store.BlobOriginal, manifest.Original}}
	for _, p := range parts {
		if p.part == nil {
			continue
		}
		named := store.NamedBlob{Log: from.Log, Hash: p.part.Hash, Length: p.part.Length, Role: p.role, Manifest: from.Hash}
		held, err := has(p.part.Hash)
		if err != nil {
			return err
		}
		if held {
			named.Complete = now // another photo has brought the same bytes
		}
		if err := tx.NameBlob(named); err != nil {
			return err
		}
		if held {
			if err := makeDue(tx, named); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeDue asks for pictures when a copy has come that they were not made from: a better one, one where no other could be read, or the phone's view, which is
// compared with pictures made from the original.
func makeDue(tx store.Tx, named store.NamedBlob) error {
	if named.Role != store.BlobView && named.Role != store.BlobOriginal {
		return nil
	}
	d, err := tx.Derivative(named.Manifest)
	gone, err := missing(err)
	if err != nil {
		return err
	}
	if !gone && d.Source == named.Role && d.State != store.DerivativeFailed {
		return nil
	}
	if gone || named.Role == store.BlobOriginal {
		d.Source, d.From = named.Role, named.Hash
	}
	d.Manifest, d.State = named.Manifest, store.DerivativeDue
	return tx.PutDerivative(d)
}
