package audit

import (
	"context"
	"log/slog"

	"zhucun/server/project"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// project pairs everything in the second county. What the first county's own projection has still to do is then done once more, only to learn which
// visits it will write: these are not yet to be compared.
func (l *look) project(ctx context.Context) error {
	if err := stepAll(ctx, l.Config.Again); err != nil {
		return err
	}
	l.notYet = map[string]bool{}
	pending, err := l.cursors(ctx)
	if err != nil || !pending {
		return err
	}
	return stepAll(ctx, &recorder{l.Config.Again, l.notYet})
}

func stepAll(ctx context.Context, db store.Store) error {
	projector := &project.Projector{Store: db, Log: slog.New(slog.DiscardHandler)}
	for more := true; more; {
		var err error
		if more, err = projector.Step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// cursors puts the second county's cursors where the first's are, as far as they can be true, and tells whether any stands back.
func (l *look) cursors(ctx context.Context) (pending bool, err error) {
	made := map[string]int64{}
	var names []string
	err = l.each(ctx, PartVisit, "cursor", "stage", func(r row) error {
		made[r.text("stage")] = r.number("position")
		return nil
	})
	if err != nil {
		return false, err
	}
	return pending, l.Config.Again.Update(ctx, func(tx store.Tx) error {
		last, err := project.Projected(tx)
		if err != nil {
			return err
		}
		logs, err := tx.LogsIn("")
		if err != nil {
			return err
		}
		stages := map[string]uint64{"project": last}
		for _, log := range logs {
			stages["project.fork."+log.ID.String()] = log.ForkedAt
		}
		for stage, done := range stages {
			kept := uint64(max(0, made[stage]))
			if kept > done && len(l.broken) == 0 {
				names = append(names, stage)
			}
			if kept == done {
				continue
			}
			pending = true
			if err := tx.SetCursor(stage, min(kept, done)); err != nil {
				return err
			}
		}
		for _, stage := range names {
			l.report.Add(Finding{Part: PartVisit, Fault: FaultChanged, Name: stage, Fields: []string{"cursor"}})
		}
		return nil
	})
}

// recorder notes which visits are written.
type recorder struct {
	store.Store
	put map[string]bool
}

// Update is store.Store's.
func (r *recorder) Update(ctx context.Context, do func(tx store.Tx) error) error {
	return r.Store.Update(ctx, func(tx store.Tx) error { return do(recording{tx, r.put}) })
}

type recording struct {
	store.Tx
	put map[string]bool
}

// PutVisit is store.Visits'.
func (r recording) PutVisit(visit store.Visit) error {
	r.put[visit.Key()] = true
	return r.Tx.PutVisit(visit)
}

// visitKey is store.Visit.Key of a row.
func visitKey(r row) string {
	v := store.Visit{ID: syncproto.ID(r.log(), uint64(r.number("seq")))}
	r.fill(v.Leaf[:], "leaf")
	return v.Key()
}
