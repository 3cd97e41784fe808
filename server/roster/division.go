package roster

import (
	"strconv"

	"zhucun/syncproto"
)

// DivisionCode is the national code of a division; it begins with the code of every division it lies in.
type DivisionCode string

// Level of a division is the number of digits of its code.
type Level int

// Levels; there are no others.
const (
	LevelProvince   Level = 2
	LevelPrefecture Level = 4
	LevelCounty     Level = 6
	LevelTownship   Level = 9
	LevelVillage    Level = 12
)

// Division is a place of the county, or one the county lies in. Names are not keys: two villages may share one.
type Division struct {
	Code   DivisionCode
	Name   string
	Parent DivisionCode // empty for a province
}

// Level of the division.
func (d Division) Level() Level { return Level(len(d.Code)) }

// VillageCode is a village as a division.
func VillageCode(v syncproto.Village) DivisionCode { return DivisionCode(v.String()) }

// TownshipOf is the township or street that a village lies in.
func TownshipOf(v syncproto.Village) DivisionCode { return VillageCode(v)[:LevelTownship] }

// IsVillage tells a village committee (last three digits 200 and up) from a residents' committee (001 to 199). Teams are
// sent to villages (R5).
func IsVillage(v syncproto.Village) bool { return v%1000 >= 200 }

// above is the code a division's parent must have.
func (c DivisionCode) above() DivisionCode {
	switch Level(len(c)) {
	case LevelVillage:
		return c[:LevelTownship]
	case LevelTownship:
		return c[:LevelCounty]
	case LevelCounty:
		return c[:LevelPrefecture]
	case LevelPrefecture:
		return c[:LevelProvince]
	}
	return ""
}

func readDivision(r row) Division {
	code := r.divisionCode()
	parent := DivisionCode(r.cell("parent"))
	if code != "" && parent != code.above() {
		if parent == "" {
			r.fail("parent", CodeEmptyCell)
		} else {
			r.wrongDigits("parent", string(parent), CodeWrongParent, "parent", string(code.above()))
		}
	}
	return Division{Code: code, Name: r.name("name", MaxName), Parent: parent}
}

func (r row) divisionCode() DivisionCode {
	value, ok := r.need("code")
	if !ok {
		return ""
	}
	code := DivisionCode(value)
	if !digits(value) || value[0] == '0' || code.above() == "" && len(code) != int(LevelProvince) {
		r.wrongDigits("code", value, CodeBadCode)
		return ""
	}
	return code
}

func (d *draft) checkDivisions() {
	county := 0
	for _, e := range d.divisions.rows {
		if p := e.value.Parent; p == e.value.Code.above() && !d.divisions.has(p) {
			e.row.fail("parent", CodeUnknownParent, "value", string(p))
		}
		if e.value.Level() != LevelCounty {
			continue
		}
		if county != 0 {
			e.row.fail("code", CodeSecondCounty, "value", string(e.value.Code), "row", strconv.Itoa(county))
		} else {
			county = e.row.line
		}
	}
	if county == 0 && !d.divisions.partial {
		d.found.add(Finding{File: DivisionsFile, Code: CodeNoCounty})
	}
}

// checkVillage reports a village that the divisions do not have.
func (d *draft) checkVillage(r row, v syncproto.Village) {
	if v != 0 && !d.divisions.has(VillageCode(v)) {
		r.fail("village", CodeUnknownVillage, "value", v.String())
	}
}
