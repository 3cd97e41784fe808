package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/dossier"
	"zhucun/server/durable"
	"zhucun/server/store"
)

type dossierCommand struct {
	ID  string `arg:"" help:"county.help.visit_id"`
	Out string `help:"county.help.dossier_out" required:"" type:"path"`
}

// Run exports one record with everything that is needed to check it offline.
func (c *dossierCommand) Run(ctx context.Context, t *terminal.Terminal, all *commands) error {
	if _, err := os.Stat(c.Out); err == nil {
		return explainExisting(os.ErrExist, c.Out)
	}
	return withOffice(ctx, t, all, func(office *server.Office) error {
		id, err := recordCalled(ctx, office, c.ID)
		if err != nil {
			return err
		}
		file, err := os.CreateTemp(filepath.Dir(c.Out), ".dossier-*")
		if err != nil {
			return err
		}
		defer os.Remove(file.Name()) // once it has its name there is nothing to remove
		err = errors.Join(office.Dossier(ctx, file, id), file.Close())
		switch {
		case errors.Is(err, store.ErrNotFound):
			return terminal.Explain(err, "errors.visit.unknown", "id", c.ID)
		case errors.Is(err, dossier.ErrUnpublished):
			return terminal.Explain(err, "errors.dossier.unpublished")
		case err != nil:
			return err
		}
		if err := (durable.Disk{}).Publish(file.Name(), c.Out); err != nil {
			return explainExisting(err, c.Out)
		}
		t.Say("county.dossier.done", "file", c.Out)
		return nil
	})
}
