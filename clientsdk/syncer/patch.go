package syncer

import "zhucun/syncproto"

// may tells whether a blob goes in this run: an original only when it was asked for, by the server or by the phone's user.
func (e *Engine) may(b *blob) bool { return b.Class != Originals || b.Wanted || e.AllOriginals }

// nextBlob is the first that may go: its event has arrived, and its manifest is there.
func (e *Engine) nextBlob() *blob {
	if !e.Begun || e.dead || e.Document == nil {
		return nil
	}
	for _, b := range e.blobs {
		if !b.done && !b.skip && b.Named && e.may(b) && e.manifestThere(b) {
			return b
		}
	}
	return nil
}

func (e *Engine) manifestThere(b *blob) bool {
	if b.Class == Manifests {
		return true
	}
	m := e.blobNamed(b.Manifest)
	return m == nil || m.done
}

// patch sends the next piece. Where an answer may have been lost it sends nothing, at the end of the blob: the answer tells what is held.
func (e *Engine) patch(b *blob) Action {
	p := &Patch{Session: e.Session, Hash: b.Hash, Class: b.Class, Offset: b.Length}
	if !b.unsure {
		p.Offset, p.Size = b.Held, b.Length-b.Held
		if e.Chunk > 0 {
			p.Size = min(p.Size, e.Chunk)
		}
	}
	if b.cut && !b.unsure && b.Held > 0 {
		b.cut = false
		e.outcome.Resumed++
	}
	b.told = false
	e.patching, e.action.Patch = b, p
	e.outcome.Patches++
	return e.action
}

// Sending is what the phone keeps before an action's first byte leaves.
func (e *Engine) Sending() []Change {
	if e.patching == nil || e.patching.Begun {
		return nil
	}
	e.patching.Begun = true
	return []Change{Begun{e.patching.Hash}}
}

// patched closes a patch. After a cut it is not known how much arrived.
func (e *Engine) patched(whole bool) {
	if !whole {
		e.patching.unsure, e.patching.cut = true, true
	}
	e.hello = e.dead
}

// maxLost is how often in a run a server may begin a blob anew, and sending it still counts as progress.
const maxLost = 3

// takeOffset believes the server about what it holds: sending from there again is all that can follow.
func (e *Engine) takeOffset(o syncproto.Offset) []Change {
	b := e.blobNamed(o.Hash)
	if b == nil {
		return nil
	}
	held, complete := min(o.Held, b.Length), o.Held == b.Length && o.Length == b.Length
	if held == b.Length && !complete {
		held = 0 // it means another length
	}
	if held < b.most && b.lost < maxLost {
		b.most, b.lost = held, b.lost+1
	}
	e.fruitful = e.fruitful || held > b.most
	b.most = max(b.most, held)
	b.Held, b.unsure, b.told, b.done, b.Complete = held, false, true, complete, complete && b.Complete
	return []Change{Held{Hash: b.Hash, Held: held, Complete: complete}}
}
