// Package blob keeps photo bytes by their content: an original or a derivative
// is named by the SHA-256 of its bytes and by nothing else.
//
// It does not know what the bytes mean, who may read them or why they are
// kept. It decodes nothing and never refuses content for its kind.
//
// Words. A hash names content. An upload is one phone's attempt to deliver
// content: a hash together with the log that names it. Staged bytes are what
// an upload has delivered so far. Content is what is complete, checked and
// readable.
//
// Flow. A request body goes to Staging.Append at whatever offset the phone
// believes in; when all bytes are there Staging.Complete checks the hash and
// turns them into content, which Reader opens. Derivatives made on the server
// go straight to Writer.Put. Erasure calls Remover.Remove.
//
// Laws. Bytes become content only when their SHA-256 is their name. Staged
// bytes may be lost in a crash and content never is: only a nil from Complete
// or Put promises durability. One log cannot spoil what another has staged.
// Every call may be repeated.
//
// Implementations live in the folders beside this file; blobtest holds the
// suite that each of them passes.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

var (
	// ErrNotFound: no content has this hash.
	ErrNotFound = errors.New("blob: not found")
	// ErrGap: the offset lies beyond the staged bytes; nothing was taken.
	ErrGap = errors.New("blob: offset beyond the bytes held")
	// ErrWrongContent: the bytes are not those their hash names, or are more
	// than were announced; they were discarded.
	ErrWrongContent = errors.New("blob: bytes do not match their hash")
	// ErrTooLong: more bytes came than the limit; those up to it are kept.
	ErrTooLong = errors.New("blob: more bytes than announced")
	// ErrIncomplete: bytes are still missing; those staged are kept.
	ErrIncomplete = errors.New("blob: bytes still missing")
	// ErrFull: the disk has no room, or the folder's quota is used up. What is
	// held stays, and the same call works when there is room again.
	ErrFull = errors.New("blob: disk is full")
)

// Hash is the SHA-256 of some content, and its only name.
type Hash [sha256.Size]byte

// Sum is the hash of content.
func Sum(content []byte) Hash { return sha256.Sum256(content) }

// String is the hash in lower-case hexadecimal, as it stands in addresses.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads what String writes; upper case is refused, so that content
// has one address only.
func ParseHash(text string) (Hash, error) {
	var h Hash
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(h) || hex.EncodeToString(raw) != text {
		return Hash{}, fmt.Errorf("blob: a hash is %d lower-case hexadecimal digits", 2*len(h))
	}
	return Hash(raw), nil
}

// Upload names the staged bytes of one content from one log. Two logs that
// send the same content stage it apart, so neither can spoil the other's.
type Upload struct {
	Hash Hash
	Log  [16]byte
}
