package server_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhucun/server"
	"zhucun/server/audit"
)

// contents is every file of a folder with the hash of its bytes.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s %x\n", strings.TrimPrefix(path, dir), sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// covered is what of each table an audit answers for; what is left out the report names as not checked.
func covered() map[string]string {
	return map[string]string{
		"log":          "id, ordinal, genesis, signature, parent_log, parent_seq, code, village, custody, enrolled, revoked / 60000, forked_at",
		"log_key":      "*",
		"code":         "number, id, key, purpose, village, custody, person, issued, scan_by, arrive_by, revoked / 60000, spent_by",
		"segment":      "arrival, head, log, first, count, previous, payload, received, state, leaf, verdict",
		"event":        "*",
		"member":       "*",
		"person_key":   "*",
		"visit":        "log, seq, leaf, deed, person, village, day, sheet, place, grade, by_log, by_seq, custody, means, stay, lo, hi, best, left_after, confirmations, reasons",
		"incident":     "number, kind, log, seq, place, at, detail",
		"photo":        "log, seq, shows_log, shows_seq, manifest",
		"named_blob":   "log, hash, length, role, sent_as, manifest, complete = 0",
		"derivative":   "manifest, state, source, made_from, view, thumbnail, width, height",
		"ledger_hash":  "*",
		"ledger_entry": "*",
		"checkpoint":   "*",
		"roster":       "version, position, at / 60000, document",
	}
}

// rows is what the covered tables say, read without their indexes; an error is of rows that cannot be read.
func rows(dir string) (string, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "zhucun.db")+"?mode=ro&immutable=1")
	if err != nil {
		return "", err
	}
	defer db.Close()
	sum := sha256.New()
	tables := covered()
	names := make([]string, 0, len(tables))
	for table := range tables {
		names = append(names, table)
	}
	slices.Sort(names)
	for _, table := range names {
		found, err := db.Query("SELECT " + tables[table] + " FROM " + table + " NOT INDEXED")
		if err != nil {
			return "", err
		}
		columns, err := found.Columns()
		if err != nil {
			return "", err
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for found.Next() {
			if err := found.Scan(into...); err != nil {
				return "", err
			}
			fmt.Fprintf(sum, "%s %T %v\n", table, values, values)
		}
		if err := found.Err(); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)), nil
}

// A flipped bit of the database is told, or no row that is looked at says anything else: the bit was of a page or a byte that nothing uses, or of what the
// report names as not checked.
func TestAFlippedBitOfTheDatabaseIsToldOrSaysNothing(t *testing.T) {
	source := live(t)
	said, err := rows(source.Dir)
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	told := 0
	for range flips {
		folder := copyOf(t, source)
		at := flip(t, filepath.Join(folder.Dir, "zhucun.db"), chance)
		report, _, err := server.Audit(t.Context(), folder, server.AuditOptions{Scratch: t.TempDir()})
		if err != nil || !report.Sound() {
			told++
			continue
		}
		if now, err := rows(folder.Dir); err != nil || now != said {
			t.Errorf("bit %d: passed over, and rows say something else (%v)", at, err)
		}
	}
	t.Logf("%d of %d were told", told, flips)
	if told < flips/3 {
		t.Errorf("%d of %d were told: the test flips where nothing is", told, flips)
	}
}

// flip changes one bit, chosen by chance, of a byte that is not zero, and tells which.
func flip(t *testing.T, path string, chance *rand.Rand) int64 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := chance.Int64N(int64(len(data)) * 8)
	for data[at/8] == 0 {
		at = chance.Int64N(int64(len(data)) * 8)
	}
	data[at/8] ^= 1 << (at % 8)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEveryDamagedFileIsTold(t *testing.T) {
	source := live(t)
	chance := rand.New(rand.NewPCG(3, 4))
	err := filepath.WalkDir(source.Dir, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(source.Dir, path)
		if err != nil || entry.IsDir() || !speaks(t, source, name) {
			return err
		}
		t.Run("flipped "+name, func(t *testing.T) { flippedFile(t, source, name, chance) })
		t.Run("deleted "+name, func(t *testing.T) { deletedFile(t, source, name) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// speaks tells whether a file says anything of the county: locks do not, nor a picture that was made again since and that no row names any more.
func speaks(t *testing.T, folder server.Folder, name string) bool {
	t.Helper()
	if base := filepath.Base(name); base == "server.lock" || base == "lock" {
		return false
	}
	hash, err := hex.DecodeString(filepath.Base(name))
	if err != nil || len(hash) != 32 {
		return true
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder.Dir, "zhucun.db")+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var named int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM named_blob WHERE hash = ?1) + (SELECT count(*) FROM derivative WHERE ?1 IN (view, thumbnail))`, hash).
		Scan(&named); err != nil {
		t.Fatal(err)
	}
	return named > 0
}

func flippedFile(t *testing.T, source server.Folder, name string, chance *rand.Rand) {
	for range 4 {
		folder := wholeCopyOf(t, source)
		path := filepath.Join(folder.Dir, name)
		before := meaning(t, path)
		at := flip(t, path, chance)
		if meaning(t, path) == before {
			continue
		}
		report, _, err := server.Audit(t.Context(), folder, server.AuditOptions{Scratch: t.TempDir()})
		if err == nil && report.Sound() {
			t.Errorf("bit %d of %s: passed over", at, name)
		}
	}
}

// meaning is what of a file's bytes an audit answers for.
func meaning(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	switch filepath.Base(path) {
	case "zhucun.db": // has a test of its own
		return ""
	case "sealing.key": // X25519 sets five of the bits itself
		key, err := ecdh.X25519().NewPrivateKey(data)
		if err != nil {
			return "no key"
		}
		return string(key.PublicKey().Bytes())
	case "county.json": // all but the name
		var c map[string]any
		if json.Unmarshal(data, &c) != nil {
			return "no JSON"
		}
		return fmt.Sprint(c["county"], c["epoch"])
	}
	return string(data)
}

func deletedFile(t *testing.T, source server.Folder, name string) {
	folder := wholeCopyOf(t, source)
	if err := os.Remove(filepath.Join(folder.Dir, name)); err != nil {
		t.Fatal(err)
	}
	report, _, err := server.Audit(t.Context(), folder, server.AuditOptions{Scratch: t.TempDir()})
	if strings.HasPrefix(name, "keys") {
		if err != nil || !report.Sound() {
			t.Errorf("an auditor's copy has no keys; found %+v, %v", report.Findings, err)
		}
		return
	}
	if err == nil && report.Sound() {
		t.Errorf("%s is not missed", name)
	}
}

func TestAPublicKeyThatIsNotThatOfTheKeyFileIsTold(t *testing.T) {
	folder := live(t)
	path := filepath.Join(folder.Dir, "county.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"ledger", "sealing", "session"} {
		t.Run(key, func(t *testing.T) {
			at := bytes.Index(data, []byte(`"`+key+`": "`)) + len(key) + 10
			changed := bytes.Clone(data)
			changed[at] = map[bool]byte{true: '1', false: '0'}[changed[at] == '0']
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			if report := look(t, folder); !slices.ContainsFunc(report.Findings, func(f audit.Finding) bool { return f.Part == audit.PartKeys }) {
				t.Errorf("found %+v", report.Findings)
			}
		})
	}
}
