package dossier

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"zhucun/syncproto"
)

// Format is the only one there is.
const Format = 1

// Contents say what a dossier is about and list every member but itself and its seal, rising by name.
type Contents struct {
	Format  int      `json:"format"`
	Subject string   `json:"subject"` // id of the sign-in or deed
	Leaf    string   `json:"leaf"`    // its leaf, in hex: tells apart the two of a fork
	Grade   string   `json:"grade"`   // as the county graded it
	Members []Member `json:"members"`
}

// Member is one file of the zip.
type Member struct {
	Name   string `json:"name"`
	Length int64  `json:"length"`
	SHA256 string `json:"sha256"`
}

// Encode gives the member's one form.
func (c Contents) Encode() ([]byte, error) { return encodeJSON(c) }

// Seal is the county's signature over the contents: Ed25519 by the ledger key over "zhucun dossier 1" ‖ contents. It says that the county's server
// exported exactly these members; it is no proof of what they say.
func Seal(contents []byte, county ed25519.PrivateKey) []byte {
	return ed25519.Sign(county, sealed(contents))
}

func sealHolds(contents, seal []byte, county ed25519.PublicKey) bool {
	return len(county) == ed25519.PublicKeySize && ed25519.Verify(county, sealed(contents), seal)
}

func sealed(contents []byte) []byte { return append([]byte("zhucun dossier 1"), contents...) }

var errOneForm = errors.New("not in its one form")

func encodeJSON(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", " ")
	return append(data, '\n'), err
}

// decodeJSON takes nothing but what encodeJSON writes, so that two readers cannot read two things.
func decodeJSON(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	again, err := encodeJSON(into)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, data) {
		return errOneForm
	}
	return nil
}

func parseContents(data []byte) (Contents, error) {
	var c Contents
	if err := decodeJSON(data, &c); err != nil {
		return c, err
	}
	if c.Format != Format {
		return c, fmt.Errorf("format %d", c.Format)
	}
	for i, member := range c.Members {
		if i > 0 && member.Name <= c.Members[i-1].Name {
			return c, errOneForm
		}
	}
	return c, nil
}

// place of the record among events.
type place struct {
	id   syncproto.EventID
	leaf syncproto.Leaf
}

func (c Contents) place() (place, error) {
	id, err := syncproto.ParseEventID(c.Subject)
	p := place{id: id}
	return p, errors.Join(err, fillHex(p.leaf[:], c.Leaf))
}

func fillHex(into []byte, digits string) error {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != len(into) {
		return errOneForm
	}
	copy(into, raw)
	return nil
}
