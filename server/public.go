package server

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"zhucun/server/audit"
)

// publicKeys are the public halves of the county's keys, in hexadecimal. They stand in the county's file, so that who holds the folder without its keys can
// check it, and so that a key file that was damaged is noticed before something cannot be opened any more. A folder of an older release has none.
type publicKeys struct {
	Ledger  string `json:"ledger"`
	Sealing string `json:"sealing"`
	Session string `json:"session"`
}

func (c county) publicKeys() publicKeys {
	return publicKeys{
		Ledger:  hex.EncodeToString(c.ledger.Public().(ed25519.PublicKey)),
		Sealing: hex.EncodeToString(c.sealing.PublicKey().Bytes()),
		Session: hex.EncodeToString(c.session.Public().(ed25519.PublicKey)),
	}
}

// ErrNoPublicKey: neither the caller nor the folder says what the county's public key is.
var ErrNoPublicKey = errors.New("the county's public key is not known")

// identity reads who the county is, without its private keys, and tells what is wrong with its key files. A file of keys that is not there is no fault: an
// auditor's copy has none.
func identity(dir string) (c county, findings []audit.Finding, err error) {
	data, err := os.ReadFile(filepath.Join(dir, countyFile))
	if errors.Is(err, os.ErrNotExist) {
		return c, nil, fmt.Errorf("%w: %s", ErrNotCreated, dir)
	}
	if err != nil {
		return c, nil, err
	}
	if err := json.Unmarshal(data, &c); err != nil || !c.whole() {
		return county{}, []audit.Finding{{Part: audit.PartKeys, Fault: audit.FaultForm, Name: countyFile}}, nil
	}
	return c, c.damagedKeys(filepath.Join(dir, keysFolder)), nil
}

// whole tells whether everything is there that Create wrote, in its form.
func (c county) whole() bool {
	return c.Code >= 100_000 && c.Code <= 999_999 && c.Name != "" && c.Epoch > 0 && (c.Public == publicKeys{} || c.Public.whole())
}

func (p publicKeys) whole() bool {
	for _, key := range []string{p.Ledger, p.Sealing, p.Session} {
		if raw, err := hex.DecodeString(key); err != nil || len(raw) != 32 {
			return false
		}
	}
	return true
}

// damagedKeys tells of key files that are not of the public halves. In a folder that has none of these, the ledger's is taken from its key file.
func (c *county) damagedKeys(dir string) (findings []audit.Finding) {
	for _, file := range []struct {
		name, public string
		half         func(seed []byte) ([]byte, error)
	}{{ledgerFile, c.Public.Ledger, signingHalf}, {sessionFile, c.Public.Session, signingHalf}, {sealingFile, c.Public.Sealing, sealingHalf}} {
		seed, err := os.ReadFile(filepath.Join(dir, file.name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		half, err2 := file.half(seed)
		switch {
		case errors.Join(err, err2) != nil:
			findings = append(findings, audit.Finding{Part: audit.PartKeys, Fault: audit.FaultForm, Name: file.name})
		case file.public != "" && hex.EncodeToString(half) != file.public:
			findings = append(findings, audit.Finding{Part: audit.PartKeys, Fault: audit.FaultChanged, Name: file.name})
		case file.name == ledgerFile && c.Public.Ledger == "":
			c.Public.Ledger = hex.EncodeToString(half)
		}
	}
	return findings
}

func signingHalf(seed []byte) ([]byte, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%d bytes are no key", len(seed))
	}
	return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey), nil
}

func sealingHalf(seed []byte) ([]byte, error) {
	key, err := ecdh.X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, err
	}
	return key.PublicKey().Bytes(), nil
}

// ledgerKey is what was given, or else what the folder says.
func (c county) ledgerKey(given ed25519.PublicKey) (ed25519.PublicKey, error) {
	if given != nil {
		return given, nil
	}
	key, err := hex.DecodeString(c.Public.Ledger)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, ErrNoPublicKey
	}
	return key, nil
}

// LedgerKey is the public key by which anyone checks what the county gives out, in hexadecimal. ErrNotCreated, or ErrNoPublicKey for a folder that does not
// say it.
func (f Folder) LedgerKey() (string, error) {
	c, _, err := identity(f.Dir)
	if err == nil && c.Public.Ledger == "" {
		err = ErrNoPublicKey
	}
	return c.Public.Ledger, err
}
