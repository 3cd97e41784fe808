package duty

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// ErrBadRule: the rule's JSON is not one.
var ErrBadRule = errors.New("not a rule for days in the village")

// RuleFile is the county's rule in its data folder; without it the standard rule holds.
const RuleFile = "rule.json"

// ReadRule reads the rule of a data folder: [StandardRule] when it has no [RuleFile], ErrBadRule when that is none.
func ReadRule(folder string) (Rule, error) {
	data, err := os.ReadFile(filepath.Join(folder, RuleFile))
	if errors.Is(err, fs.ErrNotExist) {
		return StandardRule(), nil
	}
	if err != nil {
		return Rule{}, fmt.Errorf("read the rule for days in the village: %w", err)
	}
	return ParseRule(data)
}

// Hash tells one text of a rule from every other, also of the same version: SHA-256 of its JSON with all members, in hex.
func (r Rule) Hash() string {
	data, _ := json.Marshal(r) // holds words and numbers alone
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Rule says which days count. It is the county's, published, and numbered: whoever shows a figure shows the version with it.
type Rule struct {
	Version    int                 `json:"version"`      // from 1, one more with each change
	Grades     []string            `json:"grades"`       // grades that count
	Arrivals   []string            `json:"arrivals"`     // where a sign-in shows arrival: household, office, elsewhere (R22)
	MinMinutes uint64              `json:"min_minutes"`  // from sign-in to sign-out by the phone's elapsed clock
	Stays      []string            `json:"stays"`        // stays said by the household that suffice without a sign-out (R94)
	OneVillage bool                `json:"one_village"`  // a day counts for one village at most (R21)
	Minimums   map[roster.Role]int `json:"minimum_days"` // days a calendar month; none for a role that is not named
}

// StandardRule holds until a county makes its own: R22, R43, R44, R94, R95.
func StandardRule() Rule {
	return Rule{
		Version:    1,
		Grades:     []string{syncproto.GradeConfirmed.String(), syncproto.GradeConfirmedByCode.String()},
		Arrivals:   []string{syncproto.WhereHousehold.String()},
		MinMinutes: 4 * 60,
		Stays:      []string{syncproto.StayDay.String(), syncproto.StayNight.String()},
		OneVillage: true,
		Minimums:   map[roster.Role]int{roster.Leader: 5, roster.Cadre: 15, roster.FirstSecretary: 20},
	}
}

// ParseRule reads a rule's JSON. What it does not mention is as in [StandardRule]. ErrBadRule for unknown members or words and impossible numbers.
func ParseRule(data []byte) (Rule, error) {
	rule := StandardRule()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rule); err != nil {
		return Rule{}, fmt.Errorf("%w: %w", ErrBadRule, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Rule{}, fmt.Errorf("%w: something stands after it", ErrBadRule)
	}
	return rule, rule.check()
}

func (r Rule) check() error {
	switch {
	case r.Version < 1:
		return fmt.Errorf("%w: versions count from 1", ErrBadRule)
	case r.MinMinutes > 24*60:
		return fmt.Errorf("%w: min_minutes is at most a day", ErrBadRule)
	case len(r.Grades) == 0 || len(r.Arrivals) == 0:
		return fmt.Errorf("%w: no grade or no arrival counts", ErrBadRule)
	}
	for role, days := range r.Minimums {
		if !slices.Contains([]roster.Role{roster.Leader, roster.Cadre, roster.FirstSecretary}, role) || days < 0 || days > 31 {
			return fmt.Errorf("%w: %d days for the role %q", ErrBadRule, days, role)
		}
	}
	return errors.Join(known("grades", r.Grades, grades()), known("arrivals", r.Arrivals, places()), known("stays", r.Stays, stays()))
}

func known(member string, words, allowed []string) error {
	for _, word := range words {
		if !slices.Contains(allowed, word) {
			return fmt.Errorf("%w: %s has %q, which is none of %v", ErrBadRule, member, word, allowed)
		}
	}
	return nil
}

// grades are those that a county may let count: a record that is disputed, withdrawn or only waits never does.
func grades() []string {
	return []string{syncproto.GradeConfirmed.String(), syncproto.GradeConfirmedByCode.String(), syncproto.GradeInferred.String()}
}

func places() []string { return words(syncproto.WhereHousehold, syncproto.WhereElsewhere) }
func stays() []string  { return words(syncproto.StayPassed, syncproto.StayNight) }

// words names all from the first to the last.
func words[W interface {
	~uint8
	fmt.Stringer
}](first, last W) []string {
	var all []string
	for w := first; w <= last; w++ {
		all = append(all, w.String())
	}
	return all
}

func (r Rule) counts(v store.Visit) bool  { return slices.Contains(r.Grades, v.Grade.String()) }
func (r Rule) arrives(v store.Visit) bool { return slices.Contains(r.Arrivals, v.Where.String()) }

func (r Rule) saidEnough(l length) bool { return l.said && slices.Contains(r.Stays, l.stay.String()) }
func (r Rule) longEnough(l length) bool { return l.measured && l.seconds >= r.MinMinutes*60 }

// Minimum is the number of days a calendar month that a role owes; ok is false when the rule names none.
func (r Rule) Minimum(role roster.Role) (days int, ok bool) {
	days, ok = r.Minimums[role]
	return days, ok
}
