package roster_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"zhucun/server/roster"
)

// mistake is one edit of the whole county and all that Read says to it.
type mistake struct {
	name      string
	file      roster.File
	old, text string
	want      []string
}

func (m mistake) made(t *testing.T) texts { return whole().with(t, m.file, m.old, m.text) }

func fileMistakes() []mistake {
	const header = "household,village,head,members,status\n"
	return []mistake{
		{"missing column", roster.HouseholdsFile, "head,members", "members", []string{"households.csv:1 head roster.file.missing_column"}},
		{"two missing columns", roster.HouseholdsFile, header, "household,village\n", []string{"households.csv:1 head roster.file.missing_column", "households.csv:1 members roster.file.missing_column", "households.csv:1 status roster.file.missing_column"}},
		{"other separators", roster.TeamsFile, "village,team_phone,supervision_phone", "village;team_phone;supervision_phone", []string{"teams.csv:1 village;team_phone;supervision_phone roster.warn.unknown_column", "teams.csv:1 village roster.file.missing_column", "teams.csv:1 team_phone roster.file.missing_column", "teams.csv:1 supervision_phone roster.file.missing_column"}},
		{"column twice, once in Chinese", roster.HouseholdsFile, "status\n", "status,户主\n", []string{"households.csv:1 户主 roster.file.duplicate_column"}},
		{"unknown column", roster.HouseholdsFile, "status\n", "status,肥瘦\n", []string{"households.csv:1 肥瘦 roster.warn.unknown_column"}},
		{"GBK", roster.HouseholdsFile, "李玉珍", "\xc0\xee\xd3\xf1\xd5\xe4", []string{"households.csv:3 roster.file.not_utf8"}},
		{"UTF-16", roster.HouseholdsFile, "household,", "\xff\xfeh\x00o\x00", []string{"households.csv:1 roster.file.not_utf8"}},
		{"workbook", roster.HouseholdsFile, "household,", "PK\x03\x04household,", []string{"households.csv:0 roster.file.workbook"}},
		{"old workbook", roster.HouseholdsFile, "household,", "\xd0\xcf\x11\xe0household,", []string{"households.csv:0 roster.file.workbook"}},
		{"header in quotes that do not close", roster.HouseholdsFile, "household,", `"household,`, []string{"households.csv:1 roster.cell.bad_quotes"}},
		{"no county", roster.DivisionsFile, "code,name,parent\n51,四川省,\n5119,巴中市,51\n511921,通江县,5119\n", "code,name,parent\n", []string{"divisions.csv:0 roster.file.no_county", "divisions.csv:2 parent roster.link.unknown_parent", "divisions.csv:5 parent roster.link.unknown_parent"}},
	}
}

