package roster

import (
	"strconv"
	"strings"

	"zhucun/syncproto"
)

// Supervisor is one appointment: a villager of a household who countersigns in a village for a term (R37). A deputy has
// an appointment of its own; the one it stands in for names it.
type Supervisor struct {
	Person      syncproto.Person
	Name        string
	Household   syncproto.Household
	Village     syncproto.Village
	Sheet       syncproto.Sheet // the sign-in sheet kept in that home (R36), one home for ever
	Term        Term
	Deputy      syncproto.Person // 0 without one
	Reads       bool
	OwnPhone    bool
	KinDeclared bool               // the question of kinship was answered
	KinOf       []syncproto.Person // members who are kin
}

func readSupervisor(r row) Supervisor {
	return Supervisor{
		Person:      r.person("person"),
		Name:        r.name("name", MaxName),
		Household:   syncproto.Household(r.number("household", syncproto.MaxOrdinal)),
		Village:     r.village("village"),
		Sheet:       syncproto.Sheet(r.number("sheet", syncproto.MaxOrdinal)),
		Term:        r.term(),
		Deputy:      syncproto.Person(r.optionalNumber("deputy", syncproto.MaxOrdinal)),
		Reads:       r.yes("reads"),
		OwnPhone:    r.yes("own_phone"),
		KinDeclared: r.yes("kin_declared"),
		KinOf:       r.persons("kin_of"),
	}
}

// persons is a list of numbers parted by semicolons.
func (r row) persons(column string) []syncproto.Person {
	var list []syncproto.Person
	for part := range strings.FieldsFuncSeq(r.cell(column), func(c rune) bool { return c == ';' || c == '；' }) {
		if n := r.parseNumber(column, trim(part), syncproto.MaxOrdinal); n != 0 {
			list = append(list, syncproto.Person(n))
		}
	}
	return list
}

func (d *draft) checkSupervisors() {
	homes := map[sheetOf]entry[Supervisor]{}
	for _, e := range d.supervisors.rows {
		s := e.value
		d.checkVillage(e.row, s.Village)
		d.checkSamePerson(e.row, s.Person, s.Name)
		d.checkHome(e.row, s)
		d.checkSheet(homes, e)
		d.checkDeputy(e.row, s)
		d.checkApart(e.row, s)
	}
	overlapping(d.supervisors.rows, func(s Supervisor) (syncproto.Person, Term) { return s.Person, s.Term },
		func(e, earlier entry[Supervisor]) {
			e.row.fail("from", CodeAppointmentOverlap, "person", number(e.value.Person), "row", strconv.Itoa(earlier.row.line))
		})
}

type sheetOf struct {
	village syncproto.Village
	sheet   syncproto.Sheet
}

// checkSheet keeps a sheet in one home: whose hand is on it must be told from its number alone, years later.
func (d *draft) checkSheet(homes map[sheetOf]entry[Supervisor], e entry[Supervisor]) {
	key := sheetOf{e.value.Village, e.value.Sheet}
	if key.village == 0 || key.sheet == 0 || e.value.Household == 0 {
		return
	}
	first, taken := homes[key]
	if !taken {
		homes[key] = e
	} else if first.value.Household != e.value.Household {
		e.row.fail("sheet", CodeSheetTaken, "value", strconv.FormatUint(uint64(key.sheet), 10), "row", strconv.Itoa(first.row.line))
	}
}

func (d *draft) checkDeputy(r row, s Supervisor) {
	switch {
	case s.Deputy == 0:
	case s.Deputy == s.Person:
		r.fail("deputy", CodeOwnDeputy)
	case !d.supervisors.has(s.Deputy):
		r.fail("deputy", CodeUnknownPerson, "value", number(s.Deputy), "file", string(SupervisorsFile))
	case s.Village != 0 && !d.supervisors.partial && !d.supervises[postedTo{s.Deputy, s.Village}] && !d.supervises[postedTo{s.Deputy, 0}]:
		r.fail("deputy", CodeDeputyElsewhere, "value", number(s.Deputy))
	}
}

// checkApart keeps the two files apart: a cadre never confirms for a supervisor (R32). Kin must be members.
func (d *draft) checkApart(r row, s Supervisor) {
	if member, ok := d.members.first[s.Person]; ok {
		r.fail("person", CodeMemberSupervises, "value", number(s.Person), "row", strconv.Itoa(member.row.line))
	}
	for _, kin := range s.KinOf {
		if !d.members.has(kin) {
			r.fail("kin_of", CodeUnknownPerson, "value", number(kin), "file", string(MembersFile))
		}
	}
}

func (d *draft) warnSupervisors(r *Roster, on syncproto.Day) {
	deputies := map[postedTo]bool{}
	for _, e := range d.supervisors.rows {
		if e.value.Term.Covers(on) {
			deputies[postedTo{e.value.Deputy, e.value.Village}] = true
		}
	}
	for _, e := range d.supervisors.rows {
		s := e.value
		if !s.Term.Covers(on) {
			continue
		}
		if !r.AppointedOn(s.Deputy, s.Village, on) && !deputies[postedTo{s.Person, s.Village}] {
			e.row.fail("deputy", CodeNoDeputy, "person", number(s.Person))
		}
		if !s.KinDeclared {
			e.row.fail("kin_declared", CodeKinUndeclared, "person", number(s.Person))
		}
		e.row.warnKin(r, s, on)
	}
}

// warnKin reports kin who are in the team now, whose visits this supervisor cannot confirm, and such as never were.
func (r row) warnKin(roster *Roster, s Supervisor, on syncproto.Day) {
	for _, kin := range s.KinOf {
		if roster.PostedOn(kin, s.Village, on) {
			r.fail("kin_of", CodeKinInTeam, "person", number(s.Person), "value", number(kin))
		} else if !roster.posted(kin, s.Village) {
			r.fail("kin_of", CodeKinNotInTeam, "person", number(s.Person), "value", number(kin))
		}
	}
}
