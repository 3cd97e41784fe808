package reader

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

func hash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(bytes.Join(parts, nil))
	return h.Sum(nil)
}

func u32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// nonceOf and leafOf are section 4's formulas for the i-th event of a segment.
func nonceOf(salt []byte, i int) []byte { return mac(salt, u32(uint32(i))) }

func leafOf(nonce, event []byte) []byte { return hash([]byte{0}, nonce, event) }

// rootOf is the Merkle tree hash of RFC 6962 section 2.1 over at least one leaf.
func rootOf(leaves [][]byte) []byte {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	return hash([]byte{1}, rootOf(leaves[:k]), rootOf(leaves[k:]))
}

func headOf(h header, root []byte) []byte {
	return hash([]byte{2}, []byte("zhucun head 1"), h.logID, u64(h.first), u32(uint32(h.count)),
		root, h.previous, hash(h.raw))
}

// visitCode is the number that is read aloud as six digits.
func visitCode(leaf []byte) uint64 {
	first := hash([]byte("zhucun visit code 1"), leaf)[:4]
	return uint64(binary.BigEndian.Uint32(first)) % 1_000_000
}
