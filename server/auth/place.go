package auth

import (
	"errors"
	"fmt"
	"strings"
)

// ErrPlace: not the code of a division, or one too wide for the role.
var ErrPlace = errors.New("auth: not a place")

// Place is a division code of the national statistics: 2 digits for a province, 4 prefecture, 6 county, 9 township, 12
// village. The zero Place is none and covers nothing.
type Place string

// Code lengths by level.
const (
	provinceLength = 2
	countyLength   = 6
	townshipLength = 9
)

// ParsePlace takes a code as a person typed it. ErrPlace for any text that is not ASCII digits of a level's length.
// Whether such a division exists is the roster's to say.
func ParsePlace(code string) (Place, error) {
	if p := Place(code); p.valid() {
		return p, nil
	}
	return "", fmt.Errorf("%w: a code has 2, 4, 6, 9 or 12 digits", ErrPlace)
}

// Covers says whether the division with that code is the place itself or lies under it. A code that is none is covered
// by nothing.
func (p Place) Covers(code string) bool {
	return p.valid() && Place(code).valid() && strings.HasPrefix(code, string(p))
}

func (p Place) valid() bool {
	switch len(p) {
	case provinceLength, 4, countyLength, townshipLength, 12:
		return strings.Trim(string(p), "0123456789") == ""
	}
	return false
}
