package ledger

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"zhucun/syncproto/proof"
)

// Signer makes a county's checkpoints for one epoch. It is a value without state: what was signed last is passed in,
// from the witness. Safe for concurrent use.
type Signer struct {
	origin string
	epoch  uint64
	key    ed25519.PrivateKey
}

// NewSigner takes the six-digit county code, the epoch the database is in (from 1), and the county's ledger key.
func NewSigner(county string, epoch uint64, key ed25519.PrivateKey) (Signer, error) {
	origin, err := proof.Origin(county)
	if err != nil {
		return Signer{}, fmt.Errorf("ledger: signer: %w", err)
	}
	if len(key) != ed25519.PrivateKeySize {
		return Signer{}, fmt.Errorf("ledger: signer: the key has %d bytes", len(key))
	}
	if epoch < 1 {
		return Signer{}, fmt.Errorf("ledger: signer: epochs count from 1")
	}
	return Signer{origin, epoch, key}, nil
}

// Published is a checkpoint that may be shown. SetBack is how far the server's clock stood before the checkpoint's
// time, 0 if it did not: a checkpoint never goes back in time, so it repeats the last time instead, and the caller
// raises an incident when SetBack is more than a clock's ordinary correction.
type Published struct {
	proof.Signed
	SetBack time.Duration
}

// Sign signs the tree as of now, after last (the zero value: the first ever). Errors are those of
// proof.Checkpoint.Follows; time is no error, see Published. That the tree begins with last's is Guard's to know.
func (s Signer) Sign(last proof.Signed, tree proof.Tree, now time.Time) (Published, error) {
	next := proof.Checkpoint{Origin: s.origin, Epoch: s.epoch, Tree: tree, Time: max(now.UnixMilli(), last.Time)}
	setBack := max(0, time.UnixMilli(last.Time).Sub(now))
	if last.Note() != nil {
		if err := next.Follows(last.Checkpoint); err != nil {
			return Published{}, fmt.Errorf("ledger: not signed: %w", err)
		}
	}
	signed, err := next.Sign(s.key)
	if err != nil {
		return Published{}, fmt.Errorf("ledger: not signed: %w", err)
	}
	return Published{signed, setBack}, nil
}

func (s Signer) parse(note []byte) (proof.Signed, error) {
	return proof.ParseCheckpoint(note, s.origin, s.key.Public().(ed25519.PublicKey))
}
