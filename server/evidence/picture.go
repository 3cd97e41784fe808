package evidence

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"zhucun/server/blob"
	"zhucun/server/evidence/render"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// Reasons why no picture could be made of a copy, as they stand in a row.
const (
	reasonNotAPhoto = "not_a_photo"
	reasonTooLarge  = "too_large"
	reasonTooMany   = "too_many_pixels"
	reasonDamaged   = "damaged"
)

// photocopy is one form of a photo that a phone sent.
type photocopy struct {
	role store.BlobRole
	hash syncproto.Hash
}

// copies lists what is held of a photo, the best first. When the rows name none, what made the pictures due is tried.
func (w *Worker) copies(ctx context.Context, due store.Derivative) ([]photocopy, error) {
	var held []photocopy
	err := w.Store.View(ctx, func(tx store.Tx) error {
		blobs, err := tx.BlobsOf(due.Manifest)
		for _, b := range blobs {
			if b.Complete != 0 && (b.Role == store.BlobView || b.Role == store.BlobOriginal) {
				held = append(held, photocopy{b.Role, b.Hash})
			}
		}
		return err
	})
	if len(held) == 0 {
		held = []photocopy{{due.Source, due.From}}
	}
	slices.SortStableFunc(held, func(a, b photocopy) int { return cmp.Compare(quality(a), quality(b)) })
	return held, err
}

func quality(c photocopy) int {
	if c.role == store.BlobOriginal {
		return 0
	}
	return 1
}

// pictures renders the best copy that can be read and puts its pictures into the blob store; the row that it returns is not written yet. When a better
// copy could not be read the row says why, although pictures are there.
func (w *Worker) pictures(ctx context.Context, due store.Derivative, held []photocopy) (store.Derivative, error) {
	row := store.Derivative{Manifest: due.Manifest, State: store.DerivativeFailed, Source: held[0].role, From: held[0].hash, Made: w.Now().UnixMilli()}
	for i, c := range held {
		result, reason, err := w.render(ctx, c)
		if err != nil {
			return row, err
		}
		if reason != "" {
			row.Reason = cmp.Or(row.Reason, reason)
			continue
		}
		row.State, row.Source, row.From = store.DerivativeMade, c.role, c.hash
		if row.Unlike, err = w.unlikeAny(ctx, result, held[i+1:]); err != nil {
			return row, err
		}
		return row, w.keep(ctx, result, &row)
	}
	return row, nil
}

// keep puts both pictures and names them in the row.
func (w *Worker) keep(ctx context.Context, result render.Result, row *store.Derivative) error {
	row.Width, row.Height = uint32(result.View.Width), uint32(result.View.Height)
	var err error
	if row.View, err = w.put(ctx, result.View.JPEG); err != nil {
		return err
	}
	row.Thumbnail, err = w.put(ctx, result.Thumbnail.JPEG)
	return err
}

func (w *Worker) put(ctx context.Context, content []byte) (syncproto.Hash, error) {
	hash := blob.Sum(content)
	return syncproto.Hash(hash), w.Blobs.Put(ctx, hash, bytes.NewReader(content))
}

// render gives a reason instead of an error when the copy itself is at fault.
func (w *Worker) render(ctx context.Context, c photocopy) (result render.Result, reason string, err error) {
	content, _, err := w.Blobs.Open(ctx, blob.Hash(c.hash))
	if errors.Is(err, blob.ErrNotFound) {
		return result, store.ReasonMissing, nil
	}
	if err != nil {
		return result, "", err
	}
	defer content.Close()
	result, err = w.Renderer.Render(ctx, content)
	if reason := refusal(err); reason != "" {
		return result, reason, nil
	}
	return result, "", err
}

func refusal(err error) string {
	switch {
	case errors.Is(err, render.ErrNotAPhoto):
		return reasonNotAPhoto
	case errors.Is(err, render.ErrTooLarge):
		return reasonTooLarge
	case errors.Is(err, render.ErrTooManyPixels):
		return reasonTooMany
	case errors.Is(err, render.ErrDamaged):
		return reasonDamaged
	}
	return ""
}
