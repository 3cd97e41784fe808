package roster

import "strings"

// Code is the stable word of a kind of finding; it is also the key of its text. Codes are never reused. The second part
// says where to look: a whole file, a cell, a link between rows; that of a warning is warn.
type Code string

// Errors of a whole file.
const (
	CodeMissingFile     Code = "roster.file.missing"
	CodeUnreadable      Code = "roster.file.unreadable"
	CodeFileTooLarge    Code = "roster.file.too_large"
	CodeEmptyFile       Code = "roster.file.empty"
	CodeWorkbook        Code = "roster.file.workbook" // an .xlsx or .xls under the name of a CSV
	CodeNotUTF8         Code = "roster.file.not_utf8" // what spreadsheets in China write unless told otherwise
	CodeMissingColumn   Code = "roster.file.missing_column"
	CodeDuplicateColumn Code = "roster.file.duplicate_column"
	CodeTooManyRows     Code = "roster.file.too_many_rows"
	CodeNoCounty        Code = "roster.file.no_county"
)

// Errors of one row or cell.
const (
	CodeLineTooLong       Code = "roster.cell.line_too_long"
	CodeBadQuotes         Code = "roster.cell.bad_quotes"
	CodeCellWithoutColumn Code = "roster.cell.no_column"
	CodeEmptyCell         Code = "roster.cell.empty"
	CodeTooLong           Code = "roster.cell.too_long"
	CodeFormula           Code = "roster.cell.formula"
	CodeControlCharacter  Code = "roster.cell.control_character"
	CodeLostCharacter     Code = "roster.cell.lost_character"
	CodeShortenedNumber   Code = "roster.cell.shortened_number" // 5.11921E+11
	CodeBadNumber         Code = "roster.cell.bad_number"
	CodeBadCode           Code = "roster.cell.bad_code"
	CodeBadVillageCode    Code = "roster.cell.bad_village_code"
	CodeBadDate           Code = "roster.cell.bad_date"
	CodeToBeforeFrom      Code = "roster.cell.to_before_from"
	CodeBadPhone          Code = "roster.cell.bad_phone"
	CodeBadChoice         Code = "roster.cell.bad_choice"
)

// Errors between rows.
const (
	CodeDuplicateCode      Code = "roster.link.duplicate_code"
	CodeUnknownParent      Code = "roster.link.unknown_parent"
	CodeWrongParent        Code = "roster.link.wrong_parent"
	CodeSecondCounty       Code = "roster.link.second_county"
	CodeUnknownVillage     Code = "roster.link.unknown_village"
	CodeDuplicateTeam      Code = "roster.link.duplicate_team"
	CodeUnknownHousehold   Code = "roster.link.unknown_household"
	CodeDuplicateHousehold Code = "roster.link.duplicate_household"
	CodeHouseholdElsewhere Code = "roster.link.household_elsewhere"
	CodeUnknownPerson      Code = "roster.link.unknown_person"
	CodePersonDiffers      Code = "roster.link.person_differs"
	CodePostingOverlap     Code = "roster.link.posting_overlap"
	CodeAppointmentOverlap Code = "roster.link.appointment_overlap"
	CodeMemberSupervises   Code = "roster.link.member_supervises"
	CodeSheetTaken         Code = "roster.link.sheet_taken"
	CodeOwnDeputy          Code = "roster.link.own_deputy"
	CodeDeputyElsewhere    Code = "roster.link.deputy_elsewhere"
)

// Warnings.
const (
	CodeUnknownColumn      Code = "roster.warn.unknown_column"
	CodeTeamLeaders        Code = "roster.warn.team_leaders"         // R43
	CodeTeamCadres         Code = "roster.warn.team_cadres"          // R44
	CodeVillageWithoutTeam Code = "roster.warn.village_without_team" // R5
	CodeNoSupervisor       Code = "roster.warn.no_supervisor"        // R37
	CodeNoDeputy           Code = "roster.warn.no_deputy"            // R37
	CodeKinUndeclared      Code = "roster.warn.kin_undeclared"       // R37
	CodeKinInTeam          Code = "roster.warn.kin_in_team"          // R37
	CodeKinNotInTeam       Code = "roster.warn.kin_not_in_team"
	CodeTwoPostings        Code = "roster.warn.two_postings" // R21
)

// Severity is the same for every finding of a code.
func (c Code) Severity() Severity {
	if strings.HasPrefix(string(c), "roster.warn.") {
		return Warning
	}
	return Error
}
