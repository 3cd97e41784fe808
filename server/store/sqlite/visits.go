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
	c := &conditions{texts: []string{"true"}}
	order, beyond := "day, village, log, seq, leaf", ">"
	if query.Newest {
		order, beyond = "day DESC, village DESC, log DESC, seq DESC, leaf DESC", "<"
	}
	if query.After != "" {
		last, err := t.visitOf(query.After)
		if err != nil {
			return nil, err
		}
		c.add("(day, village, log, seq, leaf) "+beyond+" (?, ?, ?, ?, ?)", last.Meeting.Day, last.Meeting.Village, last.ID.Log[:], last.ID.Seq, last.Leaf[:])
		query = within(query, last.Meeting.Day)
	}
	c.addQuery(query)
	limit := query.Limit
	if limit <= 0 {
		limit = visitsPerPage
	}
	return all(t, scanVisit, `SELECT`+visitColumns+` FROM visit WHERE `+strings.Join(c.texts, " AND ")+` ORDER BY `+order+` LIMIT ?`,
		append(c.values, limit)...)
}

// within leaves out the bound of days that the row before the page makes needless, so that SQLite begins at that row.
func within(query store.VisitQuery, day syncproto.Day) store.VisitQuery {
	if !query.Newest && query.From <= day {
		query.From = 0
	}
	if query.Newest && query.To >= day {
		query.To = 0
	}
	return query
}

// conditions of a query: texts from this file alone, of which there are few, so that each set is one prepared statement.
type conditions struct {
	texts  []string
	values []any
}

func (c *conditions) add(text string, values ...any) {
	c.texts, c.values = append(c.texts, text), append(c.values, values...)
}

// addQuery leaves SQLite one index, whose order is the list's: that of the person, of the village, of the grade, or else of the days. A + keeps a column
// from choosing another one, which would read all rows that fit and sort them.
func (c *conditions) addQuery(query store.VisitQuery) {
	low, high := villagesIn(query.Place)
	ofVillage := query.Place != "" && low == high
	switch {
	case query.Person != 0:
		c.add("person = ?", query.Person)
	case ofVillage:
		c.add("village = ?", low)
	case query.Grade != 0:
		c.add("grade = ?", query.Grade)
	}
	if query.From != 0 {
		c.add("day >= ?", query.From)
	}
	if query.To != 0 {
		c.add("day <= ?", query.To)
	}
	if query.Place != "" && (query.Person != 0 || !ofVillage) {
		c.add("+village BETWEEN ? AND ?", low, high)
	}
	if query.Grade != 0 && (query.Person != 0 || ofVillage) {
		c.add("+grade = ?", query.Grade)
	}
	if query.Deeds != nil {
		c.add("deed = ?", *query.Deeds)
	}
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
