package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

const codeColumns = `
	id,
	key,
	purpose,
	village,
	custody,
	person,
	handed_by,
	issued,
	scan_by,
	arrive_by,
	revoked,
	spent_by`

func scanCode(row scanner) (code store.Code, err error) {
	return code, row.Scan(
		fixed(code.ID[:]),
		fixed(code.Key[:]),
		&code.Purpose,
		&code.Village,
		&code.Custody,
		&code.Person,
		&code.HandedBy,
		&code.Issued,
		&code.ScanBy,
		&code.ArriveBy,
		&code.Revoked,
		&code.SpentBy,
	)
}

// AddCode is store.Codes'.
func (t *tx) AddCode(code store.Code) error {
	_, err := t.exec(`INSERT INTO code (`+codeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		code.ID[:],
		code.Key[:],
		code.Purpose,
		code.Village,
		code.Custody,
		code.Person,
		code.HandedBy,
		code.Issued,
		code.ScanBy,
		code.ArriveBy,
		code.Revoked,
		code.SpentBy,
	)
	return err
}

// Code is store.Codes'.
func (t *tx) Code(id syncproto.CodeID) (store.Code, error) {
	return one(t, scanCode, `SELECT`+codeColumns+` FROM code WHERE id = ?`, id[:])
}

// SpendCode is store.Codes'.
func (t *tx) SpendCode(id syncproto.CodeID, by string) error {
	code, err := t.Code(id)
	switch {
	case err != nil:
		return err
	case code.SpentBy == by:
		return nil
	case code.SpentBy != "":
		return store.ErrExists
	}
	return t.change(`UPDATE code SET spent_by = ? WHERE id = ?`, by, id[:])
}

// RevokeCode is store.Codes'.
func (t *tx) RevokeCode(id syncproto.CodeID, at int64) error {
	return t.change(`UPDATE code SET revoked = iif(revoked = 0, ?, revoked) WHERE id = ?`, at, id[:])
}

// CodesIn is store.Codes'.
func (t *tx) CodesIn(place string) ([]store.Code, error) {
	low, high := villagesIn(place)
	return all(t, scanCode, `SELECT`+codeColumns+` FROM code WHERE village BETWEEN ? AND ? ORDER BY issued DESC, number DESC`, low, high)
}
