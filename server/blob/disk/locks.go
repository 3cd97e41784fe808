package disk

import (
	"sync"

	"zhucun/server/blob"
)

// hashLocks holds one lock per hash in use, so that a long Complete of one
// photo delays no other.
type hashLocks struct {
	mu   sync.Mutex
	held map[blob.Hash]*hashLock
}

type hashLock struct {
	sync.Mutex
	users int // guarded by hashLocks.mu
}

// lock waits for the hash and returns the function that frees it.
func (l *hashLocks) lock(h blob.Hash) (unlock func()) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[blob.Hash]*hashLock{}
	}
	one := l.held[h]
	if one == nil {
		one = &hashLock{}
		l.held[h] = one
	}
	one.users++
	l.mu.Unlock()

	one.Lock()
	return func() {
		one.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(l.held, h)
		}
	}
}
