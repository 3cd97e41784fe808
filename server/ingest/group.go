package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhucun/server/ledger"
	"zhucun/server/logged"
	"zhucun/server/store"
	"zhucun/syncproto/proof"
)

// groupWeight is how many events one transaction takes: enough to share an fsync, few enough for a short wait.
const groupWeight = 4096

// ErrStopped: ingest is shutting down; nothing of the request was taken.
var ErrStopped = errors.New("ingest has stopped")

// submit hands the request to the writer and waits. When ctx ends first the request may still be committed; the phone sends it again.
func (g *Ingest) submit(ctx context.Context, r *request) error {
	select {
	case g.requests <- r:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrStopped, ctx.Err())
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrStopped, ctx.Err())
	}
}

// Run is the only writer. It first publishes what an earlier life committed and did not get to publish, then commits groups until ctx ends. It
// returns ctx's error, or the ledger's when the server has to stop: a tree shorter than what the county has shown.
func (g *Ingest) Run(ctx context.Context) error {
	published, err := g.resume(ctx)
	if err != nil {
		return err
	}
	w := &writer{Ingest: g, published: published}
	for {
		select {
		case r := <-g.requests:
			if err := w.commit(ctx, w.gather(r)); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// resume keeps a row of the newest checkpoint that was shown before, which the earlier life may not have come to, and of the one that is shown now.
func (g *Ingest) resume(ctx context.Context) (ledger.Published, error) {
	shown, before, err := g.Publisher.Shown(ctx)
	if err != nil {
		return ledger.Published{}, fmt.Errorf("resume the ledger: %w", err)
	}
	published, err := g.Publisher.Resume(ctx, g.Now())
	if err != nil {
		return ledger.Published{}, fmt.Errorf("resume the ledger: %w", err)
	}
	if before {
		if err := g.keepCheckpoint(ctx, shown); err != nil {
			return ledger.Published{}, err
		}
	}
	return published, g.keepCheckpoint(ctx, published)
}

func (g *Ingest) keepCheckpoint(ctx context.Context, published ledger.Published) error {
	err := g.Store.Update(ctx, func(tx store.Tx) error { return tx.AddCheckpoint(checkpointRow(published)) })
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	return nil
}

func checkpointRow(p ledger.Published) store.Checkpoint {
	return store.Checkpoint{Anchor: p.Anchor(), Size: uint64(p.Size), Time: p.Time, Note: p.Note()}
}

// writer is the state of Run.
type writer struct {
	*Ingest
	published ledger.Published // newest checkpoint; written with the next group's rows
}

// gather takes what waits already, up to the group's weight.
func (w *writer) gather(first *request) []*request {
	group, weight := []*request{first}, first.weight()
	for weight < groupWeight {
		select {
		case r := <-w.requests:
			group, weight = append(group, r), weight+r.weight()
		default:
			return group
		}
	}
	return group
}

// commit commits a group. When the transaction fails, each request is tried alone, so that one cannot hold up the others. It returns an error only
// when the ledger forbids to go on.
func (w *writer) commit(ctx context.Context, group []*request) error {
	err := w.try(ctx, group)
	if err == nil {
		return nil
	}
	if fatal(err) {
		finish(group, err)
		return err
	}
	if len(group) == 1 {
		w.Log.ErrorContext(ctx, "request not committed", "error", logged.Class(err))
		finish(group, err)
		return nil
	}
	for _, r := range group {
		if err := w.commit(ctx, []*request{r}); err != nil {
			return err
		}
	}
	return nil
}

func fatal(err error) bool {
	return errors.Is(err, proof.ErrTreeShorter) || errors.Is(err, proof.ErrTreeDiffers) || errors.Is(err, ledger.ErrWitnessEmpty)
}

func (w *writer) try(ctx context.Context, group []*request) error {
	var tree proof.Tree
	var now time.Time
	err := w.Store.Update(ctx, func(tx store.Tx) (err error) {
		if err := tx.AddCheckpoint(checkpointRow(w.published)); err != nil {
			return err
		}
		if now, err = LedgerTime(tx, w.Now()); err != nil {
			return err
		}
		for _, r := range group {
			if err := w.apply(ctx, tx, r, now); err != nil {
				return err
			}
		}
		tree, err = ledger.Head(tx)
		return err
	})
	if err != nil {
		return err
	}
	published, err := w.Publisher.Publish(ctx, tree, now)
	if err != nil {
		return err
	}
	w.published = published
	for _, r := range group {
		r.published = published
	}
	w.Stored()
	finish(group, nil)
	return nil
}

func finish(group []*request, err error) {
	for _, r := range group {
		r.done <- err
	}
}
