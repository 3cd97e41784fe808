package sqlite

import (
	"database/sql"
	"encoding/binary"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const visitColumns = `
	log,
	seq,
	leaf,
	deed,
	person,
	village,
	day,
	sheet,
	place,
	grade,
	by_log,
	by_seq,
	custody,
	means,
	stay,
	lo,
	hi,
	best,
	left_after,
	confirmations,
	reasons`

func scanVisit(row scanner) (visit store.Visit, err error) {
	var by reference
	var stay sql.Null[syncproto.Stay]
	var left sql.Null[uint64]
	var confirmations, reasons []byte
	if err := row.Scan(
		fixed(visit.ID.Log[:]),
		&visit.ID.Seq,
		fixed(visit.Leaf[:]),
		&visit.Meeting.Deed,
		&visit.Meeting.Person,
		&visit.Meeting.Village,
		&visit.Meeting.Day,
		&visit.Sheet,
		&visit.Where,
		&visit.Grade,
		&by.log,
		&by.seq,
		&visit.Custody,
		&visit.Means,
		&stay,
		&visit.Lo,
		&visit.Hi,
		&visit.Best,
		&left,
		&confirmations,
		&reasons,
	); err != nil {
		return visit, err
	}
	visit.Stay, visit.LeftAfter = pointer(stay), pointer(left)
	visit.Confirmations, visit.Reasons = unpackIDs(confirmations), unpackCodes(reasons)
	visit.By, err = by.id()
	return visit, err
}

// PutVisit is store.Visits'.
func (t *tx) PutVisit(visit store.Visit) error {
	byLog, bySeq := referenceTo(visit.By)
	_, err := t.exec(`INSERT INTO visit (`+visitColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (log, seq, leaf) DO UPDATE SET
			deed = excluded.deed,
			person = excluded.person,
			village = excluded.village,
			day = excluded.day,
			sheet = excluded.sheet,
			place = excluded.place,
			grade = excluded.grade,
			by_log = excluded.by_log,
			by_seq = excluded.by_seq,
			custody = excluded.custody,
			means = excluded.means,
			stay = excluded.stay,
			lo = excluded.lo,
			hi = excluded.hi,
			best = excluded.best,
			left_after = excluded.left_after,
			confirmations = excluded.confirmations,
			reasons = excluded.reasons`,
		visit.ID.Log[:],
		visit.ID.Seq,
		visit.Leaf[:],
		visit.Meeting.Deed,
		visit.Meeting.Person,
		visit.Meeting.Village,
		visit.Meeting.Day,
		visit.Sheet,
		visit.Where,
		visit.Grade,
		byLog,
		bySeq,
		visit.Custody,
		visit.Means,
		optional(visit.Stay),
		visit.Lo,
		visit.Hi,
		visit.Best,
		optional(visit.LeftAfter),
		packIDs(visit.Confirmations),
		packCodes(visit.Reasons),
	)
	return err
}

// Visit is store.Visits'.
func (t *tx) Visit(id syncproto.EventID) (store.Visit, error) {
	return one(t, scanVisit, `SELECT`+visitColumns+` FROM visit WHERE log = ? AND seq = ? ORDER BY number LIMIT 1`, id.Log[:], id.Seq)
}

// CountGrades is store.Visits'.
func (t *tx) CountGrades(place string) (map[syncproto.Grade]int, error) {
	type count struct {
		grade  syncproto.Grade
		number int
	}
	low, high := villagesIn(place)
	counts, err := all(t, func(row scanner) (c count, err error) { return c, row.Scan(&c.grade, &c.number) },
		`SELECT grade, count(*) FROM visit WHERE village BETWEEN ? AND ? GROUP BY grade`, low, high)
	if err != nil {
		return nil, err
	}
	grades := make(map[syncproto.Grade]int, len(counts))
	for _, c := range counts {
		grades[c.grade] = c.number
	}
	return grades, nil
}

const idSize = len(syncproto.LogID{}) + 8

func packIDs(ids []syncproto.EventID) []byte {
	packed := make([]byte, 0, idSize*len(ids))
	for _, id := range ids {
		packed = binary.BigEndian.AppendUint64(append(packed, id.Log[:]...), id.Seq)
	}
	return packed
}

func unpackIDs(packed []byte) []syncproto.EventID {
	var ids []syncproto.EventID
	for ; len(packed) >= idSize; packed = packed[idSize:] {
		ids = append(ids, syncproto.ID(syncproto.LogID(packed[:idSize-8]), binary.BigEndian.Uint64(packed[idSize-8:])))
	}
	return ids
}

func packCodes(codes []syncproto.Code) []byte {
	packed := make([]byte, 0, 2*len(codes))
	for _, code := range codes {
		packed = binary.BigEndian.AppendUint16(packed, uint16(code))
	}
	return packed
}

func unpackCodes(packed []byte) []syncproto.Code {
	var codes []syncproto.Code
	for ; len(packed) >= 2; packed = packed[2:] {
		codes = append(codes, syncproto.Code(binary.BigEndian.Uint16(packed)))
	}
	return codes
}
