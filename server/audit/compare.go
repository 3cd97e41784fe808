package audit

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// comparison says how the rows of a table are held against those of the second county.
type comparison struct {
	part    Part
	table   string
	key     []string
	place   []string // columns that say when a row came among others: they differ once a segment could not be taken in again
	without []string // columns that do not follow from primary facts; report.Open names why
}

// comparisons are the tables that follow from primary facts. What is in none of them: doc.go and report.Open.
func comparisons() []comparison {
	return []comparison{
		{part: PartDatabase, table: "sqlite_schema", key: []string{"type", "name"}, without: []string{"rootpage"}},
		{part: PartRoster, table: "roster", key: []string{"version"}, place: []string{"position"}},
		{part: PartCode, table: "code", key: []string{"id"}, without: []string{"number"}},
		{part: PartLog, table: "log", key: []string{"id"}, place: []string{"forked_at"}},
		{part: PartLog, table: "log_key", key: []string{"log", "key"}, place: []string{"number"}},
		{part: PartSegment, table: "segment", key: []string{"head"}, place: []string{"arrival"}, without: []string{"leaf", "verdict"}},
		{part: PartEvent, table: "event", key: []string{"log", "seq", "leaf"}, place: []string{"position"}},
		{part: PartPerson, table: "member", key: []string{"log", "local"}},
		{part: PartPerson, table: "person_key", key: []string{"log", "seq"}, place: []string{"number"}},
		{part: PartIncident, table: "incident", key: []string{"kind", "log", "seq"}, place: []string{"number"}, without: []string{"id"}},
		{part: PartPhoto, table: "photo", key: []string{"log", "seq"}, without: []string{"wanted"}},
		{part: PartPhoto, table: manifests, key: []string{"log", "hash"}},
		{part: PartVisit, table: "visit", key: []string{"log", "seq", "leaf"}, without: []string{"number"}},
	}
}

// manifests are the bytes that photo events name; which parts these name is looked at with their bytes.
const manifests = "(SELECT log, hash, length, manifest, role, sent_as FROM named_blob WHERE role = 'manifest')"

// compare projects the second county and holds every table against the first's.
func (l *look) compare(ctx context.Context) error {
	if err := l.project(ctx); err != nil {
		return err
	}
	again, err := l.Reread()
	if err != nil {
		return err
	}
	l.again = again
	for _, c := range comparisons() {
		if err := l.table(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// table walks both tables in the order of the key.
func (l *look) table(ctx context.Context, c comparison) error {
	var failed error
	order := strings.Join(c.key, ", ")
	kept, stopKept := pull(l.Tables.Rows(ctx, c.table, order), func(err error) { l.unreadable(c.part, c.table, err) })
	defer stopKept()
	made, stopMade := pull(l.again.Rows(ctx, c.table, order), func(err error) { failed = err })
	defer stopMade()
	rows := uint64(0)
	k, isKept := kept()
	m, isMade := made()
	for isKept || isMade {
		switch which := side(c.key, k, m, isKept, isMade); {
		case which < 0:
			l.differs(c, k, FaultExtra, nil)
			k, isKept = kept()
		case which > 0:
			l.differs(c, m, FaultMissing, nil)
			m, isMade = made()
		default:
			if fields := l.fields(c, k, m); len(fields) > 0 {
				l.differs(c, k, FaultChanged, fields)
			}
			k, isKept = kept()
			m, isMade = made()
		}
		if rows++; rows%256 == 0 {
			l.tell(c.part, rows)
		}
	}
	l.report.count(c.part, rows)
	return failed
}

func side(key []string, kept, made row, isKept, isMade bool) int {
	switch {
	case !isMade:
		return -1
	case !isKept:
		return 1
	}
	return orderBy(key, kept, made)
}

// fields are the columns in which two rows differ.
func (l *look) fields(c comparison, kept, made row) (fields []string) {
	for column, value := range kept {
		if slices.Contains(c.without, column) || len(l.broken) > 0 && slices.Contains(c.place, column) {
			continue
		}
		if order(value, made[column]) != 0 {
			fields = append(fields, column)
		}
	}
	slices.Sort(fields)
	return fields
}

// differs tells of a row, unless it belongs to what could not be made again, or waits for its next projection.
func (l *look) differs(c comparison, r row, fault Fault, fields []string) {
	log, seq := r.log(), uint64(r.number("seq"))
	if c.table == "segment" {
		seq = uint64(r.number("first"))
	}
	whole := c.table == manifests || c.table == "log_key" // rows that name no seq
	if from, broken := l.broken[log]; broken && (seq >= from || whole) {
		return
	}
	if c.part == PartVisit && l.notYet[visitKey(r)] {
		l.report.NotYet++
		return
	}
	f := l.at(c.part, fault, log, seq, fields...)
	switch c.part {
	case PartCode:
		f.Name = hexOf(r.bytes("id"))
	case PartDatabase:
		f.Name = r.text("name")
	case PartRoster:
		f.Name = strconv.FormatInt(r.number("version"), 10)
	}
	l.report.Add(f)
}
