package project

import (
	"errors"
	"fmt"
	"slices"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// visit makes the row of a graded sign-in or deed.
func (s *step) visit(paired syncproto.Paired, row store.Event) (store.Visit, error) {
	v := store.Visit{
		ID: row.ID, Leaf: row.Leaf, Meeting: *row.Meeting, Grade: paired.Grade, Stay: paired.Stay,
		Lo: row.Lo, Hi: row.Hi, Best: row.Best, Reasons: paired.Reasons,
	}
	for _, c := range paired.Confirmations {
		v.Confirmations = append(v.Confirmations, c.ID)
	}
	v.Confirmations = slices.Compact(v.Confirmations)
	if err := s.addKey(&v, paired.By); err != nil {
		return v, err
	}
	signin, ok := paired.Subject.Body.(syncproto.SignIn)
	if !ok {
		return v, nil
	}
	v.Sheet, v.Where = signin.Sheet, signin.Where
	var err error
	v.LeftAfter, err = leftAfter(s.tx, row)
	return v, err
}

// addKey says what the confirmation that made the grade is worth: how the supervisor signed, and whose phone held the key.
func (s *step) addKey(v *store.Visit, by *syncproto.Attested) error {
	if by == nil {
		return nil
	}
	c := by.Body.(syncproto.Confirmation)
	v.By, v.Means = &by.ID, c.Means
	if c.Key == nil {
		return nil
	}
	key, err := s.tx.PersonKeyAt(by.ID.Log, *c.Key)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("confirmation %s is in good standing without its key: %w", by.ID, err)
	}
	v.Custody = key.Custody
	return err
}
