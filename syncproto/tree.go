package syncproto

// nonce hides event i of a segment: HMAC(salt, u32(i)).
func (s Salt) nonce(i int) [32]byte { return hmacOf(s[:], u32(uint32(i))) }

// leafOf is H(0x00 ‖ nonce ‖ event).
func leafOf(nonce [32]byte, event []byte) Leaf { return Leaf(hashOf([]byte{0}, nonce[:], event)) }

// rootOf is the Merkle tree hash of RFC 6962 section 2.1 over one leaf or more.
func rootOf(leaves []Leaf) [32]byte {
	if len(leaves) == 1 {
		return leaves[0]
	}
	split := 1
	for split*2 < len(leaves) {
		split *= 2
	}
	left, right := rootOf(leaves[:split]), rootOf(leaves[split:])
	return hashOf([]byte{1}, left[:], right[:])
}

// VisitCode is read aloud as six digits. It tells apart visits that already agree; it proves nothing by itself (SPEC.md section 4).
type VisitCode uint32

// VisitCodeOf is u32 of H("zhucun visit code 1" ‖ leaf), modulo 1,000,000.
func VisitCodeOf(leaf Leaf) VisitCode {
	sum := hashOf([]byte("zhucun visit code 1"), leaf[:])
	n := uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3])
	return VisitCode(n % 1_000_000)
}

// String is the code as it is read aloud.
func (c VisitCode) String() string {
	digits := []byte("000000")
	for i, n := 5, uint32(c); i >= 0; i, n = i-1, n/10 {
		digits[i] += byte(n % 10)
	}
	return string(digits)
}