func cellMistakes() []mistake {
	const four, name = "4,仇志强,", "members.csv:5 name "
	long := strings.Repeat("长", roster.MaxName+1)
	mistakes := []mistake{
		{"a quote not closed spoils its line only", roster.MembersFile, four, `4,"仇志强,`, []string{"members.csv:5 roster.cell.bad_quotes"}},
		{"a quote in the middle", roster.MembersFile, four, `4,仇"志强,`, []string{"members.csv:5 roster.cell.bad_quotes"}},
		{"a line break in a cell", roster.HouseholdsFile, "李玉珍", "\"李\n玉珍\"", []string{"households.csv:3 roster.cell.bad_quotes", "households.csv:4 roster.cell.bad_quotes"}},
		{"a line too long", roster.HouseholdsFile, "李玉珍", strings.Repeat("x", roster.MaxLine), []string{"households.csv:3 roster.cell.line_too_long"}},
		{"a comma too many", roster.HouseholdsFile, "李玉珍,2", "李玉珍,2,", []string{"households.csv:3 roster.cell.no_column", "households.csv:3 status roster.cell.empty"}},
		{"a row cut short", roster.HouseholdsFile, "3,511921100001,胡永贵,3,poor", "3,511921100001", []string{"households.csv:4 head roster.cell.empty", "households.csv:4 members roster.cell.empty", "households.csv:4 status roster.cell.empty"}},
		{"no phone for the board", roster.TeamsFile, ",0827-0000002", ",", []string{"teams.csv:2 supervision_phone roster.cell.empty"}},
		{"a phone that is none", roster.TeamsFile, "0827-0000002", "电话", []string{"teams.csv:2 supervision_phone roster.cell.bad_phone"}},
		{"a phone that a spreadsheet shortened", roster.TeamsFile, "0827-0000002", "1.39123E+10", []string{"teams.csv:2 supervision_phone roster.cell.shortened_number"}},
		{"no name", roster.MembersFile, four, "4, ,", []string{name + "roster.cell.empty"}},
		{"a name too long", roster.MembersFile, four, "4," + long + ",", []string{name + "roster.cell.too_long"}},
		{"a sort key too long", roster.MembersFile, "qiu zhiqiang", long, []string{"members.csv:5 sort_key roster.cell.too_long"}},
		{"a unit too long", roster.MembersFile, "县水利局", strings.Repeat("局", roster.MaxUnit+1), []string{"members.csv:3 sending_unit roster.cell.too_long"}},
		{"a unit that is a formula", roster.MembersFile, "县水利局", "=cmd()", []string{"members.csv:3 sending_unit roster.cell.formula"}},
		{"a village's name that is a formula", roster.DivisionsFile, "草庙子", "=草庙子", []string{"divisions.csv:9 name roster.cell.formula"}},
		{"a head that is a formula", roster.HouseholdsFile, "胡永贵", "+胡永贵", []string{"households.csv:4 head roster.cell.formula"}},
		{"a supervisor that is a formula", roster.SupervisorsFile, "李大山", "@李大山", []string{"supervisors.csv:2 name roster.cell.formula"}},
		{"a code that a spreadsheet shortened", roster.MembersFile, "县教育局,511921100200", "县教育局,5.11921E+11", []string{"members.csv:5 village roster.cell.shortened_number"}},
		{"a code of 11 digits", roster.MembersFile, "县教育局,511921100200", "县教育局,51192110020", []string{"members.csv:5 village roster.cell.bad_village_code"}},
		{"a township for a village", roster.MembersFile, "县教育局,511921100200", "县教育局,511921100", []string{"members.csv:5 village roster.cell.bad_village_code"}},
		{"a division code of 7 digits", roster.DivisionsFile, "511921213,澌", "5119212,澌", []string{"divisions.csv:8 code roster.cell.bad_code"}},
		{"a division code with letters", roster.DivisionsFile, "511921213,澌", "51192121x,澌", []string{"divisions.csv:8 code roster.cell.bad_code"}},
		{"a division code that begins with 0", roster.DivisionsFile, "511921213,澌", "011921213,澌", []string{"divisions.csv:8 code roster.cell.bad_code"}},
		{"a village code that begins with 0", roster.MembersFile, "县教育局,511921100200", "县教育局,011921100200", []string{"members.csv:5 village roster.cell.bad_village_code"}},
		{"no division code", roster.DivisionsFile, "511921213,澌", ",澌", []string{"divisions.csv:8 code roster.cell.empty"}},
		{"no parent", roster.DivisionsFile, "通江县,5119", "通江县,", []string{"divisions.csv:4 parent roster.cell.empty"}},
		{"an unknown role", roster.MembersFile, "first_secretary", "书记", []string{"members.csv:6 role roster.cell.bad_choice", "members.csv:6 side roster.cell.empty"}},
		{"a cadre of no side", roster.MembersFile, "qiu zhiqiang,cadre,department", "qiu zhiqiang,cadre,", []string{"members.csv:5 side roster.cell.empty"}},
		{"an unknown status", roster.HouseholdsFile, "lifted", "rich", []string{"households.csv:3 status roster.cell.bad_choice"}},
		{"an answer that is none", roster.SupervisorsFile, "no,no,yes", "no,no,√", []string{"supervisors.csv:2 kin_declared roster.cell.bad_choice"}},
		{"a household of nobody", roster.HouseholdsFile, "李大山,4", "李大山,0", []string{"households.csv:2 members roster.cell.bad_number"}},
		{"a household of a hundred", roster.HouseholdsFile, "李大山,4", "李大山,100", []string{"households.csv:2 members roster.cell.bad_number"}},
		{"kin by name", roster.SupervisorsFile, "no,no,yes,", "no,no,yes,仇志强", []string{"supervisors.csv:2 kin_of roster.cell.bad_number"}},
		{"to before from", roster.MembersFile, "县水利局,511921100200,2020-07-01,", "县水利局,511921100200,2020-07-01,2020-06-30", []string{"members.csv:3 to roster.cell.to_before_from"}},
	}
	for _, number := range []string{"0", "-4", "4.0", "１", "1000000000", "000000000004", "0x4"} {
		mistakes = append(mistakes, mistake{"number " + number, roster.MembersFile, four, number + ",仇志强,", []string{"members.csv:5 person roster.cell.bad_number"}})
	}
	for _, date := range []string{"2020-13-01", "2020-02-30", "1999-12-31", "2149-06-06", "01-07-2020", "20200701", "昨天", "44013", "2020-07-01T00:00:00Z"} {
		mistakes = append(mistakes, mistake{"date " + date, roster.MembersFile, "县水利局,511921100200,2020-07-01,", "县水利局,511921100200," + date + ",", []string{"members.csv:3 from roster.cell.bad_date"}},
			mistake{"last day " + date, roster.SupervisorsFile, "1,2020-07-01,,12", "1,2020-07-01," + date + ",12", []string{"supervisors.csv:2 to roster.cell.bad_date"}})
	}
	for _, sign := range []string{"=1+1", " =1+1", "+1", "-1", "@SUM(1)", "\t张", "\r张", "＝1", "＋1", "－1", "＠1"} {
		mistakes = append(mistakes, mistake{fmt.Sprintf("name %q", sign), roster.MembersFile, four, "4," + sign + ",", []string{name + "roster.cell.formula"}})
	}
	for _, c := range []rune{0x00, 0x07, 0x1b, 0x7f, 0x85, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x202e, 0x2066, 0x2069, 0xfeff} {
		mistakes = append(mistakes, mistake{fmt.Sprintf("name with %U", c), roster.MembersFile, four, "4,仇" + string(c) + "强,", []string{name + "roster.cell.control_character"}})
	}
	return append(mistakes, mistake{"a character lost before", roster.MembersFile, four, "4,仇\ufffd强,", []string{name + "roster.cell.lost_character"}})
}

