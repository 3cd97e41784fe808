package syncproto

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"
)

// CountyDocument tells a phone whose server it speaks to; its keys are pinned at enrolment.
type CountyDocument struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	County  County
	Name    string
	Epoch   Epoch
	Ledger  [32]byte // Ed25519 key of receipts and checkpoints
	Sealing [32]byte // X25519 key to which sealed words and carried items are sealed
	TLS     *Hash    // hash of the server's SubjectPublicKeyInfo, nil where TLS ends before the server
}

type countyPins struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	County  County
	Name    string
	Ledger  [32]byte
	Sealing [32]byte
	TLS     *Hash
}

// Encode gives the document's bytes.
func (d CountyDocument) Encode() []byte { return encode(d) }

// ParseCountyDocument decodes strictly; who made it is proven by the MAC of a grant or by the pins of an invitation.
func ParseCountyDocument(data []byte) (CountyDocument, error) {
	var d CountyDocument
	if err := decode(data, &d); err != nil {
		return d, fmt.Errorf("county document: %w", err)
	}
	if d.Version != 1 {
		return d, fmt.Errorf("county document: %w %d", ErrVersion, d.Version)
	}
	if err := firstError(checkCounty(d.County), checkLength("name", d.Name, MaxCountyName)); err != nil {
		return d, fmt.Errorf("county document: %w", err)
	}
	_, err := ParsePublicKey(Ed25519, d.Ledger[:])
	return d, err
}

// Pins is the hash of what an invitation pins: all of the document but the epoch, which a recovery changes.
func (d CountyDocument) Pins() Hash {
	return hashOf(encode(countyPins{Version: d.Version, County: d.County, Name: d.Name, Ledger: d.Ledger, Sealing: d.Sealing, TLS: d.TLS}))
}

// LedgerKey verifies receipts and checkpoints.
func (d CountyDocument) LedgerKey() ed25519.PublicKey { return d.Ledger[:] }

// Invitation is what the QR code of an enrolment slip says.
type Invitation struct {
	Code    OneTimeCode
	Address string
	Pins    Hash
}

type invitationItems struct {
	_       struct{} `cbor:",toarray"`
	Code    string
	Address string
	Pins    Hash
}

const invitationPrefix = "ZHUCUN1:"

// Text is what the QR code holds. It contains the one-time code: a secret.
func (i Invitation) Text() string {
	data := encode(invitationItems{Code: i.Code.text, Address: i.Address, Pins: i.Pins})
	return invitationPrefix + base64.RawURLEncoding.EncodeToString(data)
}

// ParseInvitation reads the text of a scanned QR code.
func ParseInvitation(text string) (Invitation, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), invitationPrefix)
	if !ok {
		return Invitation{}, malformed("not an invitation of zhucun")
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil {
		return Invitation{}, malformed("the invitation is damaged")
	}
	var items invitationItems
	if err := decode(data, &items); err != nil {
		return Invitation{}, fmt.Errorf("invitation: %w", err)
	}
	code, err := ParseOneTimeCode(items.Code)
	return Invitation{Code: code, Address: items.Address, Pins: items.Pins}, err
}
