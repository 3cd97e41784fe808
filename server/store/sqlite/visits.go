package sqlite

import (
	"encoding/hex"
	"strconv"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

const visitsPerPage = 100

// VisitsBy is store.Visits'.
func (t *tx) VisitsBy(query store.VisitQuery) ([]store.Visit, error) {
	c := conditionsOf(query)
	if query.After != "" {
		last, err := t.visitOf(query.After)
		if err != nil {
			return nil, err
		}
		c.add("(day, village, log, seq, leaf) > (?, ?, ?, ?, ?)", last.Meeting.Day, last.Meeting.Village, last.ID.Log[:], last.ID.Seq, last.Leaf[:])
	}
	limit := query.Limit
	if limit <= 0 {
		limit = visitsPerPage
	}
	return all(t, scanVisit, `SELECT`+visitColumns+` FROM visit WHERE `+strings.Join(c.texts, " AND ")+`
		ORDER BY day, village, log, seq, leaf LIMIT ?`, append(c.values, limit)...)
}

// conditions of a query: texts from this file alone, of which there are few, so that each set is one prepared statement.
type conditions struct {
	texts  []string
	values []any
}

func (c *conditions) add(text string, values ...any) {
	c.texts, c.values = append(c.texts, text), append(c.values, values...)
}

func conditionsOf(query store.VisitQuery) *conditions {
	low, high := villagesIn(query.Place)
	c := &conditions{}
	c.add("village BETWEEN ? AND ?", low, high)
	if query.Person != 0 {
		c.add("person = ?", query.Person)
	}
	if query.From != 0 {
		c.add("day >= ?", query.From)
	}
	if query.To != 0 {
		c.add("day <= ?", query.To)
	}
	if query.Grade != 0 {
		c.add("grade = ?", query.Grade)
	}
	if query.Deeds != nil {
		c.add("deed = ?", *query.Deeds)
	}
	return c
}

// visitOf finds the visit that a key (store.Visit.Key) names; ErrNotFound.
func (t *tx) visitOf(key string) (store.Visit, error) {
	parts := strings.Split(key, "-")
	if len(parts) != 3 {
		return store.Visit{}, store.ErrNotFound
	}
	log, logErr := hex.DecodeString(parts[0])
	seq, seqErr := strconv.ParseInt(parts[1], 10, 64)
	leaf, leafErr := syncproto.ParseHash(parts[2])
	if logErr != nil || seqErr != nil || leafErr != nil {
		return store.Visit{}, store.ErrNotFound
	}
	return one(t, scanVisit, `SELECT`+visitColumns+` FROM visit WHERE log = ? AND seq = ? AND leaf = ?`, log, seq, leaf[:])
}