func linkMistakes() []mistake {
	const row = "4,仇志强,qiu zhiqiang,cadre,department,县教育局,511921100200,2020-07-01,,\n"
	return []mistake{
		{"a code twice", roster.DivisionsFile, "511921213200,草庙子", "511921100200,草庙子", []string{"divisions.csv:9 parent roster.link.wrong_parent", "divisions.csv:9 code roster.link.duplicate_code"}},
		{"a parent that is not there", roster.DivisionsFile, "511921213,澌波乡,511921\n", "", []string{"divisions.csv:8 parent roster.link.unknown_parent"}},
		{"a parent of another branch", roster.DivisionsFile, "草庙子村民委员会,511921213", "草庙子村民委员会,511921100", []string{"divisions.csv:9 parent roster.link.wrong_parent"}},
		{"a province within something", roster.DivisionsFile, "四川省,", "四川省,5", []string{"divisions.csv:2 parent roster.link.wrong_parent"}},
		{"two counties", roster.DivisionsFile, "511921100,诺江镇", "511922,南江县,5119\n511921100,诺江镇", []string{"divisions.csv:5 code roster.link.second_county"}},
		{"a team's village", roster.TeamsFile, "511921100200", "511921100299", []string{"teams.csv:2 village roster.link.unknown_village"}},
		{"two teams", roster.TeamsFile, "0827-0000002\n", "0827-0000002\n511921100200,0827-0000001,0827-0000002\n", []string{"teams.csv:3 village roster.link.duplicate_team"}},
		{"a member's village", roster.MembersFile, "县教育局,511921100200", "县教育局,511921100299", []string{"members.csv:5 village roster.link.unknown_village"}},
		{"a household's village", roster.HouseholdsFile, "511921100001", "511921100002", []string{"households.csv:4 village roster.link.unknown_village"}},
		{"a supervisor's village", roster.SupervisorsFile, "李玉珍,2,511921100200", "李玉珍,2,511921100299", []string{"supervisors.csv:2 deputy roster.link.deputy_elsewhere", "supervisors.csv:3 village roster.link.unknown_village", "supervisors.csv:3 household roster.link.household_elsewhere", "supervisors.csv:3 deputy roster.link.deputy_elsewhere"}},
		{"a household that is not there", roster.SupervisorsFile, "李玉珍,2,", "李玉珍,9,", []string{"supervisors.csv:3 household roster.link.unknown_household"}},
		{"a household of another village", roster.SupervisorsFile, "李玉珍,2,", "李玉珍,3,", []string{"supervisors.csv:3 household roster.link.household_elsewhere"}},
		{"a household number twice", roster.HouseholdsFile, "3,511921100001", "2,511921100001", []string{"households.csv:4 household roster.link.duplicate_household"}},
		{"a number for two names", roster.MembersFile, "4,仇志强,", "3,仇志强,", []string{"members.csv:5 name roster.link.person_differs", "members.csv:5 from roster.link.posting_overlap"}},
		{"the same posting twice", roster.MembersFile, row, row + row, []string{"members.csv:6 from roster.link.posting_overlap"}},
		{"a posting that begins on the last day of another", roster.MembersFile, row, strings.Replace(row, "2020-07-01,,", "2019-07-01,2020-07-01,", 1) + row, []string{"members.csv:6 from roster.link.posting_overlap"}},
		{"a posting within a longer one that another follows", roster.MembersFile, row, row + strings.Replace(row, "2020-07-01,,", "2021-01-01,2021-02-01,", 1) + strings.Replace(row, "2020-07-01,,", "2022-01-01,,", 1), []string{"members.csv:6 from roster.link.posting_overlap", "members.csv:7 from roster.link.posting_overlap"}},
		{"two appointments at a time", roster.SupervisorsFile, "12,李玉珍,2,", "12,李玉珍,2,511921100200,2,2021-07-01,,11,yes,yes,yes,\n12,李玉珍,2,", []string{"supervisors.csv:3 from roster.link.appointment_overlap"}},
		{"a cadre who supervises", roster.SupervisorsFile, "12,李玉珍", "4,仇志强", []string{"supervisors.csv:2 deputy roster.link.unknown_person", "supervisors.csv:3 person roster.link.member_supervises"}},
		{"a sheet in two homes", roster.SupervisorsFile, "李玉珍,2,511921100200,2,", "李玉珍,2,511921100200,1,", []string{"supervisors.csv:3 sheet roster.link.sheet_taken"}},
		{"one's own deputy", roster.SupervisorsFile, ",,12,", ",,11,", []string{"supervisors.csv:2 deputy roster.link.own_deputy"}},
		{"an unknown deputy", roster.SupervisorsFile, ",,12,", ",,99,", []string{"supervisors.csv:2 deputy roster.link.unknown_person"}},
		{"an unknown kin", roster.SupervisorsFile, "no,no,yes,", "no,no,yes,1；99", []string{"supervisors.csv:2 kin_of roster.link.unknown_person"}},
	}
}

