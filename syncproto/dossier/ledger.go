package dossier

import (
	"fmt"

	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Ledger is what the county's transparency log says of the record's segments.
type Ledger struct {
	Checkpoint string    `json:"checkpoint"` // signed note; every proof leads to its root
	Anchors    []string  `json:"anchors"`    // signed notes that the segments' anchors name
	Openings   []Opening `json:"openings"`   // rising by index; two of a segment that stood behind a gap when it came
}

// Opening makes one leaf speak and shows that it stands in the tree.
type Opening struct {
	Index     int64       `json:"index"`
	Kind      proof.Kind  `json:"kind"`
	Salt      []byte      `json:"salt"`
	Statement []byte      `json:"statement"`
	Proof     proof.Proof `json:"proof"`
}

// Encode gives the member's one form.
func (l Ledger) Encode() ([]byte, error) { return encodeJSON(l) }

// verdict is what the county's ledger says of one segment: 0 for the segment, and a code for each event when its chain was whole.
type verdict struct {
	index int64
	codes []byte
}

// then takes in a later leaf of the same segment. The receipt speaks of the first. A verdict that was given stands: nothing but "it stands behind a gap"
// gives way to a later one.
func (v verdict) then(later verdict) verdict {
	if string(v.codes) == string([]byte{byte(syncproto.CodeGap)}) {
		v.codes = later.codes
	}
	return v
}

// judged tells whether the ledger holds a verdict on each event.
func (v verdict) judged(count int) bool { return len(v.codes) == count+1 && v.codes[0] == 0 }

const statementStart = len(syncproto.LogID{}) + len(syncproto.Head{})

// open checks one opening against the tree and reads what it says of a segment.
func (o Opening) open(tree proof.Tree) (syncproto.LogID, syncproto.Head, verdict, error) {
	if o.Kind != proof.KindSegment || len(o.Salt) != len(proof.Salt{}) {
		return syncproto.LogID{}, syncproto.Head{}, verdict{}, fmt.Errorf("leaf %d: %w", o.Index, proof.ErrStatement)
	}
	leaf, err := proof.Commit(o.Kind, proof.Salt(o.Salt), o.Statement)
	if err == nil {
		err = proof.CheckInclusion(o.Proof, leaf, o.Index, tree)
	}
	if err != nil {
		return syncproto.LogID{}, syncproto.Head{}, verdict{}, err
	}
	id, head := syncproto.LogID(o.Statement[:16]), syncproto.Head(o.Statement[16:statementStart])
	return id, head, verdict{o.Index, o.Statement[statementStart:]}, nil
}
