package audit

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"zhucun/syncproto/proof"
)

// signed is a checkpoint that verifies under the county's key.
type signed struct {
	proof.Signed
	kept bool // in the database
}

// checkpoints checks every note that the database and the witness hold: form, signature, root at its size, and that none goes back.
func (l *look) checkpoints(ctx context.Context) error {
	held, err := l.keptCheckpoints(ctx)
	if err != nil {
		return err
	}
	since := l.remembered()
	l.witnessed(held, since)
	for _, s := range since {
		l.signed = append(l.signed, signed{Signed: s})
	}
	for _, s := range held {
		l.signed = append(l.signed, signed{s, true})
	}
	l.orderSigned()
	return nil
}

// orderSigned puts the checkpoints in order: epoch, size and time must rise together, and the newest is of the epoch that the folder says it is in.
func (l *look) orderSigned() {
	slices.SortStableFunc(l.signed, func(a, b signed) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Size, b.Size), cmp.Compare(a.Time, b.Time))
	})
	for i, s := range l.signed {
		if i > 0 && s.Follows(l.signed[i-1].Checkpoint) != nil {
			l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultChanged, Name: anchorName(s.Signed)})
		}
		if s.kept {
			l.report.Size = max(l.report.Size, uint64(s.Size))
		}
	}
	if n := len(l.signed); n > 0 && l.signed[n-1].Epoch != uint64(l.Epoch) {
		l.report.Add(Finding{Part: PartKeys, Fault: FaultChanged, Fields: []string{"epoch"}})
	}
}

func anchorName(s proof.Signed) string {
	anchor := s.Anchor()
	return hexOf(anchor[:])
}

// keptCheckpoints reads those of the database. They are numbered from 1 and none is ever removed.
func (l *look) keptCheckpoints(ctx context.Context) (held []proof.Signed, err error) {
	next := int64(1)
	err = l.each(ctx, PartCheckpoint, "checkpoint", "number", func(r row) error {
		name := hexOf(r.bytes("anchor"))
		if r.number("number") != next {
			l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultMissing, Name: name})
		}
		next = r.number("number") + 1
		s, ok := l.parse(r.bytes("note"))
		if !ok {
			l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultUnsigned, Name: name})
			return nil
		}
		anchor := s.Anchor()
		if !bytes.Equal(anchor[:], r.bytes("anchor")) || s.Size != r.number("size") || s.Time != r.number("time") {
			l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultChanged, Name: name})
			return nil
		}
		l.checkRoot(PartCheckpoint, s)
		held = append(held, s)
		return nil
	})
	if len(held) == 0 && err == nil {
		l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultMissing})
	}
	l.report.count(PartCheckpoint, uint64(next-1))
	return held, err
}

func (l *look) parse(note []byte) (proof.Signed, bool) {
	origin, err := proof.Origin(l.County.String())
	if err != nil {
		return proof.Signed{}, false
	}
	s, err := proof.ParseCheckpoint(note, origin, l.Key)
	return s, err == nil
}

// checkRoot holds a checkpoint against the tree that the openings make. A tree that is shorter went back in time.
func (l *look) checkRoot(part Part, s proof.Signed) {
	if uint64(s.Size) > l.tree.size {
		l.report.Add(Finding{Part: part, Fault: FaultWentBack, Name: anchorName(s)})
		return
	}
	root, err := l.tree.root(s.Size)
	if err != nil || root != s.Root {
		l.report.Add(Finding{Part: part, Fault: FaultContent, Name: anchorName(s)})
	}
}
