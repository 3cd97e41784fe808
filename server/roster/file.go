package roster

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
)

// File names one of the five files of an import.
type File string

// The five files.
const (
	DivisionsFile   File = "divisions.csv"
	TeamsFile       File = "teams.csv"
	MembersFile     File = "members.csv"
	HouseholdsFile  File = "households.csv"
	SupervisorsFile File = "supervisors.csv"
)

// FileNames are the five files in the order in which findings list them.
func FileNames() []File {
	return []File{DivisionsFile, TeamsFile, MembersFile, HouseholdsFile, SupervisorsFile}
}

func (f File) order() int { return slices.Index(FileNames(), f) }

// Files are the texts of one import, all five of them. Each is read once, to its end or to MaxFile.
type Files struct {
	Divisions, Teams, Members, Households, Supervisors io.Reader
}

// column of a file, under either of its names.
type column struct {
	name    string
	chinese string
}

// columns of a file, in the order of its template. All must be there; which cells may be empty the row readers say.
func (f File) columns() []column {
	switch f {
	case DivisionsFile:
		return []column{{"code", "区划代码"}, {"name", "名称"}, {"parent", "上级代码"}}
	case TeamsFile:
		return []column{{"village", "村代码"}, {"team_phone", "驻村工作组电话"}, {"supervision_phone", "监督电话"}}
	case MembersFile:
		return []column{{"person", "人员编号"}, {"name", "姓名"}, {"sort_key", "姓名拼音"}, {"role", "职务"}, {"side", "选派方"},
			{"sending_unit", "派出单位"}, {"village", "村代码"}, {"from", "派驻起"}, {"to", "派驻止"}, {"phone", "电话"}}
	case HouseholdsFile:
		return []column{{"household", "户编号"}, {"village", "村代码"}, {"head", "户主"}, {"members", "人口"}, {"status", "户类型"}}
	case SupervisorsFile:
		return []column{{"person", "人员编号"}, {"name", "姓名"}, {"household", "户编号"}, {"village", "村代码"}, {"sheet", "签到表编号"},
			{"from", "聘任起"}, {"to", "聘任止"}, {"deputy", "替补编号"}, {"reads", "识字"}, {"own_phone", "自有手机"},
			{"kin_declared", "亲属已申报"}, {"kin_of", "亲属编号"}}
	}
	return nil
}

// examples are the rows of a file's template: the fewest with which the five templates together can be imported.
func (f File) examples(chinese bool) [][]string {
	say := func(o option) string { return o.in(chinese) }
	switch f {
	case DivisionsFile:
		return [][]string{{"51", "四川省", ""}, {"5119", "巴中市", "51"}, {"511921", "通江县", "5119"},
			{"511921100", "诺江镇", "511921"}, {"511921100200", "城东村民委员会", "511921100"}}
	case TeamsFile:
		return [][]string{{"511921100200", "0827-0000001", "0827-0000002"}}
	case MembersFile:
		return [][]string{{"1", "王小明", "wang xiaoming", say(roles()[0]), say(sides()[0]), "诺江镇人民政府", "511921100200", "2020-07-01", "", "0827-0000003"}}
	case HouseholdsFile:
		return [][]string{{"1", "511921100200", "李大山", "4", say(statuses()[0])}}
	case SupervisorsFile:
		return [][]string{{"10001", "李大山", "1", "511921100200", "1", "2020-07-01", "", "", say(answers()[0]), say(answers()[1]), say(answers()[0]), ""}}
	}
	return nil
}

// Header is a file's first line, in Chinese or in English, without a byte order mark.
func Header(file File, chinese bool) []string {
	var names []string
	for _, c := range file.columns() {
		if chinese {
			names = append(names, c.chinese)
		} else {
			names = append(names, c.name)
		}
	}
	return names
}

// Template is a file to fill in: its header and an example, which the five templates together import. It begins with a
// byte order mark, without which spreadsheets take UTF-8 for something else.
func Template(file File, chinese bool) []byte {
	var out bytes.Buffer
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(&out)
	// A bytes.Buffer never fails, so neither does the writer on top of it.
	_ = w.Write(Header(file, chinese))
	_ = w.WriteAll(file.examples(chinese))
	return out.Bytes()
}
