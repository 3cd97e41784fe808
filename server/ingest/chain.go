package ingest

import (
	"fmt"
	"math"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// keysTried is how many of a log's newest keys a segment is held against while its chain is not whole, and a hello. Nobody rotates so often.
const keysTried = 8

// chain is one log with its branches. What stands behind a gap is of none: it freezes nothing and takes no place from another.
type chain struct {
	tx  store.Tx
	log store.Log
}

// place is where a segment hangs.
type place struct {
	state store.SegmentState
	first bool           // of its branch: a fork, or an old key, begins here
	keys  []store.LogKey // that may have signed it: one, or the newest ones while what comes before it is missing
}

// place follows what the header names as its predecessor. head is the segment's own.
func (c chain) place(header syncproto.Header, head syncproto.Head) (place, error) {
	before, keys, err := c.follow(header)
	p := place{state: before.State, keys: keys}
	if err != nil || before.State == store.SegmentGap || before.State == store.SegmentOldKey {
		return p, err
	}
	if p.first, err = c.forks(header, head); err != nil || !p.first {
		return p, err
	}
	p.state = store.SegmentBranch
	if gaveUp, err := c.gaveUp(keys[0].After); err != nil {
		return p, err
	} else if gaveUp && before.State == store.SegmentJoined {
		p.state = store.SegmentOldKey
	}
	return p, nil
}

// follow finds what a segment follows, and the keys that may have signed it.
func (c chain) follow(header syncproto.Header) (before store.Segment, keys []store.LogKey, err error) {
	if before, err = c.before(header); err != nil {
		return before, nil, err
	}
	if before.State == store.SegmentGap {
		keys, err = c.tx.KeysOfLog(c.log.ID, keysTried)
		return before, keys, err
	}
	key, err := c.keyAfter(before)
	return before, []store.LogKey{key}, err
}

// before is the segment that ends where this one begins; its state is a gap when it is missing. Before the first stands the genesis.
func (c chain) before(header syncproto.Header) (store.Segment, error) {
	if header.First == 1 && header.Previous == c.root() {
		return store.Segment{Head: c.root(), Log: c.log.ID, State: store.SegmentJoined}, nil
	}
	before, err := c.tx.Segment(header.Previous)
	gone, err := missing(err)
	if gone || before.Log != c.log.ID || before.First+uint64(before.Count) != header.First {
		before = store.Segment{State: store.SegmentGap}
	}
	return before, err
}

func (c chain) root() syncproto.Head { return syncproto.Head(syncproto.HashOf(c.log.Genesis)) }

// keyAfter is the key that the segment gave to what follows it, or else the one that signed it.
func (c chain) keyAfter(before store.Segment) (store.LogKey, error) {
	key, err := c.tx.LogKeyAfter(c.log.ID, before.Head)
	if gone, err := missing(err); err != nil {
		return store.LogKey{}, err
	} else if !gone {
		return store.LogKey{Log: c.log.ID, After: before.Head, Key: key}, nil
	}
	key, err = c.tx.LogKeyAfter(c.log.ID, before.KeyAfter)
	return store.LogKey{Log: c.log.ID, After: before.KeyAfter, Key: key}, err
}

// forks tells whether another segment, under a key that held, follows the same predecessor already.
func (c chain) forks(header syncproto.Header, head syncproto.Head) (bool, error) {
	siblings, err := c.tx.SegmentsAfter(c.log.ID, header.Previous)
	for _, s := range siblings {
		settled := s.State == store.SegmentJoined || s.State == store.SegmentBranch
		if s.Head != head && s.First == header.First && settled {
			return true, nil
		}
	}
	return false, err
}

// gaveUp tells whether the key is one that the branch which came first had, and has rotated away.
func (c chain) gaveUp(after syncproto.Head) (bool, error) {
	joined, err := c.joined(after)
	if err != nil || !joined {
		return false, err
	}
	newest, err := c.mainKey()
	return newest.After != after, err
}

// mainKey is the newest key on the branch that came first.
func (c chain) mainKey() (store.LogKey, error) {
	keys, err := c.tx.KeysOfLog(c.log.ID, math.MaxInt32)
	if err != nil {
		return store.LogKey{}, err
	}
	for _, key := range keys {
		if joined, err := c.joined(key.After); err != nil || joined {
			return key, err
		}
	}
	return store.LogKey{}, fmt.Errorf("log %s has no key: %w", c.log.ID, store.ErrNotFound)
}

// joined tells whether a key was given on the branch that came first.
func (c chain) joined(after syncproto.Head) (bool, error) {
	if after == c.root() {
		return true, nil
	}
	gave, err := c.tx.Segment(after)
	return gave.State == store.SegmentJoined, err
}
