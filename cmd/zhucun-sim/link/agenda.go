package link

import (
	"container/heap"
	"sync"
	"time"
)

// agenda runs what is to happen at a time of the link, one thing after the other and in that order; what is for the same time runs as it was added.
type agenda struct {
	air  *air
	lock *sync.Mutex   // held while anything runs, and by who adds
	wake chan struct{} // the first thing is another

	things queue // lock
	added  uint64
}

type thing struct {
	at     time.Duration
	number uint64
	do     func()
}

func newAgenda(a *air, lock *sync.Mutex) *agenda {
	return &agenda{air: a, lock: lock, wake: make(chan struct{}, 1)}
}

// add is called with the lock held, by what runs too.
func (a *agenda) add(at time.Duration, do func()) {
	a.added++
	heap.Push(&a.things, thing{at, a.added, do})
	if a.things[0].number == a.added {
		select {
		case a.wake <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// run goes on until done is closed.
func (a *agenda) run(done <-chan struct{}) {
	for {
		var next <-chan time.Time
		if at := a.step(); at < forever {
			next = time.After(a.air.until(at))
		}
		select {
		case <-next:
		case <-a.wake:
		case <-done:
			return
		}
	}
}

// step runs what is due and returns when the next thing is.
func (a *agenda) step() time.Duration {
	a.lock.Lock()
	defer a.lock.Unlock()
	for len(a.things) > 0 {
		if a.things[0].at > a.air.now() {
			return a.things[0].at
		}
		heap.Pop(&a.things).(thing).do()
	}
	return forever
}

// queue is a heap of things.
type queue []thing

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].number < q[j].number
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(thing)) }

// Pop is for container/heap.
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	(*q)[last] = thing{}
	*q = (*q)[:last]
	return x
}
