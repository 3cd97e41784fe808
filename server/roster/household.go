package roster

import (
	"strconv"

	"zhucun/syncproto"
)

// Status of a household in the programme.
type Status string

// Statuses.
const (
	Poor   Status = "poor"
	Lifted Status = "lifted" // out of poverty, still looked after (R80)
)

// Household of the programme; its number is county-wide and never reused.
type Household struct {
	Number  syncproto.Household
	Village syncproto.Village
	Head    string
	Members int
	Status  Status
}

func readHousehold(r row) Household {
	return Household{
		Number:  syncproto.Household(r.number("household", syncproto.MaxOrdinal)),
		Village: r.village("village"),
		Head:    r.name("head", MaxName),
		Members: int(r.number("members", MaxHome)),
		Status:  Status(r.choice("status", statuses())),
	}
}

func (d *draft) checkHouseholds() {
	for _, e := range d.households.rows {
		d.checkVillage(e.row, e.value.Village)
	}
}

// checkHome reports a supervisor's household that is unknown or in another village.
func (d *draft) checkHome(r row, s Supervisor) {
	home, known := d.households.first[s.Household]
	value := strconv.FormatUint(uint64(s.Household), 10)
	switch {
	case !d.households.has(s.Household):
		r.fail("household", CodeUnknownHousehold, "value", value)
	case known && s.Village != 0 && home.value.Village != 0 && home.value.Village != s.Village:
		r.fail("household", CodeHouseholdElsewhere, "value", value, "village", home.value.Village.String())
	}
}