func warnings() []mistake {
	return []mistake{
		{"a leader less", roster.MembersFile, "1,何建国,he jianguo,leader,township,诺江镇人民政府,511921100200,2020-07-01,,0827-0000003\n", "", []string{"teams.csv:2 village roster.warn.team_leaders"}},
		{"a leader of the wrong side", roster.MembersFile, "he jianguo,leader,township", "he jianguo,leader,department", []string{"teams.csv:2 village roster.warn.team_leaders"}},
		{"a leader too many", roster.MembersFile, "first_secretary,", "leader,township", []string{"teams.csv:2 village roster.warn.team_leaders"}},
		{"a cadre who has left", roster.MembersFile, "县教育局,511921100200,2020-07-01,", "县教育局,511921100200,2020-07-01,2024-01-09", []string{"teams.csv:2 village roster.warn.team_cadres"}},
		{"a cadre who leaves after today", roster.MembersFile, "县教育局,511921100200,2020-07-01,", "县教育局,511921100200,2020-07-01,2024-01-10", nil},
		{"a cadre who has yet to come", roster.MembersFile, "县教育局,511921100200,2020-07-01,", "县教育局,511921100200,2024-01-11,", []string{"teams.csv:2 village roster.warn.team_cadres"}},
		{"a village with a household and no team", roster.HouseholdsFile, "3,511921100001,胡永贵,3,poor\n", "3,511921213200,胡永贵,3,poor\n4,511921213200,胡永富,3,poor\n", []string{"households.csv:4 village roster.warn.village_without_team"}},
		{"a place with a member and no team", roster.MembersFile, "first_secretary,,县财政局,511921100200", "first_secretary,,县财政局,511921100001", []string{"members.csv:6 village roster.warn.village_without_team"}},
		{"no team for its people", roster.TeamsFile, "511921100200,0827-0000001,0827-0000002\n", "", []string{"members.csv:2 village roster.warn.village_without_team"}},
		{"no supervisor", roster.SupervisorsFile, "11,李大山,1,511921100200,1,2020-07-01,,12,no,no,yes,\n12,李玉珍,2,511921100200,2,2020-07-01,,11,yes,yes,yes,\n", "", []string{"teams.csv:2 village roster.warn.no_supervisor"}},
		{"a term of one day", roster.MembersFile, "县教育局,511921100200,2020-07-01,", "县教育局,511921100200,2024-01-10,2024-01-10", nil},
		{"a deputy needs no deputy", roster.SupervisorsFile, "2,2020-07-01,,11", "2,2020-07-01,,", nil},
		{"a deputy whose term has ended", roster.SupervisorsFile, "2,2020-07-01,,11", "2,2020-07-01,2023-12-31,11", []string{"supervisors.csv:2 deputy roster.warn.no_deputy"}},
		{"kin not declared", roster.SupervisorsFile, "no,no,yes", "no,no,no", []string{"supervisors.csv:2 kin_declared roster.warn.kin_undeclared"}},
		{"kin in the team", roster.SupervisorsFile, "no,no,yes,", "no,no,yes,3", []string{"supervisors.csv:2 kin_of roster.warn.kin_in_team"}},
	}
}

