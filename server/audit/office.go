package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"zhucun/server/ingest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Officers' statements are texts (server/ledger/LEDGER.md section 2); these are their forms.
const (
	formAppointment = "appointment %s person %d village %s"
	formInstall     = "install %s village %s custody %d"
	formRoster      = "roster %d %s"
	formRevokeLog   = "revoke log %s"
	formRevokeCode  = "revoke code %s"
)

// sameMoment, in milliseconds, is how far two times may stand apart of which one process, or two beside each other, wrote one after the other.
const sameMoment = 60_000

// Lives of a one-time code (SPEC.md section 3).
const (
	codeScan   = int64(24 * time.Hour / time.Millisecond)
	codeArrive = 90 * codeScan
)

// prepare puts into the second county the codes of which no leaf speaks any more, because an opening was erased.
func (r *replay) prepare(ctx context.Context) error {
	if err := r.nameCodes(ctx); err != nil {
		return err
	}
	err := r.each(ctx, PartCode, "code", "number", func(c row) error {
		code, ok := r.code(c)
		if !ok || r.named[hexOf(code.ID[:])] || r.erased[proof.KindRole] == 0 {
			return nil
		}
		return r.update(ctx, func(tx store.Tx) error { return tx.AddCode(code) })
	})
	clear(r.erased)
	return err
}

