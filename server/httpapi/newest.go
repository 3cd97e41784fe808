package httpapi

import (
	"errors"
	"slices"
	"time"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// shown is one page of a list, the newest record first. older and newer are the cursors of its neighbours, "" where there is none.
type shown struct {
	visits       []store.Visit
	older, newer string
}

// The two directions in which a cursor leads. What follows is the key of the row (store.Visit.Key) at which the page before ended, which need not fit the
// list any more.
const (
	olderThan = "o"
	newerThan = "n"
)

func cursorAt(direction string, v store.Visit) string { return direction + v.Key() }

func parseCursor(text string) (newer bool, key string, err error) {
	if text == "" {
		return false, "", nil
	}
	direction, key := text[:1], text[1:]
	if direction != olderThan && direction != newerThan || key == "" {
		return false, "", errCursor()
	}
	return direction == newerThan, key, nil
}

func errCursor() error { return badRequest("cursor") }

// listed is the page of at most n rows at a cursor ("": the newest). A page of newer rows that would not be full is the first page.
func listed(tx store.Visits, query store.VisitQuery, cursor string, n int) (page shown, err error) {
	newer, key, err := parseCursor(cursor)
	if err != nil {
		return page, err
	}
	if newer {
		rows, more, err := rowsAfter(tx, query, key, n)
		if err != nil {
			return page, err
		}
		if more {
			slices.Reverse(rows)
			return shown{rows, cursorAt(olderThan, rows[n-1]), cursorAt(newerThan, rows[0])}, nil
		}
		key = ""
	}
	query.Newest = true
	rows, more, err := rowsAfter(tx, query, key, n)
	page.visits = rows
	if more {
		page.older = cursorAt(olderThan, rows[n-1])
	}
	if key != "" && len(rows) > 0 {
		page.newer = cursorAt(newerThan, rows[0])
	}
	return page, err
}

// rowsAfter are at most n rows, and whether there are more. A key that the store has never given out is the asker's mistake.
func rowsAfter(tx store.Visits, query store.VisitQuery, key string, n int) (rows []store.Visit, more bool, err error) {
	query.After, query.Limit = key, n+1
	rows, err = tx.VisitsBy(query)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, errCursor()
	}
	return rows[:min(n, len(rows))], len(rows) > n, err
}

// monthsWith are the first days of the months that hold rows of a query, the newest first: one look for each of them.
func monthsWith(tx store.Visits, query store.VisitQuery) (months []syncproto.Day, err error) {
	query.Limit, query.Newest = 1, true
	for {
		rows, err := tx.VisitsBy(query)
		if err != nil || len(rows) == 0 {
			return months, err
		}
		first, _ := rows[0].Meeting.Day.Month()
		months = append(months, first)
		if first == 0 {
			return months, nil // as a bound, 0 would be none
		}
		query.To = first - 1
	}
}

// monthNamed is the first and the last day of a month as 2026-11.
func monthNamed(text string) (first, last syncproto.Day, err error) {
	at, err := time.Parse("2006-01", text)
	if err != nil || at.Unix() < 0 {
		return 0, 0, badRequest("month: 2026-11")
	}
	first, length := syncproto.DayOf(at.UnixMilli(), 0).Month()
	return first, first + syncproto.Day(length) - 1, nil
}
