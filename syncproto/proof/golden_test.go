package proof_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"testing"

	"zhucun/syncproto/proof"
)

// The expected bytes of this file were computed by another program, in another language, from LEDGER.md alone.

const (
	goldenVerifier    = "zhucun/511921+60c6f5a1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
	goldenRoot        = "f689f406970f1c16befdff421a3ae663fcdc48c7d116189be4b2d1ee844f559a"
	goldenAnchor      = "5419812e3a0e2ebd423eecaf244d36e8"
	goldenEpochLeaf   = "86665e6d92bd462489efa438b362975a2628a4f18b34994c58e0e54288f7567d"
	goldenConsistency = "2cfc0a8615371946bb4770c0da17114e1ce1db128e91593e1ba90d32aa1e9928"
	goldenNote        = "zhucun/511921\n" +
		"6\n" +
		"9on0BpcPHBa+/f9CGjrmY/zcSMfRFhib5LLR7oRPVZo=\n" +
		"time 1767225600000 epoch 1\n" +
		"\n" +
		"— zhucun/511921 YMb1oVNlUINY5KWkeSFzBpVEs4nMHjj3Aeyb46gEMpZ4f/lgPppzjBsRO4MujHa7NseL0ryIRLdjk08XXvRkxOLyWAg=\n"
	goldenEmptyNote = "zhucun/511921\n" +
		"0\n" +
		"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" +
		"time 0 epoch 1\n" +
		"\n" +
		"— zhucun/511921 YMb1oaYUtvF+KSD7lbXLMOZV/kCCivMj+UVP0VLZjwCXtQhkh7TNSu9vnTF1Bu3EQ3H9tVEKohQvGwB3Jln7kdBGdwE=\n"
)

// goldenPath is the audit path of leaf 4 in 6; its second node is also the root of the first four leaves.
var goldenPath = [2]string{
	"33889b94f92be06a1c104232984e799eb7e512d5b045b5e336ef0b3938b4eeed",
	"fbb4274b07223a0d618c83e6bd373f6bc756ddfa062a29291d0cb32d93004f94",
}

// goldenLeaves: salt 00 01 … 1f; the segment is log_id 40 … 4f, head 80 … 9f, verdict 01 00 00 03; the other
// statements are the three bytes "row".
var goldenLeaves = []struct {
	kind proof.Kind
	leaf string
}{
	{proof.KindSegment, "7952d08c3739d5f59fd0c23fb46bafcb110544cf87be0c081d6074e601668efb"},
	{proof.KindGrant, "b81b433ac89f493d007b958ec2a9836f1586e7edeee7ec92fb465bbf1ea14bb3"},
	{proof.KindKey, "acce04b50beff78586c521e5eb8cac074bc939c32673a7776703879e2da02b13"},
	{proof.KindRole, "478acfc80b34f952be31e0067b58bf03714bc43c6213edbcbc65c85a0f9c71d3"},
	{proof.KindRule, "f65738b415143a190e637458977a7666f5ea76bc985ffed05a11a8abb6071e14"},
	{proof.KindDecision, "ee2d7aeace68602f457ab9e74b7cf2a4ae7ad655e1056960623c133227b5c849"},
}

func TestGoldenLeaves(t *testing.T) {
	for _, g := range goldenLeaves {
		statement := []byte("row")
		if g.kind == proof.KindSegment {
			statement = proof.SegmentStatement([16]byte(rising(0x40, 16)), [32]byte(rising(0x80, 32)), []byte{1, 0, 0, 3})
		}
		got, err := proof.Commit(g.kind, proof.Salt(rising(0, 32)), statement)
		if err != nil || hex.EncodeToString(got[:]) != g.leaf {
			t.Errorf("leaf of kind %d = %x, %v; want %s", g.kind, got, err, g.leaf)
		}
	}
}

func TestGoldenEpochLeaf(t *testing.T) {
	wantStatement := "0000000000000002" + goldenAnchor + "386f37244d108bfefe53bece657385ef" + "0000000000000004" + goldenPath[1]
	recovered := proof.Tree{Size: 4, Root: hash(t, goldenPath[1])}
	statement := proof.EpochStatement(2, signed(t, goldenCheckpoint(t)), recovered)
	if got := hex.EncodeToString(statement); got != wantStatement {
		t.Errorf("statement = %s, want %s", got, wantStatement)
	}
	leaf, err := proof.Commit(proof.KindEpoch, proof.Salt(rising(0, 32)), statement)
	if err != nil || hex.EncodeToString(leaf[:]) != goldenEpochLeaf {
		t.Errorf("leaf = %x, %v; want %s", leaf, err, goldenEpochLeaf)
	}
}

func TestGoldenCheckpoint(t *testing.T) {
	s := signed(t, goldenCheckpoint(t))
	if got := string(s.Note()); got != goldenNote {
		t.Errorf("note = %q, want %q", got, goldenNote)
	}
	anchor := s.Anchor()
	if got := hex.EncodeToString(anchor[:]); got != goldenAnchor {
		t.Errorf("anchor = %s, want %s", got, goldenAnchor)
	}
	empty := signed(t, proof.Checkpoint{Origin: origin, Epoch: 1, Tree: proof.EmptyTree()})
	if got := string(empty.Note()); got != goldenEmptyNote {
		t.Errorf("empty note = %q, want %q", got, goldenEmptyNote)
	}
	if got, err := proof.VerifierKey(origin, publicKey()); err != nil || got != goldenVerifier {
		t.Errorf("verifier key = %s, %v; want %s", got, err, goldenVerifier)
	}
}

func TestGoldenProofs(t *testing.T) {
	tree := proof.Tree{Size: 6, Root: hash(t, goldenRoot)}
	inclusion := proof.Proof{hash(t, goldenPath[0]), hash(t, goldenPath[1])}
	leaf := proof.Leaf(hash(t, goldenLeaves[4].leaf))
	if err := proof.CheckInclusion(inclusion, leaf, 4, tree); err != nil {
		t.Errorf("inclusion of leaf 4 in 6: %v", err)
	}
	older := proof.Tree{Size: 4, Root: inclusion[1]}
	consistency := proof.Proof{hash(t, goldenConsistency)}
	if err := proof.CheckConsistency(consistency, older, tree); err != nil {
		t.Errorf("consistency from 4 to 6: %v", err)
	}
}

const origin = "zhucun/511921"

func goldenCheckpoint(t *testing.T) proof.Checkpoint {
	return proof.Checkpoint{
		Origin: origin, Epoch: 1, Tree: proof.Tree{Size: 6, Root: hash(t, goldenRoot)}, Time: 1_767_225_600_000,
	}
}

// key is the Ed25519 key of the seed 00 01 … 1f.
func key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(rising(0, ed25519.SeedSize)) }

func publicKey() ed25519.PublicKey { return key().Public().(ed25519.PublicKey) }

func signed(t testing.TB, c proof.Checkpoint) proof.Signed {
	t.Helper()
	s, err := c.Sign(key())
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return s
}

func rising(from byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = from + byte(i)
	}
	return b
}

func hash(t testing.TB, text string) proof.Hash {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		t.Fatalf("%q is not a hash: %v", text, err)
	}
	return proof.Hash(b)
}