// show puts into the second county the checkpoints that phones could name when a leaf was made.
func (r *replay) show(ctx context.Context, index uint64, at int64) error {
	var due []signed
	for ; r.shown < len(r.signed) && uint64(r.signed[r.shown].Size) <= index && r.signed[r.shown].Time <= at; r.shown++ {
		if r.signed[r.shown].kept {
			due = append(due, r.signed[r.shown])
		}
	}
	if due == nil {
		return nil
	}
	return r.update(ctx, func(tx store.Tx) error {
		for _, s := range due {
			if err := tx.AddCheckpoint(store.Checkpoint{Anchor: s.Anchor(), Size: uint64(s.Size), Time: s.Time, Note: s.Note()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// nameCodes learns which codes the ledger speaks of. When openings of some were erased, the others are believed.
func (r *replay) nameCodes(ctx context.Context) error {
	return r.each(ctx, PartLedger, "ledger_entry", "number", func(e row) error {
		kind := proof.Kind(e.number("kind"))
		if erased(e) {
			r.erased[kind]++
		} else if said, ok := codeOf(string(e.bytes("statement"))); ok && kind == proof.KindRole {
			r.named[said.id] = true
		}
		return nil
	})
}

// said is what a leaf says of a code that was handed out.
type said struct {
	id      string
	purpose store.Purpose
	village string
	person  uint64 // of an appointment
	custody uint64 // of an install
}

func codeOf(text string) (said, bool) {
	a := said{purpose: store.PurposeAppointment}
	if n, _ := fmt.Sscanf(text, formAppointment, &a.id, &a.person, &a.village); n == 3 {
		return a, true
	}
	i := said{purpose: store.PurposeInstall}
	n, _ := fmt.Sscanf(text, formInstall, &i.id, &i.village, &i.custody)
	return i, n == 3
}

// differs names the fields in which a stored code is not what the leaf of a moment says.
func (s said) differs(code store.Code, at int64) (fields []string) {
	for _, one := range []struct {
		field string
		same  bool
	}{
		{"purpose", code.Purpose == s.purpose}, {"person", uint64(code.Person) == s.person}, {"village", code.Village.String() == s.village},
		{"custody", uint64(code.Custody) == s.custody}, {"issued", near(code.Issued, at)},
	} {
		if !one.same {
			fields = append(fields, one.field)
		}
	}
	return fields
}

// code reads a code as it was when it was issued. The id follows from the key, the ends from the beginning.
func (r *replay) code(c row) (store.Code, bool) {
	code := store.Code{Purpose: store.Purpose(c.text("purpose")), Village: syncproto.Village(c.number("village")), Custody: syncproto.Custody(c.number("custody")),
		Person: syncproto.Person(c.number("person")), HandedBy: c.text("handed_by"), Issued: c.number("issued"), ScanBy: c.number("scan_by"), ArriveBy: c.number("arrive_by")}
	var fields []string
	if !c.fill(code.ID[:], "id") || !c.fill(code.Key[:], "key") || code.Key.ID() != code.ID {
		fields = append(fields, "key")
	}
	if code.ScanBy != code.Issued+codeScan || code.ArriveBy != code.Issued+codeArrive {
		fields = append(fields, "issued")
	}
	if len(fields) > 0 {
		r.report.Add(Finding{Part: PartCode, Fault: FaultChanged, Name: hexOf(c.bytes("id")), Fields: fields})
	}
	return code, fields == nil
}

// office repeats what an officer decided. A statement of a form that is not known here changes no row that is compared.
func (r *replay) office(ctx context.Context, index uint64, at int64, kind proof.Kind, text string) error {
	var id, sum string
	var version uint64
	var err error
	if kind == proof.KindRole {
		err = r.handOut(ctx, index, at, text)
	} else if n, _ := fmt.Sscanf(text, formRoster, &version, &sum); n == 2 && kind == proof.KindRule {
		err = r.roster(ctx, index, at, version, sum)
	} else if n, _ := fmt.Sscanf(text, formRevokeLog, &id); n == 1 && kind == proof.KindDecision {
		err = r.revokeLog(ctx, at, id)
	} else if n, _ := fmt.Sscanf(text, formRevokeCode, &id); n == 1 && kind == proof.KindDecision {
		err = r.revokeCode(ctx, at, id)
	}
	if err != nil {
		return err
	}
	return r.repeat(ctx, at, kind, []byte(text))
}

// repeat keeps the second ledger as long as the first.
func (r *replay) repeat(ctx context.Context, at int64, kind proof.Kind, body []byte) error {
	if len(body) == 0 || len(body) > proof.MaxStatement {
		return nil
	}
	return r.update(ctx, func(tx store.Tx) error {
		_, err := ingest.Record(tx, zeroSalts{}, time.UnixMilli(at), kind, body)
		return err
	})
}

// zeroSalts: the second ledger hides nothing.
type zeroSalts struct{}

func (zeroSalts) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte{1}, len(p))), nil }

func (r *replay) update(ctx context.Context, do func(tx store.Tx) error) error {
	return r.db.Update(ctx, do)
}

// find reads the row that a statement speaks of. Without it there is nothing to repeat, and compare tells what lacks.
func (r *replay) find(ctx context.Context, part Part, table, column string, value any) (row, bool) {
	found, err := r.Tables.Row(ctx, table, column, value)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		r.unreadable(part, table, err)
	}
	return row(found), err == nil
}

// handOut gives out again the code that a leaf speaks of.
func (r *replay) handOut(ctx context.Context, index uint64, at int64, text string) error {
	said, ok := codeOf(text)
	if !ok {
		return nil
	}
	raw, _ := hex.DecodeString(said.id)
	found, ok := r.find(ctx, PartCode, "code", "id", raw)
	if !ok {
		r.report.Add(Finding{Part: PartCode, Fault: FaultMissing, Leaf: &index, Name: said.id})
		return nil
	}
	code, ok := r.code(found)
	if !ok {
		return nil // told when it was read
	}
	if fields := said.differs(code, at); fields != nil {
		r.report.Add(Finding{Part: PartCode, Fault: FaultChanged, Leaf: &index, Name: said.id, Fields: fields})
	}
	err := r.update(ctx, func(tx store.Tx) error { return tx.AddCode(code) })
	return r.twice(err)
}

// twice: a second leaf about the same thing changes nothing.
func (r *replay) twice(err error) error {
	if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func near(a, b int64) bool { return a >= b-sameMoment && a <= b+sameMoment }

// roster imports again the version that a leaf names by its hash.
func (r *replay) roster(ctx context.Context, index uint64, at int64, version uint64, sum string) error {
	found, ok := r.find(ctx, PartRoster, "roster", "version", int64(min(version, math.MaxInt64)))
	if !ok {
		r.report.Add(Finding{Part: PartRoster, Fault: FaultMissing, Leaf: &index, Name: fmt.Sprint(version)})
		return nil
	}
	document := found.bytes("document")
	hash := syncproto.HashOf(document).String()
	same := sum == hexOf([]byte(hash)) || sum == hash // the digits of the hash, written in digits once more
	if !same {
		r.report.Add(Finding{Part: PartRoster, Fault: FaultContent, Leaf: &index, Name: fmt.Sprint(version), Fields: []string{"document"}})
	}
	if !near(found.number("at"), at) {
		r.report.Add(Finding{Part: PartRoster, Fault: FaultTime, Leaf: &index, Name: fmt.Sprint(version), Fields: []string{"at"}})
	}
	if !same {
		return nil
	}
	return r.update(ctx, func(tx store.Tx) error {
		_, err := tx.AddRoster(document, found.number("at"))
		return err
	})
}

// revokeLog ends an install when the row says, if that is when the leaf says.
func (r *replay) revokeLog(ctx context.Context, at int64, id string) error {
	raw, _ := hex.DecodeString(id)
	found, ok := r.find(ctx, PartLog, "log", "id", raw)
	if !ok || len(raw) != len(syncproto.LogID{}) {
		return nil
	}
	return r.twice(r.update(ctx, func(tx store.Tx) error {
		log, err := tx.Log(syncproto.LogID(raw))
		if err != nil || log.Revoked != 0 {
			return err
		}
		log.Revoked = at
		if near(found.number("revoked"), at) {
			log.Revoked = found.number("revoked")
		}
		return tx.UpdateLog(log)
	}))
}

func (r *replay) revokeCode(ctx context.Context, at int64, id string) error {
	raw, _ := hex.DecodeString(id)
	found, ok := r.find(ctx, PartCode, "code", "id", raw)
	if !ok || len(raw) != len(syncproto.CodeID{}) {
		return nil
	}
	if near(found.number("revoked"), at) {
		at = found.number("revoked")
	}
	return r.twice(r.update(ctx, func(tx store.Tx) error { return tx.RevokeCode(syncproto.CodeID(raw), at) }))
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
