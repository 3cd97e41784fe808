package syncproto

import (
	"crypto/ed25519"
	"fmt"
)

// Receipt is the county's word that a segment is stored and stands in its ledger as leaf Index of Size.
type Receipt struct {
	_     struct{} `cbor:",toarray"`
	Epoch Epoch
	Log   LogID
	First uint64
	Count uint8
	Head  Head
	Index uint64
	Size  uint64
}

// SignedReceipt is a frame: the receipt's bytes and the ledger key's signature over them.
type SignedReceipt struct {
	_         struct{} `cbor:",toarray"`
	Receipt   []byte
	Signature Signature
}

// Sign makes the receipt's frame. Ed25519 is deterministic: the same receipt signed again is the same bytes.
func (r Receipt) Sign(ledger ed25519.PrivateKey) SignedReceipt {
	data := encode(r)
	return SignedReceipt{Receipt: data, Signature: Signature(ed25519.Sign(ledger, tagged("zhucun receipt 1", data)))}
}

// Open checks the signature under the pinned ledger key and decodes. Only what passed here makes a record delivered.
func (s SignedReceipt) Open(ledger ed25519.PublicKey) (Receipt, error) {
	var r Receipt
	if !ed25519.Verify(ledger, tagged("zhucun receipt 1", s.Receipt), s.Signature[:]) {
		return r, fmt.Errorf("receipt: %w", ErrBadSignature)
	}
	if err := decode(s.Receipt, &r); err != nil {
		return r, fmt.Errorf("receipt: %w", err)
	}
	if r.Index >= r.Size {
		return r, fmt.Errorf("receipt: %w", malformed("leaf %d of %d", r.Index, r.Size))
	}
	return r, nil
}

// Encode gives the frame's payload, to be stored.
func (s SignedReceipt) Encode() []byte { return encode(s) }

// ParseSignedReceipt decodes a stored frame's payload.
func ParseSignedReceipt(data []byte) (SignedReceipt, error) {
	var s SignedReceipt
	return s, decode(data, &s)
}
