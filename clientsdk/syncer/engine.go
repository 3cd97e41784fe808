package syncer

import (
	"errors"
	"fmt"
	"slices"

	"zhucun/syncproto"
)

// Engine steps through one run. Use it from one goroutine.
type Engine struct {
	State
	outcome Outcome
	over    bool
	tries   int // exchanges in a row that brought nothing

	action   Action
	patching *blob
	fruitful bool  // the exchange under way brought something
	ended    bool  // its end frame came
	more     bool  // the server asks to be asked again at once
	hello    bool  // a push is due
	signed   bool  // the push under way begins a session
	renewed  bool  // the spare session was taken
	dead     bool  // the server knows no session of ours
	refusal  error // of the install, by the answer under way

	segments []*segment
	blobs    []*blob
}

type segment struct {
	Segment
	under, sent, done bool // in the request under way; in one that was answered whole in this run; delivered
}

type blob struct {
	Blob
	unsure bool   // what is held is not known: an answer was lost
	told   bool   // the patch under way was answered
	skip   bool   // not again in this run
	done   bool   // complete at the server
	cut    bool   // an exchange of it failed, and it has not gone on since
	most   uint64 // most that was ever said to be held: only more is progress
	lost   int    // how often the server held less than it had said
}

// New begins a run.
func New(state State) *Engine {
	e := &Engine{State: state, hello: true}
	for _, s := range state.Segments {
		e.segments = append(e.segments, &segment{Segment: s})
	}
	for _, b := range state.Blobs {
		e.blobs = append(e.blobs, &blob{Blob: b, unsure: b.Begun, cut: b.Begun, done: b.Complete})
	}
	slices.SortStableFunc(e.blobs, func(a, b *blob) int { return a.stage() - b.stage() })
	return e
}

// stage puts manifests and thumbnails first, photo by photo, then views, then originals.
func (b *blob) stage() int { return max(int(b.Class), int(Thumbnails)) }

// Next says what to do. Every action but the last is answered by Ended.
func (e *Engine) Next() Action {
	e.action, e.patching = Action{Tries: e.tries}, nil
	e.fruitful, e.ended, e.more = false, false, false
	if e.over {
		return e.action
	}
	if e.hello && e.Unproven {
		return e.enrol()
	}
	if e.hello || e.unsent() {
		return e.push()
	}
	if b := e.nextBlob(); b != nil {
		return e.patch(b)
	}
	if e.Document == nil {
		e.stop(&Refusal{syncproto.CodeUnknownLog}) // answered whole, and neither granted nor refused
	}
	e.over = true
	return e.action
}

// Outcome tells how the run ended, once an action is over.
func (e *Engine) Outcome() Outcome { return e.outcome }

// Progress is what the server is known to hold of what is to be sent: of records what it gave a receipt for. The runner adds what is on its way.
func (e *Engine) Progress() Progress {
	var p Progress
	for _, s := range e.segments {
		p.Total[Records] += uint64(len(s.Payload))
		if s.done {
			p.Held[Records] += uint64(len(s.Payload))
		}
	}
	for _, b := range e.blobs {
		if b.Complete || !e.may(b) {
			continue
		}
		p.Total[b.Class] += b.Length
		p.Held[b.Class] += b.Held
	}
	return p
}

// Ended says how the exchange ended: with a fault of the connection, or with all that the server had to say. status is HTTP's, 0 if none came.
func (e *Engine) Ended(status int, fault error) {
	whole := fault == nil
	e.Reached = e.Reached || !errors.Is(fault, ErrUnreachable)
	if e.action.Push != nil {
		whole = whole && e.ended
		e.pushed(whole)
	} else {
		whole = whole && e.patching.told
		e.patched(whole)
	}
	if !whole {
		e.outcome.Failed++
	}
	switch {
	case e.refusal != nil:
		e.stop(e.refusal)
	case e.fruitful:
		e.tries = 0
	case whole && (e.action.Push != nil || e.action.Patch.Size == 0):
		// An idle push and a question bring nothing, and are no failure.
	default:
		e.fail(status, fault)
	}
}

// Unreadable says, instead of Ended, that the phone cannot read the blob it was to send. It is left out of this run; nothing else waits for it.
func (e *Engine) Unreadable() { e.patching.skip = true }

// fail counts an exchange that brought nothing.
func (e *Engine) fail(status int, fault error) {
	e.tries++
	if errors.Is(fault, ErrWrongServer) {
		e.stop(fault) // it will have no other key a moment later
	}
	if e.over || e.tries < e.Attempts {
		return
	}
	switch {
	case errors.Is(fault, ErrUnreachable) && !e.Reached:
	case errors.Is(fault, ErrUnreachable):
		fault = fmt.Errorf("%w: %v", ErrCut, fault) // it was reachable before
	case fault != nil:
		fault = fmt.Errorf("%w: %w", ErrCut, fault)
	case status >= 300:
		fault = fmt.Errorf("%w: it answered with status %d", ErrWrongServer, status)
	default:
		fault = ErrCut
	}
	e.stop(fault)
}

// stop ends the run; the first reason stays.
func (e *Engine) stop(err error) {
	if !e.over {
		e.over, e.outcome.Err = true, err
	}
}

func (e *Engine) segmentAt(seq uint64) *segment {
	for _, s := range e.segments {
		if s.First <= seq && seq < s.First+uint64(s.Count) {
			return s
		}
	}
	return nil
}

func (e *Engine) blobNamed(hash syncproto.Hash) *blob {
	for _, b := range e.blobs {
		if b.Hash == hash {
			return b
		}
	}
	return nil
}
