package roster

import (
	"strconv"

	"zhucun/syncproto"
)

// Team is the resident work team of one village; a village has at most one, so its code names the team.
type Team struct {
	Village          syncproto.Village
	TeamPhone        string // both phones are published (R34)
	SupervisionPhone string
}

func readTeam(r row) Team {
	return Team{Village: r.village("village"), TeamPhone: r.neededPhone("team_phone"), SupervisionPhone: r.neededPhone("supervision_phone")}
}

func (d *draft) checkTeams() {
	for _, e := range d.teams.rows {
		d.checkVillage(e.row, e.value.Village)
	}
}

func (d *draft) warnTeams(r *Roster, on syncproto.Day) {
	for _, e := range d.teams.rows {
		members := r.MembersOn(e.value.Village, on)
		e.row.warnPair(members, Leader, CodeTeamLeaders)
		e.row.warnPair(members, Cadre, CodeTeamCadres)
		if len(r.SupervisorsOn(e.value.Village, on)) == 0 {
			e.row.fail("village", CodeNoSupervisor)
		}
	}
}

// warnPair asks for exactly one of each side (R43, R44).
func (r row) warnPair(members []Member, role Role, code Code) {
	count := map[Side]int{}
	for _, m := range members {
		if m.Role == role {
			count[m.Side]++
		}
	}
	if count[Township] != 1 || count[Department] != 1 {
		r.fail("village", code, "township", strconv.Itoa(count[Township]), "department", strconv.Itoa(count[Department]))
	}
}

// warnPlaces reports, once each, the places that ought to have a team and have none (R5): where somebody is posted or
// supervises, and villages with a household of the programme. Most villages of a county need none, and residents'
// committees are not villages.
func (d *draft) warnPlaces(r *Roster, on syncproto.Day) {
	told := map[syncproto.Village]bool{}
	warn := func(at row, v syncproto.Village) {
		if _, ok := r.Team(v); !ok && !told[v] {
			told[v] = true
			at.fail("village", CodeVillageWithoutTeam, "village", v.String())
		}
	}
	for _, e := range d.members.rows {
		if e.value.Term.Covers(on) {
			warn(e.row, e.value.Village)
		}
	}
	for _, e := range d.supervisors.rows {
		if e.value.Term.Covers(on) {
			warn(e.row, e.value.Village)
		}
	}
	for _, e := range d.households.rows {
		if IsVillage(e.value.Village) {
			warn(e.row, e.value.Village)
		}
	}
}
