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

	"zhucun/server/durable"
	"zhucun/syncproto"
)

// county is who the server is: written once when the data folder is made, and never changed but for the epoch and the pin.
type county struct {
	Code  syncproto.County `json:"county"`
	Name  string           `json:"name"`
	Epoch syncproto.Epoch  `json:"epoch"`
	Pin   string           `json:"tls,omitempty"` // hexadecimal SHA-256 of the key by which the server proves itself to phones; "": they are told of none

	Public publicKeys `json:"public,omitzero"` // made with the keys

	tls     *syncproto.Hash    // Pin
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

// ErrNotCounty: no code of six digits, or a name that is empty or longer than [syncproto.MaxCountyName] bytes.
var ErrNotCounty = errors.New("not the code and name of a county")

// Create makes the data folder of a county with new keys. Nothing that exists is changed; on nil all of it survives a power cut.
func Create(dir string, code syncproto.County, name string, random io.Reader) error {
	return create(durable.Disk{}, dir, county{Code: code, Name: name, Epoch: 1}, random)
}

func create(disk durable.Disk, dir string, c county, random io.Reader) error {
	if _, err := os.Stat(filepath.Join(dir, countyFile)); err == nil {
		return fmt.Errorf("%w: %s", ErrCreated, dir)
	}
	if c.Code < 100_000 || c.Code > 999_999 || c.Name == "" || len(c.Name) > syncproto.MaxCountyName {
		return fmt.Errorf("%w: %d", ErrNotCounty, c.Code)
	}
	if err := disk.MakeFolder(filepath.Join(dir, keysFolder)); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	for _, file := range []string{ledgerFile, sealingFile, sessionFile} {
		if err := writeKey(disk, filepath.Join(dir, keysFolder, file), random); err != nil {
			return err
		}
	}
	if err := c.loadKeys(filepath.Join(dir, keysFolder)); err != nil {
		return err
	}
	c.Public = c.publicKeys()
	return c.write(disk, dir)
}

// writeKey makes 32 random bytes that only the owner can read. One that exists stays: an earlier Create was interrupted.
func writeKey(disk durable.Disk, path string, random io.Reader) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(random, seed); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	return disk.Replace(path, seed) // never half a key, whose name would keep an interrupted Create from ending
}

func (c county) write(disk durable.Disk, dir string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return disk.Replace(filepath.Join(dir, countyFile), append(data, '\n'))
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
	if c.Pin != "" {
		pin, err := syncproto.ParseHash(c.Pin)
		if err != nil {
			return county{}, fmt.Errorf("%s: tls: %w", countyFile, err)
		}
		c.tls = &pin
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

// document is what phones are told.
func (c county) document() syncproto.CountyDocument {
	return syncproto.CountyDocument{Version: 1, County: c.Code, Name: c.Name, Epoch: c.Epoch,
		Ledger: [32]byte(c.ledger.Public().(ed25519.PublicKey)), Sealing: [32]byte(c.sealing.PublicKey().Bytes()), TLS: c.tls}
}
