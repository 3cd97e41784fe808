// Package evidence turns photo bytes into the county's own pictures, and puts together everything that speaks for and against one visit or deed.
//
// It grades nothing (package project) and takes no bytes from a phone (package ingest); decoding itself is package render's. A photo's pictures prove
// nothing by themselves: the hashes of what the phone sent stay beside them.
//
// Words: a copy is one form of a photo that a phone sent, the original or its view; pictures are what the county made from the best copy it could
// read, 1280 and 320 px; a record is the evidence of one visit or deed, without names: those are joined at the edge.
//
// Flow: [Worker.Run] takes rows in state due, renders, stores the pictures and then writes the row; [Asker.Run] reads the projected feed and marks the
// photos whose originals the county wants to see; [Load] assembles a [Record] for the page, the API
// and the dossier.
//
// Laws: pictures are durable before the row that names them; a crash at any point repeats harmlessly, because the same copy gives the same bytes; a copy
// that cannot be read is kept, and the row says why; whatever the comparison of two copies gives is for a person to look at, never a verdict. A record is
// bounded whatever anybody writes about it: what made its grade is always in it, and what was left out is counted. No id reaches the log.
package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"zhucun/server/blob"
	"zhucun/server/evidence/render"
	"zhucun/server/logged"
	"zhucun/server/store"
)

// Blobs hold the copies and take the pictures.
type Blobs interface {
	blob.Reader
	blob.Writer
}

// Renderer makes pictures in bounded memory; a panic of a decoder is a refusal. [render.Bounded] is one.
type Renderer interface {
	Render(ctx context.Context, src io.ReadSeeker) (render.Result, error)
}

// Worker makes the pictures that are due, one at a time. Several may run on one store: they only do the same work twice.
type Worker struct {
	Store    store.Store
	Blobs    Blobs
	Renderer Renderer
	Now      func() time.Time
	Log      *slog.Logger
}

// glance is how many rows a step looks at: one that fails for reasons of the disk's own does not hold up the others.
const glance = 16

// Run steps until nothing is due, then waits for the next wake, until ctx ends; it returns ctx's error. What fails is logged by its class and tried again
// at the next wake or tick of retry, behind what else is due. Wakes and ticks may be lost or come for nothing.
func (w *Worker) Run(ctx context.Context, wake <-chan struct{}, retry <-chan time.Time) error {
	return run(ctx, wake, retry, w.Step, func(err error) { w.Log.ErrorContext(ctx, "pictures not made", "error", logged.Class(err)) })
}

func run(ctx context.Context, wake <-chan struct{}, retry <-chan time.Time, step func(context.Context) (advanced bool, err error), failed func(error)) error {
	for {
		advanced, err := step(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed(err)
		}
		if advanced {
			continue
		}
		select {
		case <-wake:
		case <-retry:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Step makes the pictures of the photos that have been due longest. advanced tells whether any row is no longer due. The error joins those of the rows
// that stay due; a photo that cannot be read is no error.
func (w *Worker) Step(ctx context.Context) (advanced bool, err error) {
	var due []store.Derivative
	err = w.Store.View(ctx, func(tx store.Tx) error {
		var err error
		due, err = tx.DueDerivatives(glance)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("list due pictures: %w", err)
	}
	var failed []error
	for _, row := range due {
		if err := w.serve(ctx, row); err != nil {
			failed = append(failed, fmt.Errorf("pictures of %s: %w", row.Manifest, errors.Join(err, w.postpone(ctx, row))))
			continue
		}
		advanced = true
	}
	return advanced, errors.Join(failed...)
}

// serve makes the pictures of one photo and commits what came of it, unless the row has changed since it was read.
func (w *Worker) serve(ctx context.Context, due store.Derivative) error {
	held, err := w.copies(ctx, due)
	if err != nil {
		return err
	}
	row, err := w.pictures(ctx, due, held)
	if err != nil {
		return err
	}
	return w.Store.Update(ctx, func(tx store.Tx) error {
		if current, err := tx.Derivative(due.Manifest); err != nil || current != due {
			return err
		}
		if err := tx.PutDerivative(row); err != nil {
			return err
		}
		return wantMore(tx, row)
	})
}

// postpone writes the row again as it is, which puts it behind all others that are due: those that fail for good must not starve them.
func (w *Worker) postpone(ctx context.Context, due store.Derivative) error {
	return w.Store.Update(ctx, func(tx store.Tx) error {
		if current, err := tx.Derivative(due.Manifest); err != nil || current != due {
			return err
		}
		return tx.PutDerivative(due)
	})
}

// wantMore asks for the original of a photo whose view cannot be read, and for those of all photos of a record of which one is unlike its original: that
// is a flag of the record.
func wantMore(tx store.Photos, row store.Derivative) error {
	if row.State == store.DerivativeFailed && row.Source == store.BlobView {
		return tx.WantOriginal(row.Manifest)
	}
	if !row.Unlike {
		return nil
	}
	claims, err := tx.PhotosWith(row.Manifest)
	if err != nil {
		return err
	}
	for _, claim := range claims {
		photos, err := tx.PhotosOf(claim.Shows)
		if err != nil {
			return err
		}
		for _, photo := range photos {
			if err := tx.WantOriginal(photo.Manifest); err != nil {
				return err
			}
		}
	}
	return nil
}
