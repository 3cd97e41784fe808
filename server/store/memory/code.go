package memory

import (
	"cmp"
	"slices"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddCode is store.Codes'.
func (t *tx) AddCode(code store.Code) error { return t.codes.add(code.ID, code) }

// Code is store.Codes'.
func (t *tx) Code(id syncproto.CodeID) (store.Code, error) {
	code, err := t.codes.get(id)
	return out(code, err, same)
}

// SpendCode is store.Codes'.
func (t *tx) SpendCode(id syncproto.CodeID, by string) error {
	code, err := t.codes.get(id)
	if err != nil {
		return err
	}
	if code.SpentBy != "" && code.SpentBy != by {
		return store.ErrExists
	}
	return t.codes.change(id, func(row *store.Code) { row.SpentBy = by })
}

// RevokeCode is store.Codes'.
func (t *tx) RevokeCode(id syncproto.CodeID, at int64) error {
	return t.codes.change(id, func(row *store.Code) { row.Revoked = cmp.Or(row.Revoked, at) })
}

// CodesIn is store.Codes'.
func (t *tx) CodesIn(place string) ([]store.Code, error) {
	found := t.codes.where(func(code *store.Code) bool { return strings.HasPrefix(code.Village.String(), place) })
	slices.Reverse(found)
	slices.SortStableFunc(found, func(a, b *store.Code) int { return cmp.Compare(b.Issued, a.Issued) })
	return list(found, same), nil
}
