package audit

import (
	"cmp"
	"slices"
	"strings"

	"zhucun/syncproto/proof"
)

// Witness is what the second ledger held before the county's database was opened, and since. Seen in this order a server that runs beside the look
// makes no difference.
type Witness struct {
	Before, Since Held
	Err           error // why it cannot be read; nil
}

// Held is what a witness holds.
type Held struct {
	Checkpoint []byte // nil: none
	History    []byte // the checkpoints before it, as they were written one after the other
	Ordinal    uint64 // the highest ordinal of a phone that was ever granted
}

// remembered reads what the witness holds and holds it against the tree. What came while the look was beginning may be ahead of the tree.
func (l *look) remembered() (since []proof.Signed) {
	if l.Witness.Err != nil {
		l.report.Add(Finding{Part: PartWitness, Fault: FaultForm, Name: l.Witness.Err.Error()})
		return nil
	}
	if l.Witness.Since.Checkpoint == nil {
		l.report.Add(Finding{Part: PartWitness, Fault: FaultMissing, Name: "checkpoint"})
	}
	if l.Witness.Since.Ordinal < l.lastOrdinal() {
		l.report.Add(Finding{Part: PartWitness, Fault: FaultWentBack, Name: "marks"})
	}
	before := l.notes(l.Witness.Before, func([]byte) {})
	since = l.notes(l.Witness.Since, func(note []byte) {
		l.report.Add(Finding{Part: PartWitness, Fault: FaultUnsigned, Name: firstLine(note)})
	})
	for _, s := range since {
		if uint64(s.Size) <= l.tree.size || slices.ContainsFunc(before, func(b proof.Signed) bool { return b.Anchor() == s.Anchor() }) {
			l.checkRoot(PartWitness, s)
		}
	}
	l.report.count(PartWitness, uint64(len(since)))
	return since
}

// notes are the checkpoints of a witness, oldest first, each once: a crash may have written one twice.
func (l *look) notes(held Held, bad func(note []byte)) (notes []proof.Signed) {
	split := splitNotes(held.History)
	if held.Checkpoint != nil {
		split = append(split, held.Checkpoint)
	}
	for _, note := range split {
		s, ok := l.parse(note)
		if !ok {
			bad(note)
		} else if len(notes) == 0 || notes[len(notes)-1].Anchor() != s.Anchor() {
			notes = append(notes, s)
		}
	}
	return notes
}

func (l *look) lastOrdinal() (last uint64) {
	for _, ordinal := range l.ordinals {
		last = max(last, uint64(ordinal))
	}
	return last
}

// witnessed: the witness has every checkpoint that the database has, and the newest of the database is one of the witness's newest two, or came since.
func (l *look) witnessed(held, since []proof.Signed) {
	if l.Witness.Err != nil || len(held) == 0 {
		return
	}
	known := map[[16]byte]bool{}
	for _, s := range since {
		known[s.Anchor()] = true
	}
	for _, s := range held {
		if !known[s.Anchor()] {
			l.report.Add(Finding{Part: PartWitness, Fault: FaultMissing, Name: anchorName(s)})
		}
	}
	newest := slices.MaxFunc(held, func(a, b proof.Signed) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Size, b.Size)) })
	before := l.notes(l.Witness.Before, func([]byte) {})
	if n := len(before); n >= 2 && newest.Time < before[n-2].Time {
		l.report.Add(Finding{Part: PartCheckpoint, Fault: FaultWentBack, Name: anchorName(newest)})
	}
}

// splitNotes cuts a history into the notes that were written one after the other: each ends with the line of its signature.
func splitNotes(history []byte) (notes [][]byte) {
	start, end := 0, 0
	for line := range strings.Lines(string(history)) {
		end += len(line)
		if strings.HasPrefix(line, "— ") && strings.HasSuffix(line, "\n") {
			notes = append(notes, history[start:end])
			start = end
		}
	}
	if start < len(history) {
		notes = append(notes, history[start:])
	}
	return notes
}

func firstLine(note []byte) string {
	line, _, _ := strings.Cut(strings.ToValidUTF8(string(note), "?"), "\n")
	return line[:min(len(line), 40)]
}
