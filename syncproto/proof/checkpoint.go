package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var (
	// ErrCheckpoint: not a checkpoint of this county in its one form, or not signed by the key that was given.
	ErrCheckpoint = errors.New("proof: not a checkpoint of this county signed with its key")
	// ErrTreeShorter: a tree has fewer leaves than one that was signed before it in the same epoch.
	ErrTreeShorter = errors.New("the ledger is shorter than it was")
	// ErrTreeDiffers: a tree does not begin with one that was signed before it in the same epoch.
	ErrTreeDiffers = errors.New("the ledger is another than it was")
	// ErrBackwards: epoch or time is lower than in a checkpoint signed before.
	ErrBackwards = errors.New("the checkpoint's epoch or time is before the last one's")
)

const (
	// MaxNote bounds what is read before the signature is known to be good. The longest checkpoint has 233 bytes.
	MaxNote = 512
	// MaxTime is the end of the year 9999: a browser's numbers hold it exactly.
	MaxTime = 253_402_300_799_999

	originPrefix = "zhucun/"
)

// Origin names a county's ledger and its key: "zhucun/" and the county's six-digit division code.
func Origin(county string) (string, error) {
	if len(county) != 6 || strings.Trim(county, "0123456789") != "" {
		return "", fmt.Errorf("proof: %q is not a six-digit county code", county)
	}
	return originPrefix + county, nil
}

// Checkpoint says what a county's ledger was at one time.
type Checkpoint struct {
	Origin string // see Origin
	Epoch  uint64 // count of the server's lives, from 1
	Tree
	Time int64 // milliseconds since 1970 UTC, by the server's clock, never before the last checkpoint's
}

// Signed is a checkpoint whose signature was made or checked here; nothing else makes one.
type Signed struct {
	Checkpoint
	note []byte
}

// Note returns the signed bytes (text, see LEDGER.md), nil for the zero value.
func (s Signed) Note() []byte { return bytes.Clone(s.note) }

// Anchor is the first 16 bytes of SHA-256 over the signed bytes: nobody could know it before the checkpoint was
// signed, so what contains it is not older.
func (s Signed) Anchor() [16]byte {
	sum := sha256.Sum256(s.note)
	return [16]byte(sum[:16])
}

// Sign makes the signed note. The same checkpoint and key give the same bytes. ErrCheckpoint: a value out of range.
func (c Checkpoint) Sign(key ed25519.PrivateKey) (Signed, error) {
	if err := c.valid(); err != nil {
		return Signed{}, err
	}
	signer, err := noteSigner(c.Origin, key)
	if err != nil {
		return Signed{}, err
	}
	msg, err := note.Sign(&note.Note{Text: c.text()}, signer)
	if err != nil {
		return Signed{}, fmt.Errorf("proof: sign checkpoint: %w", err)
	}
	return Signed{c, msg}, nil
}

// ParseCheckpoint reads a signed note. Everything but the one form that Sign writes, under this origin and key, is
// ErrCheckpoint: further signatures, other base64, signs or leading zeros included.
func ParseCheckpoint(msg []byte, origin string, key ed25519.PublicKey) (Signed, error) {
	if len(msg) > MaxNote {
		return Signed{}, fmt.Errorf("%w: longer than %d bytes", ErrCheckpoint, MaxNote)
	}
	verifier, err := noteVerifier(origin, key)
	if err != nil {
		return Signed{}, err
	}
	n, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return Signed{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	c, err := parseText(n.Text)
	if err != nil {
		return Signed{}, err
	}
	if c.Origin != origin || !oneForm(msg, n) {
		return Signed{}, fmt.Errorf("%w: not in its one form", ErrCheckpoint)
	}
	return Signed{c, bytes.Clone(msg)}, nil
}

// Follows reports whether c may come after last: nil, ErrTreeShorter, ErrTreeDiffers, ErrBackwards, or ErrCheckpoint
// for another county's. A new epoch may be shorter: that is what a recovery is. It does not replace CheckConsistency.
func (c Checkpoint) Follows(last Checkpoint) error {
	switch {
	case c.Origin != last.Origin:
		return fmt.Errorf("%w: %s after %s", ErrCheckpoint, c.Origin, last.Origin)
	case c.Epoch < last.Epoch || c.Time < last.Time:
		return fmt.Errorf("%w: epoch %d at %d after epoch %d at %d", ErrBackwards, c.Epoch, c.Time, last.Epoch, last.Time)
	case c.Epoch > last.Epoch:
		return nil
	case c.Size < last.Size:
		return fmt.Errorf("%w: %d leaves after %d", ErrTreeShorter, c.Size, last.Size)
	case c.Size == last.Size && c.Root != last.Root:
		return fmt.Errorf("%w: two roots for %d leaves", ErrTreeDiffers, c.Size)
	}
	return nil
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %d epoch %d\n", c.Origin, c.Size, c.Root, c.Time, c.Epoch)
}

func (c Checkpoint) valid() error {
	county, ok := strings.CutPrefix(c.Origin, originPrefix)
	if _, err := Origin(county); !ok || err != nil {
		return fmt.Errorf("%w: origin %q", ErrCheckpoint, c.Origin)
	}
	if c.Epoch < 1 || c.Size < 0 || c.Size > MaxSize || c.Time < 0 || c.Time > MaxTime {
		return fmt.Errorf("%w: epoch %d, size %d, time %d", ErrCheckpoint, c.Epoch, c.Size, c.Time)
	}
	if c.Size == 0 && c.Tree != EmptyTree() {
		return fmt.Errorf("%w: a root over nothing", ErrCheckpoint)
	}
	return nil
}

func parseText(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return Checkpoint{}, fmt.Errorf("%w: %d lines", ErrCheckpoint, len(lines)-1)
	}
	words := strings.Split(lines[3], " ")
	if len(words) != 4 {
		return Checkpoint{}, fmt.Errorf("%w: its last line has %d words", ErrCheckpoint, len(words))
	}
	size, err1 := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := tlog.ParseHash(lines[2])
	at, err3 := strconv.ParseInt(words[1], 10, 64)
	epoch, err4 := strconv.ParseUint(words[3], 10, 64)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	c := Checkpoint{Origin: lines[0], Epoch: epoch, Tree: Tree{Size: size, Root: root}, Time: at}
	if c.text() != text {
		return Checkpoint{}, fmt.Errorf("%w: not in its one form", ErrCheckpoint)
	}
	return c, c.valid()
}

// oneForm holds the signature line to what note.Sign writes: base64 leaves two bits free, and note.Open passes over
// signatures of unknown keys, so two anchors could name one checkpoint.
func oneForm(msg []byte, n *note.Note) bool {
	sig, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil {
		return false
	}
	line := "— " + n.Sigs[0].Name + " " + base64.StdEncoding.EncodeToString(sig) + "\n"
	return string(msg) == n.Text+"\n"+line
}
