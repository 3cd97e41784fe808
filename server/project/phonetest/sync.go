package phonetest

import (
	"zhucun/server/store"
	"zhucun/server/verify"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Sync delivers everything and gives the errors of the events that are refused or wait. The server knows when the machine was started for the
// segments of this boot alone.
func (p *Phone) Sync() []syncproto.Code {
	p.Office.t.Helper()
	p.seal()
	var errors []syncproto.Code
	for _, row := range p.sealed {
		for _, code := range p.deliver(row) {
			if code != 0 {
				errors = append(errors, code)
			}
		}
	}
	p.sealed = nil
	return errors
}

func (p *Phone) deliver(row store.Segment) (codes []syncproto.Code) {
	segment, err := syncproto.ParseSegment(row.Payload)
	p.Office.must(err)
	verified, err := segment.Verify(p.device.Public())
	p.Office.must(err)
	row.Received, row.Leaf, row.Verdict = p.Now.UnixMilli(), p.Office.segments, p.Office.segments
	p.Office.segments++
	if segment.Header.Boot == p.boot {
		row.Started = p.started.UnixMilli()
	}
	p.Office.Update(func(tx store.Tx) error {
		judge := verify.Judge{Tx: tx, Roster: p.Office, Offset: Zone, Record: func(proof.Kind, []byte) error { return nil }}
		if codes, err = judge.Segment(&row, verified); err != nil {
			return err
		}
		return tx.AddSegment(row)
	})
	return codes
}