func TestEachMistakeIsFoundWhereItIs(t *testing.T) {
	for _, m := range slices.Concat(fileMistakes(), cellMistakes(), linkMistakes(), warnings()) {
		t.Run(m.name, func(t *testing.T) {
			r, found := roster.Read(m.made(t).files(), day(t, today))
			if got := brief(found); !slices.Equal(got, m.want) {
				t.Errorf("got %q, want %q", got, m.want)
			}
			if (r == nil) != (found.Errors > 0) {
				t.Errorf("got a roster %v with %d errors", r != nil, found.Errors)
			}
		})
	}
}

func TestWarningsOfSeveralEdits(t *testing.T) {
	const former = "7,罗军,luo jun,cadre,department,县林业局,511921100200,2018-07-01,2019-06-30,\n8,向文武,,leader,township,澌波乡人民政府,511921213200,2020-07-01,,\n"
	for _, test := range []struct {
		name, members, supervisors, teams string
		want                              []string
	}{
		{"two villages at a time", "1,何建国,he jianguo,leader,township,诺江镇人民政府,511921213200,2021-07-01,2024-12-31,\n", "", "", []string{"members.csv:7 village roster.warn.village_without_team", "members.csv:7 village roster.warn.two_postings"}},
		{"kin who was in the team is told of no more", former, "7", "", []string{"members.csv:8 village roster.warn.village_without_team"}},
		{"kin who never was in the team", former, "8", "", []string{"members.csv:8 village roster.warn.village_without_team", "supervisors.csv:2 kin_of roster.warn.kin_not_in_team"}},
		{"a team of nobody", "", "", "511921213200,0827-0000001,0827-0000002\n", []string{"teams.csv:3 village roster.warn.team_leaders", "teams.csv:3 village roster.warn.team_cadres", "teams.csv:3 village roster.warn.no_supervisor"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			county := whole().with(t, roster.SupervisorsFile, "no,no,yes,", "no,no,yes,"+test.supervisors)
			county[roster.MembersFile] += test.members
			county[roster.TeamsFile] += test.teams
			if _, found := roster.Read(county.files(), day(t, today)); !slices.Equal(brief(found), test.want) {
				t.Errorf("got %q, want %q", brief(found), test.want)
			}
		})
	}
}

func TestNamesWithEmojiAreTakenAsTyped(t *testing.T) {
	for _, name := range []string{"曾明🌾", "👨‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "阿卜杜热合曼·吾守尔", "བསོད་ནམས", "O'Neil-Smith", "𠮷田", "张=明"} {
		r, found := roster.Read(whole().with(t, roster.MembersFile, "4,仇志强,", "4,"+name+",").files(), day(t, today))
		if found.Errors != 0 {
			t.Errorf("%s: got %v", name, brief(found))
		} else if got, _ := r.Name(4); got != name {
			t.Errorf("got %q, want %q", got, name)
		}
	}
}

