package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/server/durable"
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
	case errors.Is(err, sqlite.ErrForeign):
		return terminal.Explain(err, "errors.folder.not_ours", "folder", dir)
	case errors.Is(err, ledger.ErrWitnessEmpty):
		return terminal.Explain(err, "errors.witness.empty", "file", filepath.Join(dir, settingsFile))
	case errors.Is(err, ledger.ErrWitnessDamaged), errors.Is(err, proof.ErrCheckpoint):
		return terminal.Explain(err, "errors.witness.damaged", "file", filepath.Join(dir, settingsFile))
	case errors.Is(err, ledger.ErrDamaged), errors.Is(err, ledger.ErrNoHash):
		return terminal.Explain(err, "errors.ledger.damaged", "folder", dir)
	case errors.Is(err, proof.ErrTreeShorter), errors.Is(err, proof.ErrTreeDiffers), errors.Is(err, ledger.ErrEpoch):
		return terminal.Explain(err, "errors.ledger.went_back", "folder", dir)
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
	if err := reachable(all.Witness); err != nil {
		return err
	}
	if err := server.Create(folder.Dir, syncproto.County(c.County), c.Name, folder.Random); err != nil {
		switch {
		case errors.Is(err, server.ErrCreated):
			return terminal.Explain(err, "errors.folder.created", "folder", all.Data)
		case errors.Is(err, server.ErrNotCounty):
			return terminal.Misuse(err, "errors.create.county", "code", c.County, "name", c.Name, "most", syncproto.MaxCountyName)
		}
		return err
	}
	if all.Witness != "" {
		if err := keepWitness(all.Data, all.Witness); err != nil {
			return err
		}
	}
	t.Say("county.create.done", "folder", all.Data, "name", c.Name)
	return nil
}

// reachable refuses a folder for the second ledger that has nothing to stand in: a disk that is not mounted, or a slip of the pen.
func reachable(witness string) error {
	if witness == "" {
		return nil
	}
	above := filepath.Dir(witness)
	if info, err := os.Stat(above); err != nil || !info.IsDir() {
		return terminal.Misuse(errors.Join(err, fs.ErrNotExist), "errors.witness.nowhere", "folder", witness, "above", above)
	}
	return nil
}

// keepWitness writes the second ledger's folder into the settings, so that later commands find it.
func keepWitness(data, witness string) error {
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(map[string]string{"witness": witness}); err != nil {
		return err
	}
	return writeSecret(filepath.Join(data, settingsFile), text.Bytes())
}

// writeSecret makes a file that only its owner can read and that is there after a power cut, and never overwrites one.
func writeSecret(path string, data []byte) error {
	var disk durable.Disk
	if err := disk.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return explainExisting(disk.Create(path, data), path)
}

func explainExisting(err error, path string) error {
	if errors.Is(err, os.ErrExist) {
		return terminal.Explain(err, "errors.file.exists", "file", path)
	}
	return err
}

// paper is a file with a code on it that is of use only when the county keeps the code: it is written before that, and taken away when nothing came of it.
type paper struct{ written string }

// write is for the last step of handing out.
func (p *paper) write(path string, data []byte) error {
	err := writeSecret(path, data)
	if err == nil {
		p.written = path
	}
	return err
}

// settle is for the end of handing out: err is what came of it.
func (p *paper) settle(err error) error {
	if err == nil || p.written == "" {
		return err
	}
	return errors.Join(err, os.Remove(p.written))
}
