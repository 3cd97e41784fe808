package reader

import "bytes"

// chain is what a reader knows of one log after the segments it has accepted.
type chain struct {
	logID      []byte
	genesis    []byte // its hash, the predecessor of seq 1
	keys       []logKey
	taken      map[uint64][]byte // seq to the head that holds it
	ends       map[uint64][]byte // last seq of a segment to its head
	leaves     map[uint64][]byte
	people     map[uint64]uint64 // local number to roster number
	personKeys map[uint64]personKey
}

// logKey signs the segments from one seq on.
type logKey struct {
	from uint64
	key  publicKey
}

// personKey is the key that the person_key event of some seq registered.
type personKey struct {
	local   uint64
	key     publicKey
	voucher bool // the county may vouch for it; who holds only the log cannot tell
}

func newChain(g genesis) *chain {
	return &chain{
		logID: g.logID(), genesis: hash(g.raw), keys: []logKey{{1, g.key}},
		taken: map[uint64][]byte{}, ends: map[uint64][]byte{}, leaves: map[uint64][]byte{},
		people: map[uint64]uint64{}, personKeys: map[uint64]personKey{},
	}
}

// judge tells what is wrong with a segment at its place in the log. Proofs are
// judged only when the chain before it has closed: they speak of what came before.
func (c *chain) judge(s segment, f *faults) {
	ofLog := bytes.Equal(s.header.logID, c.logID)
	if !ofLog || !c.signer(s.header.first).verify(s.head, s.signature) {
		f.add(BadSignature, "segment signature (of this log: %v)", ofLog)
	}
	if c.forked(s) {
		f.add(Fork, "another head holds one of the seqs %d to %d", s.header.first, s.header.last())
	}
	if !c.closed(s) {
		f.add(BrokenChain, "previous of seq %d is not the head before it", s.header.first)
		return
	}
	for i, e := range s.events {
		c.learn(s, i)
		if !c.proven(s, i) {
			f.add(BadSignature, "proof in the event of kind %d at seq %d", e.kind, s.header.first+uint64(i))
		}
	}
	c.ends[s.header.last()] = s.head
}

// signer is the key that signs segments which begin at first.
func (c *chain) signer(first uint64) publicKey {
	var key publicKey
	for _, k := range c.keys {
		if k.from <= first {
			key = k.key
		}
	}
	return key
}

// closed tells whether the segment before s is among those given.
func (c *chain) closed(s segment) bool {
	if s.header.first == 1 {
		return bytes.Equal(s.header.previous, c.genesis)
	}
	return bytes.Equal(s.header.previous, c.ends[s.header.first-1])
}

// forked tells whether another head holds one of the seqs of s.
func (c *chain) forked(s segment) bool {
	for seq := s.header.first; seq <= s.header.last(); seq++ {
		if head := c.taken[seq]; head != nil && !bytes.Equal(head, s.head) {
			return true
		}
	}
	return false
}
