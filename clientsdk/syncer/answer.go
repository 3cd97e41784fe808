package syncer

import (
	"zhucun/syncproto"
)

// Take reads one complete frame of the answer. Frames that are unknown, do not decode, or speak of nothing that is ours are passed over: a server
// of the future may say more than this phone understands.
func (e *Engine) Take(frame syncproto.Frame) []Change {
	if e.over {
		return nil
	}
	switch frame.Type {
	case syncproto.FrameGrant:
		return read(frame, e.takeGrant)
	case syncproto.FrameAck:
		return read(frame, e.takeAck)
	case syncproto.FrameReceipt:
		return read(frame, e.takeReceipt)
	case syncproto.FrameOffset:
		return read(frame, e.takeOffset)
	case syncproto.FrameTime:
		return read(frame, e.takeTime)
	case syncproto.FrameNotice:
		return read(frame, e.takeNotice)
	case syncproto.FrameEnd:
		return read(frame, e.takeEnd)
	}
	return nil
}

func read[T any](frame syncproto.Frame, take func(T) []Change) []Change {
	var payload T
	if frame.Decode(&payload) != nil {
		return nil
	}
	return take(payload)
}

// takeGrant keeps the county's document only from who knows the one-time code and, where the invitation was scanned, has its keys.
func (e *Engine) takeGrant(g syncproto.Grant) []Change {
	if e.Document != nil || e.CodeKey == nil || g.Log != e.Log {
		return nil
	}
	document, err := g.Open(*e.CodeKey)
	if err != nil || document.County != e.County || e.Pins != nil && document.Pins() != *e.Pins || g.Ordinal == 0 {
		e.stop(ErrWrongServer)
		return nil
	}
	e.Document, e.Epoch, e.fruitful = &document, document.Epoch, true
	return []Change{Granted{Ordinal: g.Ordinal, Bytes: g.County, Document: document}}
}

func (e *Engine) takeAck(a syncproto.Ack) []Change {
	s := e.segmentAt(a.First)
	if s == nil || a.Log != e.Log || a.First != s.First || a.Count != s.Count || a.Head != s.Head {
		return nil
	}
	e.name(s.First)
	return []Change{Acked{s.First}}
}

// name notes that the events of a segment have arrived, so that their photos may go.
func (e *Engine) name(first uint64) {
	for _, b := range e.blobs {
		if b.First == first {
			b.Named = true
		}
	}
}

func (e *Engine) takeReceipt(signed syncproto.SignedReceipt) []Change {
	if e.Document == nil {
		return nil
	}
	r, err := signed.Open(e.Document.LedgerKey())
	if err != nil {
		e.stop(ErrWrongServer)
		return nil
	}
	s := e.segmentAt(r.First)
	if r.Log != e.Log || s == nil || s.First != r.First || s.Count != r.Count || s.Head != r.Head || r.Epoch < e.Epoch {
		return nil
	}
	var changes []Change
	if r.Epoch > e.Epoch {
		e.Epoch, e.outcome.Resend = r.Epoch, true
		changes = append(changes, NewEpoch{r.Epoch})
	}
	if !s.done {
		s.done, e.fruitful = true, true
		e.outcome.Receipts++
	}
	e.name(s.First)
	return append(changes, Delivered{First: s.First, Receipt: signed.Encode()})
}

func (e *Engine) takeTime(t syncproto.Time) []Change {
	return []Change{Anchored{Anchor: t.Anchor, Clock: t.Clock}}
}

func (e *Engine) takeEnd(end syncproto.End) []Change {
	e.ended, e.more = true, end.More == 1
	e.outcome.Wait = int(float64(end.Wait) * (1 + e.Jitter/2))
	if end.Epoch < e.Epoch && e.Document != nil {
		e.stop(ErrOldServer)
		return nil
	}
	if e.signed && !e.dead && !e.Begun && e.Document != nil {
		e.Begun = true
		return []Change{Session{ID: e.Session, Begun: true}}
	}
	return nil
}
