package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/ledger"
	"zhucun/server/store/sqlite"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// withOffice opens the county's folder for one officer's command and closes it.
func withOffice(ctx context.Context, t *terminal.Terminal, c *commands, do func(*server.Office) error) error {
	office, err := server.OpenOffice(ctx, c.folder())
	if err != nil {
		return explainOpen(err, c.Data)
	}
	return errors.Join(do(office), office.Close())
}

// explainOpen says what to do about a folder that cannot be opened.
func explainOpen(err error, dir string) error {
	switch {
	case errors.Is(err, server.ErrNotCreated):
		return terminal.Explain(err, "errors.folder.not_created", "folder", dir)
	case errors.Is(err, sqlite.ErrInUse):
		return terminal.Explain(err, "errors.folder.in_use", "folder", dir)
	case errors.Is(err, sqlite.ErrNewerFormat):
		return terminal.Explain(err, "errors.folder.newer", "folder", dir)
	case errors.Is(err, ledger.ErrWitnessEmpty):
		return terminal.Explain(err, "errors.witness.empty", "file", filepath.Join(dir, settingsFile))
	case errors.Is(err, proof.ErrTreeShorter), errors.Is(err, proof.ErrTreeDiffers):
		return terminal.Explain(err, "errors.ledger.went_back", "error", err)
	}
	return err
}

type createCommand struct {
	County uint32 `arg:"" help:"county.help.create_county"`
	Name   string `arg:"" help:"county.help.create_name"`
}

// Run makes the data folder of a county.
func (c *createCommand) Run(t *terminal.Terminal, all *commands) error {
	folder := all.folder()
	if err := server.Create(folder.Dir, syncproto.County(c.County), c.Name, folder.Random); err != nil {
		if errors.Is(err, server.ErrCreated) {
			return terminal.Explain(err, "errors.folder.created", "folder", all.Data)
		}
		return err
	}
	if all.Witness != "" {
		if err := writeSecret(filepath.Join(all.Data, settingsFile), fmt.Appendf(nil, "witness = %q\n", all.Witness)); err != nil {
			return err
		}
	}
	t.Say("county.create.done", "folder", all.Data, "name", c.Name)
	return nil
}

// writeSecret makes a file that only its owner can read, and never overwrites one.
func writeSecret(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return terminal.Explain(err, "errors.file.exists", "file", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
