package dossier

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/proof"
)

// logs of the kept events, rising.
func (c *collector) logs() []syncproto.LogID {
	var ids []syncproto.LogID
	for head := range c.kept {
		if row, err := c.tx.Segment(head); err == nil && !slices.Contains(ids, row.Log) {
			ids = append(ids, row.Log)
		}
	}
	slices.SortFunc(ids, func(a, b syncproto.LogID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// addLog adds a log's genesis and keeps the events by which it went over to the keys of what is kept.
func (c *collector) addLog(id syncproto.LogID) error {
	log, err := c.tx.Log(id)
	if err != nil {
		return err
	}
	enrolment := syncproto.Enrolment{Genesis: log.Genesis, Signature: log.Signature} // which code it spent is nobody's business
	c.file.add(format.LogName(id), syncproto.AppendFrame(nil, syncproto.FrameEnrol, enrolment))
	rows, err := c.tx.EventsOfLog(id, 1, c.newest(id))
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Kind == syncproto.KindKeyRotated && row.Reason == 0 {
			c.keep(row)
		}
	}
	return nil
}

// newest is the last kept event of a log.
func (c *collector) newest(id syncproto.LogID) uint64 {
	var last uint64
	for head, kept := range c.kept {
		if row, err := c.tx.Segment(head); err != nil || row.Log != id {
			continue
		}
		for seq := range kept {
			last = max(last, seq)
		}
	}
	return last
}

// addSegments adds each segment in erased form, its receipt, and its leaf in the ledger.
func (c *collector) addSegments() error {
	var opened format.Ledger
	anchors := map[syncproto.Anchor]bool{}
	for head, kept := range c.kept {
		row, err := c.tx.Segment(head)
		if err != nil {
			return err
		}
		segment, err := c.verified(row)
		if err != nil {
			return err
		}
		c.file.add(format.SegmentName(head), segment.Erase(others(row, kept)...))
		c.file.add(format.ReceiptName(head), c.receipt(row).Encode())
		openings, err := c.openings(row)
		if err != nil {
			return err
		}
		opened.Openings = append(opened.Openings, openings...)
		if anchor := segment.Header().Anchor; anchor != nil {
			anchors[*anchor] = true
		}
	}
	slices.SortFunc(opened.Openings, func(a, b format.Opening) int { return cmp.Compare(a.Index, b.Index) })
	opened.Checkpoint = string(c.checkpoint.Note())
	if err := c.addAnchors(&opened, anchors); err != nil {
		return err
	}
	data, err := opened.Encode()
	c.file.add(format.LedgerName, data)
	return err
}

// verified checks the stored segment once more: a dossier never passes on what does not hold.
func (c *collector) verified(row store.Segment) (syncproto.Verified, error) {
	segment, err := syncproto.ParseSegment(row.Payload)
	if err != nil {
		return syncproto.Verified{}, err
	}
	key, err := c.tx.LogKeyAfter(row.Log, row.KeyAfter)
	if err != nil {
		return syncproto.Verified{}, err
	}
	return segment.Verify(key)
}

// others are the places of a segment's events that are not kept.
func others(row store.Segment, kept map[uint64]bool) []int {
	var places []int
	for i := range int(row.Count) {
		if !kept[row.First+uint64(i)] {
			places = append(places, i)
		}
	}
	return places
}

// receipt is the one that the phone was given: the same row and key make the same bytes.
func (c *collector) receipt(row store.Segment) syncproto.SignedReceipt {
	return syncproto.Receipt{Epoch: c.County.Epoch, Log: row.Log, First: row.First, Count: row.Count, Head: row.Head,
		Index: row.Leaf, Size: row.Leaf + 1}.Sign(c.Key)
}

// openings are the leaf that the receipt speaks of and, where that is another, the one with the verdict.
func (c *collector) openings(row store.Segment) ([]format.Opening, error) {
	first, err := c.opening(row.Leaf)
	if err != nil || row.Verdict == row.Leaf {
		return []format.Opening{first}, err
	}
	second, err := c.opening(row.Verdict)
	return []format.Opening{first, second}, err
}

func (c *collector) opening(leaf uint64) (format.Opening, error) {
	if int64(leaf) >= c.checkpoint.Size {
		return format.Opening{}, ErrUnpublished
	}
	entry, err := c.tx.Entry(leaf)
	if err != nil {
		return format.Opening{}, fmt.Errorf("ledger entry %d: %w", leaf, err)
	}
	path, err := ledger.InclusionProof(c.tx, int64(leaf), c.checkpoint.Size)
	if path == nil {
		path = proof.Proof{}
	}
	return format.Opening{Index: int64(leaf), Kind: entry.Kind, Salt: entry.Salt[:], Statement: entry.Statement, Proof: path}, err
}

// addAnchors adds the checkpoints that show when the phones cannot have written earlier. One that the county never gave out is left out.
func (c *collector) addAnchors(opened *format.Ledger, anchors map[syncproto.Anchor]bool) error {
	opened.Anchors = []string{}
	for anchor := range anchors {
		checkpoint, err := c.tx.CheckpointOf(anchor)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		opened.Anchors = append(opened.Anchors, string(checkpoint.Note))
	}
	slices.Sort(opened.Anchors)
	return nil
}
