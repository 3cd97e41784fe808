package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhucun/clientsdk/disk"
	"zhucun/syncproto"
)

// Errors about the install.
var (
	ErrNotEnrolled = errors.New("this phone is not enrolled")
	ErrEnrolled    = errors.New("this phone is enrolled already")
	ErrNoSecret    = errors.New("the file with the device's secret is missing or damaged")
)

// Device is the install: its enrolment, what the grant brought, and its session with the server.
type Device struct {
	Log       syncproto.LogID
	County    syncproto.County
	Address   string
	Pins      *syncproto.Hash
	Enrolment syncproto.Enrolment
	CodeKey   *syncproto.CodeKey // until the grant
	Ordinal   uint32             // 0 until the grant
	Document  []byte             // nil until the grant
	Epoch     syncproto.Epoch    // 0 until the grant
	Session   syncproto.SessionID
	Begun     bool // the server has heard of the session
}

// Granted tells whether the county has answered the enrolment.
func (d Device) Granted() bool { return d.Ordinal != 0 }

// Device reads the install; ErrNotEnrolled.
func (r reader) Device(ctx context.Context) (Device, error) {
	var d Device
	var log, pins, signature, codeID, codeKey, session []byte
	found, err := r.one(ctx, `SELECT log, county, address, pins, genesis, signature, code_id, code_key, ordinal, document, epoch, session, begun
		FROM device`, nil, &log, &d.County, &d.Address, &pins, &d.Enrolment.Genesis, &signature, &codeID, &codeKey, &d.Ordinal, &d.Document,
		&d.Epoch, &session, &d.Begun)
	if err != nil {
		return d, err
	}
	if !found {
		return d, ErrNotEnrolled
	}
	d.Log, d.Session = syncproto.LogID(log), syncproto.SessionID(session)
	d.Enrolment.Signature, d.Enrolment.Code = syncproto.Signature(signature), syncproto.CodeID(codeID)
	if pins != nil {
		hash := syncproto.Hash(pins)
		d.Pins = &hash
	}
	if codeKey != nil {
		key := syncproto.CodeKey(codeKey)
		d.CodeKey = &key
	}
	return d, nil
}

// Enrol keeps the install, in place of one that the county has not granted and under which nothing was written; ErrEnrolled when there is another.
func (j *Journal) Enrol(ctx context.Context, d Device) error {
	var pins any
	if d.Pins != nil {
		pins = d.Pins[:]
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.open = nil // of the install before
	return j.update(ctx, func(tx *sql.Tx) error {
		if err := forget(ctx, tx); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `INSERT INTO device (id, log, county, address, pins, genesis, signature, code_id, code_key, session)
			VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.Log[:], d.County, d.Address, pins, d.Enrolment.Genesis, d.Enrolment.Signature[:],
			d.Enrolment.Code[:], d.CodeKey[:], d.Session[:])
		return err
	})
}

// MayEnrol tells whether Enrol would keep an install; ErrEnrolled.
func (r reader) MayEnrol(ctx context.Context) error {
	device, err := r.Device(ctx)
	if errors.Is(err, ErrNotEnrolled) {
		return nil
	}
	if err != nil {
		return err
	}
	written := false
	if _, err := r.one(ctx, "SELECT EXISTS (SELECT 1 FROM event)", nil, &written); err != nil {
		return err
	}
	if device.Granted() || written {
		return ErrEnrolled
	}
	return nil
}

// forget drops an install that counts for nothing yet, with what a server said of it; ErrEnrolled when it counts.
func forget(ctx context.Context, tx *sql.Tx) error {
	if err := (reader{tx}).MayEnrol(ctx); err != nil {
		return err
	}
	for _, table := range []string{"device", "notice", "anchor"} {
		if _, err := exec(ctx, tx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	return nil
}

// SetAddress keeps where the county's server is found from now on.
func (j *Journal) SetAddress(ctx context.Context, address string) error {
	_, err := exec(ctx, j.db, "UPDATE device SET address = ?", address)
	return err
}

const secretName = "device.secret"

// Secret reads the device's secret from its own file beside the journal, never in it; ErrNoSecret.
func (j *Journal) Secret() ([32]byte, error) {
	data, err := os.ReadFile(j.secretPath())
	if err != nil || len(data) != 32 {
		return [32]byte{}, errors.Join(ErrNoSecret, disk.Nameless(err))
	}
	return [32]byte(data), nil
}

// MakeSecret draws the device's secret, durable on return; a secret that is there already stays.
func (j *Journal) MakeSecret(random io.Reader) ([32]byte, error) {
	if secret, err := j.Secret(); err == nil {
		return secret, nil
	}
	var secret [32]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return secret, fmt.Errorf("draw the device's secret: %w", err)
	}
	err := disk.Replace(j.spool.disk, j.secretPath(), secret[:])
	if err == nil {
		err = j.spool.disk.SyncFolder(j.dir)
	}
	if err != nil {
		return secret, fmt.Errorf("keep the device's secret: %w", fullDisk(disk.Nameless(err)))
	}
	return secret, nil
}

func (j *Journal) secretPath() string { return filepath.Join(j.dir, secretName) }
