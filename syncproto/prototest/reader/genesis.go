package reader

import "bytes"

// genesis is what a genesis says, with its bytes as they came.
type genesis struct {
	raw    []byte
	county uint64
	key    publicKey
	mac    []byte
	parent item
}

func (g genesis) logID() []byte { return hash([]byte("zhucun log 1"), g.raw)[:16] }

// readGenesis judges a genesis, the proof that its sender holds the key, and,
// when the code's key is known, the proof that the sender held the code.
func readGenesis(raw, sig, codeKey []byte, f *faults) genesis {
	g, ok := decodeGenesis(raw, f)
	if !ok {
		return genesis{}
	}
	if len(sig) != sizeSignature {
		f.malformed("genesis signature of %d bytes", len(sig))
		return genesis{}
	}
	const label = "zhucun genesis 1"
	if !g.key.verify(append([]byte(label), raw...), sig) {
		f.add(BadSignature, "genesis signature")
	}
	plain := array(1, g.county, g.key.algorithm, g.key.bytes, again(g.parent))
	if codeKey != nil && !bytes.Equal(mac(codeKey, []byte(label), plain)[:16], g.mac) {
		f.add(BadSignature, "genesis mac")
	}
	return g
}

// decodeGenesis reads a genesis by its table, the key included.
func decodeGenesis(raw []byte, f *faults) (genesis, bool) {
	shape := exactly(between(1, 1), county, between(1, 2), someBytes, bytesOf(16), optional(far))
	it, ok := f.parseAs("genesis", raw, shape)
	if !ok {
		return genesis{}, false
	}
	a := it.items
	key, err := registers(a[2], a[3])
	if err != nil {
		f.malformed("genesis: %v", err)
		return genesis{}, false
	}
	return genesis{raw: raw, county: a[1].n, key: key, mac: a[4].data, parent: a[5]}, true
}
