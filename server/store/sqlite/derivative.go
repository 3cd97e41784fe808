package sqlite

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

const derivativeColumns = `
	manifest,
	state,
	source,
	made_from,
	view,
	thumbnail,
	width,
	height,
	made,
	reason,
	unlike`

func scanDerivative(row scanner) (derivative store.Derivative, err error) {
	return derivative, row.Scan(
		fixed(derivative.Manifest[:]),
		&derivative.State,
		&derivative.Source,
		fixed(derivative.From[:]),
		fixed(derivative.View[:]),
		fixed(derivative.Thumbnail[:]),
		&derivative.Width,
		&derivative.Height,
		&derivative.Made,
		&derivative.Reason,
		&derivative.Unlike,
	)
}

// PutDerivative is store.Derivatives'. The row gets a new number, the highest: that is its place in the work list.
func (t *tx) PutDerivative(derivative store.Derivative) error {
	if _, err := t.exec(`DELETE FROM derivative WHERE manifest = ?`, derivative.Manifest[:]); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO derivative (`+derivativeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		derivative.Manifest[:],
		derivative.State,
		derivative.Source,
		derivative.From[:],
		derivative.View[:],
		derivative.Thumbnail[:],
		derivative.Width,
		derivative.Height,
		derivative.Made,
		derivative.Reason,
		derivative.Unlike,
	)
	return err
}

// Derivative is store.Derivatives'.
func (t *tx) Derivative(manifest syncproto.Hash) (store.Derivative, error) {
	return one(t, scanDerivative, `SELECT`+derivativeColumns+` FROM derivative WHERE manifest = ?`, manifest[:])
}

// DueDerivatives is store.Derivatives'.
func (t *tx) DueDerivatives(limit int) ([]store.Derivative, error) {
	return all(t, scanDerivative, `SELECT`+derivativeColumns+` FROM derivative WHERE state = 'due' ORDER BY number LIMIT ?`, max(0, limit))
}
