package sqlite

import (
	"strconv"
	"strings"
)

const villageDigits = 12

// villagesIn is the range of the 12-digit village codes that begin with place; an empty one when place is no such prefix.
func villagesIn(place string) (low, high int64) {
	if len(place) > villageDigits || strings.Trim(place, "0123456789") != "" {
		return 1, 0
	}
	open := villageDigits - len(place)
	low, lowErr := strconv.ParseInt(place+strings.Repeat("0", open), 10, 64)
	high, highErr := strconv.ParseInt(place+strings.Repeat("9", open), 10, 64)
	if lowErr != nil || highErr != nil {
		return 1, 0
	}
	return low, high
}
