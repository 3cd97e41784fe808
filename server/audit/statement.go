package audit

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// heard notes what the first ledger says, unless the second has said it.
func (r *replay) heard(s statement) {
	key := spoken(s.kind, s.bytes)
	if _, said := r.said[key]; said {
		delete(r.said, key)
		return
	}
	r.waiting[key] = s
}

// listen notes what the second ledger has said since, unless the first has it.
func (r *replay) listen(ctx context.Context) error {
	entries, err := r.news(ctx)
	for _, entry := range entries {
		if entry.Kind > proof.KindKey {
			continue // put there as the first has it
		}
		key := spoken(entry.Kind, entry.Statement)
		if _, waits := r.waiting[key]; waits {
			delete(r.waiting, key)
			continue
		}
		r.said[key] = statement{entry.Kind, entry.Index, entry.Statement}
	}
	return err
}

// settle tells in what the two ledgers differ at the end. Of a log that broke nothing is told besides.
func (r *replay) settle() {
	for _, s := range inOrder(r.waiting) {
		if log, known := r.logOf(s); known && r.isBroken(log) {
			continue
		}
		r.report.Add(r.unsaid(s))
	}
	for _, s := range inOrder(r.said) {
		log, known := r.logOf(s)
		switch {
		case known && r.isBroken(log) || r.erased[s.kind] > 0:
			continue
		case s.kind == proof.KindSegment && r.otherVerdict(s):
			continue // told already
		}
		r.report.Add(r.at(PartLedger, FaultMissing, log, 0))
	}
	if covered := r.lastSigned(); r.tree.size > covered {
		r.report.Unsigned = r.tree.size - covered
	}
}

func inOrder(statements map[syncproto.Hash]statement) []statement {
	return slices.SortedFunc(maps.Values(statements), func(a, b statement) int { return cmp.Compare(a.index, b.index) })
}

// unsaid is a leaf that the county, made again, does not make.
func (r *replay) unsaid(s statement) Finding {
	index := s.index
	f := Finding{Part: PartLedger, Fault: FaultExtra, Leaf: &index}
	if log, known := r.logOf(s); known {
		f.Phone = r.ordinals[log]
	}
	if s.kind == proof.KindSegment && len(s.bytes) >= 48 {
		f.Part, f.Fault, f.Fields = PartSegment, FaultChanged, []string{"verdict"}
	}
	return f
}

// otherVerdict tells whether a leaf waits that speaks of the same segment.
func (r *replay) otherVerdict(s statement) bool {
	for _, waits := range r.waiting {
		if waits.kind == s.kind && len(waits.bytes) >= 48 && bytes.Equal(waits.bytes[:48], s.bytes[:48]) {
			return true
		}
	}
	return false
}

func (r *replay) logOf(s statement) (log syncproto.LogID, known bool) {
	if (s.kind == proof.KindSegment || s.kind == proof.KindGrant) && len(s.bytes) >= 16 {
		return syncproto.LogID(s.bytes[:16]), true
	}
	return log, false
}

func (r *replay) isBroken(log syncproto.LogID) bool {
	_, broken := r.broken[log]
	return broken
}

func (r *replay) lastSigned() (covered uint64) {
	for _, s := range r.signed {
		covered = max(covered, uint64(s.Size))
	}
	return covered
}
