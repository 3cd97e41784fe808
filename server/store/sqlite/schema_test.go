package sqlite

import (
	"context"
	"io/fs"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// TestSchema reads the schema as it stands in the database and in the migrations.
func TestSchema(t *testing.T) {
	s := openTest(t)
	c, err := connect(t.Context(), s.writer.db)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	t.Run("tables are STRICT", func(t *testing.T) {
		names, err := read(c, number[string], `SELECT name FROM pragma_table_list
			WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'`)
		if err != nil || len(names) > 0 {
			t.Errorf("not strict: %v, %v", names, err)
		}
	})
	t.Run("the header holds the number of the last migration", func(t *testing.T) {
		format, err := read(c, number[int64], `SELECT user_version FROM pragma_user_version`)
		if err != nil || format[0] != newestFormat() {
			t.Errorf("format %v, want %d, %v", format, newestFormat(), err)
		}
	})
	t.Run("each migration is numbered by its place and says so", func(t *testing.T) {
		files, err := fs.Glob(migrations, "migrations/*.sql")
		if err != nil || len(files) < 8 {
			t.Fatalf("%d migrations, %v", len(files), err)
		}
		for i, file := range files {
			text, err := migrations.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkMigration(t, file, string(text), i+1)
		}
	})
}

func checkMigration(t *testing.T, file, text string, number int) {
	t.Helper()
	if found := regexp.MustCompile(`(?m)^PRAGMA user_version = (\d+);$`).FindStringSubmatch(text); found == nil || found[1] != strconv.Itoa(number) {
		t.Errorf("%s sets user_version %v, want %d", file, found, number)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if regexp.MustCompile(`^CREATE `).MatchString(line) && !strings.HasPrefix(lines[i-1], "-- ") {
			t.Errorf("%s: nothing stands above %q", file, line)
		}
	}
}

// TestConnections asks each kind of connection what it is set to.
func TestConnections(t *testing.T) {
	s := openTest(t)
	for name, want := range map[string]struct {
		pool             *pool
		durable, pragmas string
	}{
		"writing": {s.writer, "2", "wal 10000 1 1 0 0"},
		"reading": {s.reader, "", "wal 10000 1 1 0 1"},
	} {
		c, err := connect(t.Context(), want.pool.db)
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(c, number[string], `SELECT concat_ws(' ', journal_mode, timeout, foreign_keys, cell_size_check, trusted_schema, query_only)
			FROM pragma_journal_mode, pragma_busy_timeout, pragma_foreign_keys, pragma_cell_size_check, pragma_trusted_schema, pragma_query_only`)
		if err != nil || got[0] != want.pragmas {
			t.Errorf("%s: %v, want %s, %v", name, got, want.pragmas, err)
		}
		synchronous, err := read(c, number[string], `SELECT synchronous FROM pragma_synchronous`)
		if err != nil || want.durable != "" && synchronous[0] != want.durable {
			t.Errorf("%s: synchronous %v, want %s, %v", name, synchronous, want.durable, err)
		}
		c.close()
	}
}

// TestPlans: no statement of any role walks through a table that grows with every event. Each method is called once, so that its statements are
// prepared; what it answers does not matter here.
func TestPlans(t *testing.T) {
	s := openTest(t)
	methods, seen := reflect.TypeFor[store.Tx](), map[string]bool{}
	for i := range methods.NumMethod() {
		_ = s.Update(t.Context(), func(tx store.Tx) error {
			method := reflect.ValueOf(tx).MethodByName(methods.Method(i).Name)
			var arguments []reflect.Value
			for n := range method.Type().NumIn() {
				arguments = append(arguments, oneOf(method.Type().In(n)))
			}
			method.Call(arguments)
			planned(t, tx, seen)
			return nil
		})
	}
	if len(seen) < 70 {
		t.Errorf("only %d statements were looked at", len(seen))
	}
}

// oneOf is a zero value, with one element where there can be one.
func oneOf(kind reflect.Type) reflect.Value {
	if kind.Kind() == reflect.Slice {
		return reflect.MakeSlice(kind, 1, 1)
	}
	if kind == reflect.TypeFor[store.VisitQuery]() {
		return reflect.ValueOf(store.VisitQuery{Person: 1, From: 1, To: 2, Grade: syncproto.GradeConfirmed, Deeds: new(bool)})
	}
	return reflect.Zero(kind)
}

// planned looks at the statements that were not there before.
func planned(t *testing.T, transaction store.Tx, seen map[string]bool) {
	t.Helper()
	c := transaction.(*tx).connection
	for query := range c.statements {
		if seen[query] {
			continue
		}
		seen[query] = true
		rows, err := c.conn.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
		if err != nil {
			continue // BEGIN and its like
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if regexp.MustCompile(`^SCAN (event|segment|waiting|person_key|visit|photo|named_blob|derivative|ledger_\w+|phone_session)$`).MatchString(step) {
				t.Errorf("%s of:\n%s", step, query)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