func TestFilesThatCannotBeReadAreNamed(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, test := range []struct {
		name   string
		source io.Reader
		want   string
	}{
		{"no file", nil, "members.csv:0 roster.file.missing"},
		{"empty file", strings.NewReader(""), "members.csv:0 roster.file.empty"},
		{"blank file", strings.NewReader("\ufeff\r\n \r\n"), "members.csv:0 roster.file.empty"},
		{"broken file", iotest.ErrReader(broken), "members.csv:0 roster.file.unreadable"},
		{"endless file", endless{}, "members.csv:0 roster.file.too_large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := whole().files()
			files.Members = test.source
			r, found := roster.Read(files, day(t, today))
			if got := brief(found); r != nil || !slices.Equal(got, []string{test.want}) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// endless is a file that never stops.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ','
	}
	return len(p), nil
}

func TestFindingsAreBoundedAndCounted(t *testing.T) {
	const rows = 3 * roster.MaxFindings
	county := whole()
	for i := range rows {
		county[roster.HouseholdsFile] += strconv.Itoa(100+i) + ",511921100299,李大山,4,poor\n"
	}
	county[roster.SupervisorsFile] = "person\n"
	_, found := roster.Read(county.files(), day(t, today))
	const others = 11 // columns that supervisors.csv lacks: a bad file hides nothing of another
	if found.Errors != rows+others || len(found.List) != roster.MaxFindings+others || found.Unlisted() != rows-roster.MaxFindings {
		t.Errorf("got %d errors, %d listed, %d not; want %d, %d, %d", found.Errors, len(found.List), found.Unlisted(), rows+others, roster.MaxFindings+others, rows-roster.MaxFindings)
	}
	if last := found.List[roster.MaxFindings-1]; last.Row != 4+roster.MaxFindings {
		t.Errorf("got line %d as the last, want the first ones of the file", last.Row)
	}
}

func TestRowsAreBounded(t *testing.T) {
	var many strings.Builder
	many.WriteString(whole()[roster.HouseholdsFile])
	for i := range roster.MaxRows - 3 {
		fmt.Fprintf(&many, "%d,511921100200,李大山,4,poor\n", 100+i)
	}
	county := whole()
	county[roster.HouseholdsFile] = many.String()
	if r, found := roster.Read(county.files(), day(t, today)); r == nil || len(r.Tables().Households) != roster.MaxRows {
		t.Errorf("at the limit: got %q", brief(found))
	}
	county[roster.HouseholdsFile] += "9,511921100200,李大山,4,poor\n"
	if _, found := roster.Read(county.files(), day(t, today)); !slices.Equal(brief(found), []string{"households.csv:0 roster.file.too_many_rows"}) {
		t.Errorf("got %q", brief(found))
	}
}

func TestARowWithoutItsNumberDoesNotAccuseTheOthers(t *testing.T) {
	for _, m := range []mistake{
		{"", roster.DivisionsFile, "511921100200,城", "5119211002,城", []string{"divisions.csv:7 code roster.cell.bad_code"}},
		{"", roster.HouseholdsFile, "2,511921100200", "x,511921100200", []string{"households.csv:3 household roster.cell.bad_number"}},
		{"", roster.SupervisorsFile, "12,李玉珍", "x,李玉珍", []string{"supervisors.csv:3 person roster.cell.bad_number"}},
		{"", roster.SupervisorsFile, "李玉珍,2,511921100200", "李玉珍,2,", []string{"supervisors.csv:3 village roster.cell.empty"}},
	} {
		if _, found := roster.Read(m.made(t).files(), day(t, today)); !slices.Equal(brief(found), m.want) {
			t.Errorf("got %q, want %q", brief(found), m.want)
		}
	}
}

func TestABrokenFileDoesNotAccuseTheOthers(t *testing.T) {
	for _, file := range roster.FileNames() {
		county := whole()
		delete(county, file)
		if _, found := roster.Read(county.files(), day(t, today)); found.Errors != 1 || found.Warnings != 0 {
			t.Errorf("without %s: got %q, want one error", file, brief(found))
		}
	}
}

func TestTwoSupervisorsOfWhomNeitherHasADeputy(t *testing.T) {
	county := whole().with(t, roster.SupervisorsFile, ",,12,", ",,,").with(t, roster.SupervisorsFile, ",,11,", ",,,")
	want := []string{"supervisors.csv:2 deputy roster.warn.no_deputy", "supervisors.csv:3 deputy roster.warn.no_deputy"}
	if _, found := roster.Read(county.files(), day(t, today)); !slices.Equal(brief(found), want) {
		t.Errorf("got %q, want %q", brief(found), want)
	}
}
