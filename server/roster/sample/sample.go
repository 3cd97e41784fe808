package sample

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

// First is the first day of every term, 2019-11-01.
const First syncproto.Day = 18_201

// Numbers of people and households in a sample village (R5, R43, R44).
const (
	MembersPerVillage     = 5
	HouseholdsPerVillage  = 3
	SupervisorsPerVillage = 2 // each the other's deputy
)

// FirstSupervisor is the person number of the first supervisor; members count from 1.
const FirstSupervisor = 100_001

// ErrDivisions says that the divisions cannot carry the county asked for.
var ErrDivisions = errors.New("divisions do not suffice")

// County is the five texts of an import.
type County struct {
	Divisions, Teams, Members, Households, Supervisors []byte
}

// Files are the texts, to be read from their beginning.
func (c County) Files() roster.Files {
	return roster.Files{
		Divisions:   bytes.NewReader(c.Divisions),
		Teams:       bytes.NewReader(c.Teams),
		Members:     bytes.NewReader(c.Members),
		Households:  bytes.NewReader(c.Households),
		Supervisors: bytes.NewReader(c.Supervisors),
	}
}

// New gives teams to as many villages of the divisions, which it chooses by chance: two leaders, two cadres and a First
// Secretary each, three poor households, and a supervisor with a deputy. It fails with ErrDivisions.
func New(divisions []byte, villages int, random *rand.Rand) (County, error) {
	county, err := read(divisions)
	if err != nil {
		return County{}, err
	}
	chosen, err := choose(county, villages, random)
	if err != nil {
		return County{}, err
	}
	w := writer{county: county, random: random, rows: map[roster.File][][]string{}}
	for _, village := range chosen {
		w.village(village)
	}
	return County{
		Divisions:   slices.Clone(divisions),
		Teams:       w.text(roster.TeamsFile),
		Members:     w.text(roster.MembersFile),
		Households:  w.text(roster.HouseholdsFile),
		Supervisors: w.text(roster.SupervisorsFile),
	}, nil
}

func read(divisions []byte) (*roster.Roster, error) {
	bare := func(file roster.File) *strings.Reader {
		return strings.NewReader(strings.Join(roster.Header(file, false), ","))
	}
	county, found := roster.Read(roster.Files{
		Divisions:   bytes.NewReader(divisions),
		Teams:       bare(roster.TeamsFile),
		Members:     bare(roster.MembersFile),
		Households:  bare(roster.HouseholdsFile),
		Supervisors: bare(roster.SupervisorsFile),
	}, First)
	if found.Errors > 0 {
		return nil, fmt.Errorf("%w: %s: %s", ErrDivisions, found.List[0].Place(), found.List[0].Code)
	}
	return county, nil
}

// choose takes villages, not residents' committees, in the order of their codes.
func choose(county *roster.Roster, count int, random *rand.Rand) ([]syncproto.Village, error) {
	var villages []syncproto.Village
	for _, d := range county.Tables().Divisions {
		if v, err := strconv.ParseUint(string(d.Code), 10, 64); err == nil && d.Level() == roster.LevelVillage && roster.IsVillage(syncproto.Village(v)) {
			villages = append(villages, syncproto.Village(v))
		}
	}
	if count < 0 || count > len(villages) {
		return nil, fmt.Errorf("%w: %d villages asked for, %d there", ErrDivisions, count, len(villages))
	}
	random.Shuffle(len(villages), func(i, j int) { villages[i], villages[j] = villages[j], villages[i] })
	chosen := villages[:count]
	slices.Sort(chosen)
	return chosen, nil
}

// writer gathers the rows of each file.
type writer struct {
	county *roster.Roster
	random *rand.Rand
	rows   map[roster.File][][]string
}

func (w *writer) add(file roster.File, cells ...string) { w.rows[file] = append(w.rows[file], cells) }

func (w *writer) next(file roster.File) int { return len(w.rows[file]) + 1 }

func (w *writer) village(v syncproto.Village) {
	w.add(roster.TeamsFile, v.String(), w.phone(), w.phone())
	township, _ := w.county.Division(roster.TownshipOf(v))
	w.member(v, roster.Leader, roster.Township, township.Name+"人民政府")
	w.member(v, roster.Leader, roster.Department, pick(w.random, departments()))
	w.member(v, roster.Cadre, roster.Township, township.Name+"人民政府")
	w.member(v, roster.Cadre, roster.Department, pick(w.random, departments()))
	w.member(v, roster.FirstSecretary, roster.Department, pick(w.random, departments()))
	first := FirstSupervisor + len(w.rows[roster.SupervisorsFile])
	for i := range HouseholdsPerVillage {
		home, head := w.household(v)
		switch i {
		case 0:
			w.supervisor(v, first, home, head, 1, first+1)
		case 1:
			w.supervisor(v, first+1, home, head, 2, first)
		}
	}
}

func (w *writer) member(v syncproto.Village, role roster.Role, side roster.Side, unit string) {
	name := person(w.random)
	w.add(roster.MembersFile, strconv.Itoa(w.next(roster.MembersFile)), name.han, name.latin, string(role), string(side), unit,
		v.String(), First.String(), "", w.phone())
}

func (w *writer) household(v syncproto.Village) (home int, head string) {
	home, head = w.next(roster.HouseholdsFile), person(w.random).han
	w.add(roster.HouseholdsFile, strconv.Itoa(home), v.String(), head, strconv.Itoa(1+w.random.IntN(6)), string(roster.Poor))
	return home, head
}

func (w *writer) supervisor(v syncproto.Village, number, home int, name string, sheet, deputy int) {
	w.add(roster.SupervisorsFile, strconv.Itoa(number), name, strconv.Itoa(home), v.String(), strconv.Itoa(sheet), First.String(), "",
		strconv.Itoa(deputy), w.answer(), w.answer(), "yes", "")
}

func (w *writer) answer() string { return pick(w.random, []string{"yes", "no"}) }

// phone begins its local part with 0, as no subscriber's does.
func (w *writer) phone() string { return fmt.Sprintf("0827-0%06d", w.random.IntN(1_000_000)) }

func (w *writer) text(file roster.File) []byte {
	var out bytes.Buffer
	c := csv.NewWriter(&out)
	// A bytes.Buffer never fails, so neither does the writer on top of it.
	_ = c.Write(roster.Header(file, false))
	_ = c.WriteAll(w.rows[file])
	return out.Bytes()
}
