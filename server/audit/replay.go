package audit

import (
	"context"
	"encoding/binary"
	"errors"
	"math"

	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// replay gives the second county everything that the first was given, in the order of the first's ledger, and holds what the second ledger says against
// what the first says.
type replay struct {
	*look
	*second
	times   times
	last    int64                        // time of the leaf before
	said    map[syncproto.Hash]statement // by the second ledger, and not found in the first yet
	waiting map[syncproto.Hash]statement // in the first ledger, and not said by the second yet
	first   map[syncproto.Head]bool      // segments that have had a leaf
	reached map[syncproto.LogID]uint64   // the highest seq that was taken in of a log
	erased  map[proof.Kind]uint64
	named   map[string]bool // appointment codes that a statement names
	shown   int             // checkpoints of signed that the second county has, or never had
}

// statement is what stands in a ledger, and where.
type statement struct {
	kind  proof.Kind
	index uint64
	bytes []byte
}

// makeAgain makes the county again.
func (l *look) makeAgain(ctx context.Context) error {
	s, err := begin(ctx, l.Config)
	if err != nil {
		return err
	}
	defer s.end()
	r := &replay{look: l, second: s, times: times{signed: l.signed}, said: map[syncproto.Hash]statement{}, waiting: map[syncproto.Hash]statement{},
		first: map[syncproto.Head]bool{}, reached: map[syncproto.LogID]uint64{}, erased: map[proof.Kind]uint64{}, named: map[string]bool{}}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	if err := l.each(ctx, PartSegment, "ledger_entry", "number", func(e row) error { return r.entry(ctx, e) }); err != nil {
		return err
	}
	r.settle()
	return nil
}

// entry repeats what one leaf speaks of.
func (r *replay) entry(ctx context.Context, e row) error {
	index, kind := uint64(e.number("number")), proof.Kind(e.number("kind"))
	at := r.timeOf(index, e.number("at"))
	body := e.bytes("statement")
	if err := r.show(ctx, index, at); err != nil {
		return err
	}
	if erased(e) {
		r.erased[kind]++
		return r.erasedEntry(ctx, index, at, kind)
	}
	switch kind {
	case proof.KindSegment:
		return r.segment(ctx, index, at, body)
	case proof.KindGrant:
		return r.grant(ctx, index, at, body)
	case proof.KindKey:
		r.heard(statement{kind, index, body})
	case proof.KindRole, proof.KindRule, proof.KindDecision:
		return r.office(ctx, index, at, kind, string(body))
	}
	return nil
}

// erasedEntry repeats what an erased leaf spoke of, where a row still says what that was: a segment names its leaf. What is erased in the row too is not
// checked, nor what follows it on its log. Of the other kinds appointments and keys may be erased, of which prepare and settle know; no other names a person.
func (r *replay) erasedEntry(ctx context.Context, index uint64, at int64, kind proof.Kind) error {
	if kind != proof.KindSegment {
		return nil
	}
	kept, ok := r.find(ctx, PartSegment, "segment", "leaf", int64(index))
	var head syncproto.Head
	if !ok || !kept.fill(head[:], "head") || r.first[head] {
		return nil
	}
	r.first[head] = true
	if segment, err := syncproto.ParseSegment(kept.bytes("payload")); err != nil || segment.Head() != head {
		r.breakAt(kept.log(), uint64(kept.number("first")))
	}
	return r.takeSegment(ctx, at, kept.log(), head, kept)
}

// timeOf is the time that the opening says, where the signed checkpoints and the leaf before allow it. Two processes may sign and write in the same moment.
func (r *replay) timeOf(index uint64, at int64) int64 {
	lower, upper := r.times.of(index)
	lower, upper = max(lower-sameMoment, r.last), min(upper, math.MaxInt64-sameMoment)+sameMoment
	if at < lower || at > upper {
		r.report.Add(Finding{Part: PartLedger, Fault: FaultTime, Leaf: &index, Fields: []string{"at"}})
		at = min(max(at, lower), upper)
	}
	r.last = at
	return at
}

// grant enrols again who was enrolled.
func (r *replay) grant(ctx context.Context, index uint64, at int64, body []byte) error {
	r.heard(statement{proof.KindGrant, index, body})
	if len(body) < 20 {
		return nil
	}
	found, err := r.Tables.Row(ctx, "log", "id", body[:16])
	if errors.Is(err, store.ErrNotFound) {
		r.report.Add(Finding{Part: PartLog, Fault: FaultMissing, Leaf: &index, Name: hexOf(body[:16])})
		return nil
	}
	if err != nil {
		r.unreadable(PartLog, hexOf(body[:16]), err)
		return nil
	}
	log := row(found)
	enrolment := syncproto.Enrolment{Genesis: log.bytes("genesis")}
	if !log.fill(enrolment.Signature[:], "signature") || !log.fill(enrolment.Code[:], "code") {
		return nil
	}
	r.ordinal.Store(uint64(binary.BigEndian.Uint32(body[16:])))
	code, err := r.take(at, syncproto.AppendFrame(nil, syncproto.FrameEnrol, enrolment))
	if err != nil {
		return err
	}
	if code != 0 {
		id := syncproto.LogID(body[:16])
		f := r.at(PartLog, FaultRefused, id, 0)
		f.Name = code.String()
		r.report.Add(f)
	}
	return r.listen(ctx)
}

// segment takes a segment in again at its first leaf; a second one speaks of it after a gap.
func (r *replay) segment(ctx context.Context, index uint64, at int64, body []byte) error {
	r.heard(statement{proof.KindSegment, index, body})
	if len(body) < 48 {
		return nil
	}
	log, head := syncproto.LogID(body[:16]), syncproto.Head(body[16:48])
	found, err := r.Tables.Row(ctx, "segment", "head", head[:])
	if errors.Is(err, store.ErrNotFound) {
		r.breakAt(log, r.reached[log]+1)
		r.report.Add(Finding{Part: PartSegment, Fault: FaultMissing, Phone: r.ordinals[log], Leaf: &index, Name: head.String()})
		return nil
	}
	if err != nil {
		r.unreadable(PartSegment, head.String(), err)
		return nil
	}
	kept := row(found)
	column := "leaf"
	if r.first[head] {
		column = "verdict"
	}
	if kept.number(column) != int64(index) {
		r.report.Add(r.at(PartSegment, FaultChanged, log, uint64(kept.number("first")), column))
	}
	if r.first[head] {
		return nil
	}
	r.first[head] = true
	return r.takeSegment(ctx, at, log, head, kept)
}

func (r *replay) takeSegment(ctx context.Context, at int64, log syncproto.LogID, head syncproto.Head, kept row) error {
	payload := kept.bytes("payload")
	header, err := syncproto.HeaderOf(payload)
	seq := uint64(kept.number("first"))
	if err == nil {
		seq = header.First
	}
	if from, broken := r.broken[log]; broken && seq >= from {
		r.report.Skipped++
		return nil
	}
	segment, err := syncproto.ParseSegment(payload)
	if err != nil || segment.Head() != head {
		r.breakAt(log, seq)
		r.report.Add(r.at(PartSegment, FaultContent, log, seq, "payload"))
		return nil
	}
	code, err := r.take(at, append(r.hello(at, kept, header.Boot), syncproto.AppendRawFrame(nil, syncproto.FrameSegment, payload)...))
	if err != nil {
		return err
	}
	taken, err := r.has(ctx, head)
	if err != nil {
		return err
	}
	if !taken {
		r.breakAt(log, seq)
		f := r.at(PartSegment, FaultRefused, log, seq)
		f.Name = code.String()
		r.report.Add(f)
		return nil
	}
	r.reached[log] = max(r.reached[log], header.Last())
	r.report.Segments++
	r.report.Events += uint64(header.Count)
	return r.listen(ctx)
}

// hello says, as the phone did, when its machine was started.
func (r *replay) hello(at int64, kept row, boot uint32) []byte {
	started := kept.number("started")
	if started == 0 || started > at || (at-started)%1000 != 0 {
		return nil // compare tells when the row says something else than nothing
	}
	return syncproto.AppendFrame(nil, syncproto.FrameHello, syncproto.Hello{Version: 1, Boot: boot, Elapsed: uint64(at-started) / 1000})
}

// breakAt notes from where on a log cannot be made again.
func (r *replay) breakAt(log syncproto.LogID, seq uint64) {
	if from, broken := r.broken[log]; !broken || seq < from {
		r.broken[log] = seq
	}
}
