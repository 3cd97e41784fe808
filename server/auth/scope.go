package auth

import (
	"errors"
	"fmt"
)

// Why a session that is in order is still refused.
var (
	ErrForbidden  = errors.New("auth: this role does not read that")
	ErrOutOfPlace = errors.New("auth: outside the session's place")
)

// Scope is what a session may read: a role's records, in a place. The zero Scope reads nothing.
type Scope struct {
	Role  Role
	Place Place
}

// NewScope puts together what an operator typed. ErrRole, ErrPlace, and ErrPlace too for a place wider than the role's
// office: a township's clerk is never given the county by a code cut short.
func NewScope(role, place string) (Scope, error) {
	r, err := ParseRole(role)
	if err != nil {
		return Scope{}, err
	}
	p, err := ParsePlace(place)
	if err != nil {
		return Scope{}, err
	}
	if least := r.rule().widest; len(p) < least {
		return Scope{}, fmt.Errorf("%w for %s: it takes a code of %d digits or more", ErrPlace, r, least)
	}
	return Scope{r, p}, nil
}

// Covers says whether the village, or a wider division, with that code lies in the scope's place.
func (s Scope) Covers(village string) bool { return s.Place.Covers(village) }

// May is nil when the role reads those records, all of them, somewhere; else ErrForbidden. Before a list, which is then
// cut to the place.
func (s Scope) May(read Records) error {
	if read == 0 || s.Role.rule().reads&read != read {
		return fmt.Errorf("%w: %s, %s", ErrForbidden, s.Role, read)
	}
	return nil
}

// MayIn is May for records of one village or division: ErrForbidden before ErrOutOfPlace, so a role that may never read
// a kind learns nothing about where it exists.
func (s Scope) MayIn(read Records, village string) error {
	if err := s.May(read); err != nil {
		return err
	}
	if !s.Covers(village) {
		return fmt.Errorf("%w: %s", ErrOutOfPlace, s.Place)
	}
	return nil
}
