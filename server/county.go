package server

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhucun/syncproto"
)

// county is who the server is: written once when the data folder is made, and never changed but for the epoch.
type county struct {
	Code  syncproto.County `json:"county"`
	Name  string           `json:"name"`
	Epoch syncproto.Epoch  `json:"epoch"`

	ledger  ed25519.PrivateKey // signs receipts and checkpoints
	sealing *ecdh.PrivateKey   // opens what is sealed to the county
	session ed25519.PrivateKey // signs log-in sessions of the office
}

const (
	countyFile  = "county.json"
	keysFolder  = "keys"
	ledgerFile  = "ledger.seed"
	sealingFile = "sealing.key"
	sessionFile = "session.seed"
)

// ErrNotCreated: the folder holds no county yet.
var ErrNotCreated = errors.New("no county in this folder")

// ErrCreated: the folder holds a county already.
var ErrCreated = errors.New("this folder holds a county already")

// Create makes the data folder of a county with new keys. Nothing that exists is changed.
func Create(dir string, code syncproto.County, name string, random io.Reader) error {
	if _, err := os.Stat(filepath.Join(dir, countyFile)); err == nil {
		return fmt.Errorf("%w: %s", ErrCreated, dir)
	}
	if code < 100_000 || code > 999_999 || name == "" || len(name) > syncproto.MaxCountyName {
		return fmt.Errorf("a county has a code of six digits and a name of at most %d bytes", syncproto.MaxCountyName)
	}
	if err := os.MkdirAll(filepath.Join(dir, keysFolder), 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	for _, file := range []string{ledgerFile, sealingFile, sessionFile} {
		if err := writeKey(filepath.Join(dir, keysFolder, file), random); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(county{Code: code, Name: name, Epoch: 1}, "", "  ")
	if err != nil {
		return err
	}
	return writeDurably(filepath.Join(dir, countyFile), append(data, '\n'))
}

// writeKey makes 32 random bytes that only the owner can read. One that exists stays: an earlier Create was interrupted.
func writeKey(path string, random io.Reader) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(random, seed); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	return writeDurably(path, seed)
}

func writeDurably(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(data); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := errors.Join(temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(ignoreUnsupported(folder.Sync()), folder.Close())
}

// ignoreUnsupported: some systems cannot fsync a folder; there the rename is as durable as the system makes it.
func ignoreUnsupported(err error) error {
	if errors.Is(err, os.ErrInvalid) || errors.Is(err, os.ErrPermission) {
		return nil
	}
	return err
}

func loadCounty(dir string) (county, error) {
	data, err := os.ReadFile(filepath.Join(dir, countyFile))
	if errors.Is(err, os.ErrNotExist) {
		return county{}, fmt.Errorf("%w: %s", ErrNotCreated, dir)
	}
	if err != nil {
		return county{}, err
	}
	var c county
	if err := json.Unmarshal(data, &c); err != nil {
		return county{}, fmt.Errorf("%s: %w", countyFile, err)
	}
	return c, c.loadKeys(filepath.Join(dir, keysFolder))
}

func (c *county) loadKeys(dir string) error {
	seeds := map[string][]byte{}
	for _, file := range []string{ledgerFile, sealingFile, sessionFile} {
		seed, err := os.ReadFile(filepath.Join(dir, file))
		if err == nil && len(seed) != 32 {
			err = fmt.Errorf("%s has %d bytes, not 32", file, len(seed))
		}
		if err != nil {
			return fmt.Errorf("read the county's keys: %w", err)
		}
		seeds[file] = seed
	}
	c.ledger, c.session = ed25519.NewKeyFromSeed(seeds[ledgerFile]), ed25519.NewKeyFromSeed(seeds[sessionFile])
	var err error
	c.sealing, err = ecdh.X25519().NewPrivateKey(seeds[sealingFile])
	return err
}

// document is what phones are told; tls is the hash of the certificate's key, or nil.
func (c county) document(tls *syncproto.Hash) syncproto.CountyDocument {
	return syncproto.CountyDocument{Version: 1, County: c.Code, Name: c.Name, Epoch: c.Epoch,
		Ledger: [32]byte(c.ledger.Public().(ed25519.PublicKey)), Sealing: [32]byte(c.sealing.PublicKey().Bytes()), TLS: tls}
}
