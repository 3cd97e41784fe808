package proof

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrStatement: a statement or salt that no leaf may commit to.
var ErrStatement = errors.New("proof: not a statement the ledger commits to")

// Kind says what a leaf speaks of. It stands inside the commitment, so a leaf of one kind never opens as another.
// Numbers are never reused; a new kind takes the next one and a row in LEDGER.md. 0 is no kind.
type Kind byte

const (
	KindSegment  Kind = 1 // an acknowledged segment with its verdict
	KindGrant    Kind = 2 // an ordinal given to a log, a branch or a person
	KindKey      Kind = 3 // a key enrolled, vouched for, ended or revoked
	KindRole     Kind = 4 // a role or appointment given or ended
	KindRule     Kind = 5 // a version of the county's rules
	KindDecision Kind = 6 // an officer's decision
	KindEpoch    Kind = 7 // the server was recovered and begins a new epoch
)

const (
	leafTag = "zhucun leaf 1"

	// MaxStatement bounds what a checker reads for one leaf: the longest is an officer's decision with its reasons.
	MaxStatement = 65_536
	// MaxVerdict is one byte for the segment and one for each of its at most 64 events.
	MaxVerdict = 65

	minSegment     = 16 + 32 + 1
	maxSegment     = 16 + 32 + MaxVerdict
	epochStatement = 8 + 32 + 8 + 32
)

// Salt hides a statement that could be guessed. It is kept in the store beside the row, given out with the row's
// proof, and destroyed with the row when a person's data is erased; the leaf then says nothing and still counts.
type Salt [32]byte

// NewSalt takes 32 bytes of random.
func NewSalt(random io.Reader) (Salt, error) {
	var s Salt
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Salt{}, fmt.Errorf("proof: salt: %w", err)
	}
	return s, nil
}

// Leaf is a salted commitment to one statement. It is the entry of the RFC 6962 tree, before the tree's own 0x00.
type Leaf [32]byte

// Commit is SHA-256("zhucun leaf 1" ‖ kind ‖ salt ‖ statement). ErrStatement: unknown kind, a salt of zeros (the
// sign of one that was never made), a statement that is empty, over MaxStatement, or of a wrong length for its kind.
func Commit(kind Kind, salt Salt, statement []byte) (Leaf, error) {
	if salt == (Salt{}) {
		return Leaf{}, fmt.Errorf("%w: the salt is missing", ErrStatement)
	}
	if least, most := statementLength(kind); len(statement) < least || len(statement) > most || most == 0 {
		return Leaf{}, fmt.Errorf("%w: %d bytes of kind %d", ErrStatement, len(statement), kind)
	}
	b := make([]byte, 0, len(leafTag)+1+len(salt)+len(statement))
	b = append(b, leafTag...)
	b = append(b, byte(kind))
	b = append(b, salt[:]...)
	b = append(b, statement...)
	return sha256.Sum256(b), nil
}

func statementLength(kind Kind) (least, most int) {
	switch kind {
	case KindSegment:
		return minSegment, maxSegment
	case KindGrant, KindKey, KindRole, KindRule, KindDecision:
		return 1, MaxStatement
	case KindEpoch:
		return epochStatement, epochStatement
	default:
		return 0, 0
	}
}

// SegmentStatement is log_id ‖ head ‖ verdict. The verdict is 1 to MaxVerdict bytes; the ledger does not read it.
func SegmentStatement(logID [16]byte, head [32]byte, verdict []byte) []byte {
	b := make([]byte, 0, maxSegment)
	b = append(b, logID[:]...)
	b = append(b, head[:]...)
	return append(b, verdict...)
}

// EpochStatement is u64(epoch) ‖ SHA-256(last signed checkpoint of the witness) ‖ u64(size) ‖ root, where size and
// root are of the recovered tree to which the leaf is appended. It binds what was lost to what was kept.
func EpochStatement(epoch uint64, last Signed, recovered Tree) []byte {
	seen := sha256.Sum256(last.note)
	b := make([]byte, 0, epochStatement)
	b = binary.BigEndian.AppendUint64(b, epoch)
	b = append(b, seen[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(recovered.Size))
	return append(b, recovered.Root[:]...)
}
