package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"zhucun/server/audit"
	"zhucun/server/blob/disk"
	"zhucun/server/ledger/witnessdir"
	"zhucun/server/store/sqlite"
)

// AuditOptions say how to look through a folder.
type AuditOptions struct {
	Key      ed25519.PublicKey                  // the county's; nil: what the folder says of itself
	Quick    bool                               // leave the photos' bytes out
	Scratch  string                             // a folder on a disk with as much room as the database has; "": the system's for temporary files
	Progress func(part audit.Part, done uint64) // may be nil
}

// ErrDisturbed: a server was started on the folder while it was looked through. Look again.
var ErrDisturbed = errors.New("a server was started on the folder during the check")

// Audit looks through a county's folder and changes nothing in it. It needs no private key, and a server may run on the folder. key is the public key that
// was used. What is wrong is in the report. ErrNotCreated, ErrNoPublicKey, ErrDisturbed, sqlite.ErrNewerFormat, sqlite.ErrOlderFormat.
func Audit(ctx context.Context, f Folder, o AuditOptions) (report audit.Report, key ed25519.PublicKey, err error) {
	c, findings, err := identity(f.Dir)
	if err != nil {
		return audit.Report{}, nil, err
	}
	if c.Code == 0 {
		return audit.Only(findings...), nil, nil
	}
	if key, err = c.ledgerKey(o.Key); err != nil {
		return audit.Report{}, nil, err
	}
	a := auditing{Folder: f, AuditOptions: o, county: c, key: key}
	report, err = a.run(ctx)
	for _, finding := range findings {
		report.Add(finding)
	}
	return report, key, err
}

// Audit is the whole look beside the office, with a key.
func (o *Office) Audit(ctx context.Context, key ed25519.PublicKey) (audit.Report, error) {
	report, _, err := Audit(ctx, o.Folder, AuditOptions{Key: key})
	return report, err
}

// auditing is one look at a folder.
type auditing struct {
	Folder
	AuditOptions
	county county
	key    ed25519.PublicKey
}

func (a auditing) run(ctx context.Context) (report audit.Report, err error) {
	witness := audit.Witness{}
	witness.Before, witness.Err = a.held()
	tables, err := sqlite.OpenReading(ctx, a.Dir)
	switch {
	case errors.Is(err, sqlite.ErrNewerFormat), errors.Is(err, sqlite.ErrOlderFormat):
		return report, err
	case errors.Is(err, fs.ErrNotExist):
		return audit.Only(audit.Finding{Part: audit.PartDatabase, Fault: audit.FaultMissing}), nil
	case err != nil:
		return audit.Only(audit.Finding{Part: audit.PartDatabase, Fault: audit.FaultForm, Name: err.Error()}), ctx.Err()
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	if witness.Err == nil {
		witness.Since, witness.Err = a.held()
	}
	report, err = a.look(ctx, tables, witness)
	if err == nil && tables.Disturbed() {
		err = ErrDisturbed
	}
	return report, err
}

// look makes the second county in a folder of its own, which goes when it is done.
func (a auditing) look(ctx context.Context, tables audit.Tables, witness audit.Witness) (report audit.Report, err error) {
	scratch, err := os.MkdirTemp(a.Scratch, "zhucun-verify-")
	if err != nil {
		return report, fmt.Errorf("make room for the check: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	again, err := sqlite.Open(ctx, scratch, sqlite.Options{Scratch: true})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, again.Close()) }()
	config := audit.Config{Tables: tables, Again: again, Witness: witness, Rosters: &rosters{}, County: a.county.Code, Epoch: a.county.Epoch, Key: a.key,
		Offset: civilOffset, Random: a.Random, Progress: a.Progress}
	var made *sqlite.Reading
	config.Reread = func() (audit.Tables, error) {
		made, err = sqlite.OpenReading(ctx, scratch)
		return made, err
	}
	defer func() {
		if made != nil {
			err = errors.Join(err, made.Close())
		}
	}()
	if !a.Quick {
		config.Blobs = disk.Beside(a.blobFolder())
	}
	return audit.Run(ctx, config)
}

// held reads the second ledger as it is now.
func (a auditing) held() (audit.Held, error) {
	seen, err := witnessdir.Look(a.WitnessFolder())
	return audit.Held{Checkpoint: seen.Checkpoint, History: seen.History, Ordinal: seen.Marks["log-ordinal"]}, err
}
