package roster_test

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

// texts are the files of an import; a file that is not there has no reader.
type texts map[roster.File]string

func (t texts) files() roster.Files {
	reader := func(file roster.File) io.Reader {
		if text, ok := t[file]; ok {
			return strings.NewReader(text)
		}
		return nil
	}
	return roster.Files{
		Divisions:   reader(roster.DivisionsFile),
		Teams:       reader(roster.TeamsFile),
		Members:     reader(roster.MembersFile),
		Households:  reader(roster.HouseholdsFile),
		Supervisors: reader(roster.SupervisorsFile),
	}
}

// with replaces a part of a file, which must stand in it exactly once.
func (t texts) with(test *testing.T, file roster.File, old, text string) texts {
	test.Helper()
	if n := strings.Count(t[file], old); n != 1 {
		test.Fatalf("%q stands %d times in %s", old, n, file)
	}
	changed := maps.Clone(t)
	changed[file] = strings.Replace(t[file], old, text, 1)
	return changed
}

// day is a date.
func day(t *testing.T, date string) syncproto.Day {
	t.Helper()
	d, err := syncproto.ParseDay(date)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	today                       = "2024-01-10"
	chengdong syncproto.Village = 511921100200
	caomiaozi syncproto.Village = 511921213200
)

// whole is a county of two villages, the first with a team, in which nothing is wrong.
func whole() texts {
	return texts{
		roster.DivisionsFile: `code,name,parent
51,四川省,
5119,巴中市,51
511921,通江县,5119
511921100,诺江镇,511921
511921100001,北街社区居民委员会,511921100
511921100200,城东村民委员会,511921100
511921213,澌波乡,511921
511921213200,草庙子村民委员会,511921213
`,
		roster.TeamsFile: `village,team_phone,supervision_phone
511921100200,0827-0000001,0827-0000002
`,
		roster.MembersFile: `person,name,sort_key,role,side,sending_unit,village,from,to,phone
1,何建国,he jianguo,leader,township,诺江镇人民政府,511921100200,2020-07-01,,0827-0000003
2,单秀英,shan xiuying,leader,department,县水利局,511921100200,2020-07-01,,
3,曾明,zeng ming,cadre,township,诺江镇人民政府,511921100200,2020-07-01,,
4,仇志强,qiu zhiqiang,cadre,department,县教育局,511921100200,2020-07-01,,
5,苟雪,gou xue,first_secretary,,县财政局,511921100200,2020-07-01,,
`,
		roster.HouseholdsFile: `household,village,head,members,status
1,511921100200,李大山,4,poor
2,511921100200,李玉珍,2,lifted
3,511921100001,胡永贵,3,poor
`,
		roster.SupervisorsFile: `person,name,household,village,sheet,from,to,deputy,reads,own_phone,kin_declared,kin_of
11,李大山,1,511921100200,1,2020-07-01,,12,no,no,yes,
12,李玉珍,2,511921100200,2,2020-07-01,,11,yes,yes,yes,
`,
	}
}

// folder is the files of a folder of testdata/roster.
func folder(t *testing.T, name string) texts {
	t.Helper()
	all := texts{}
	for _, file := range roster.FileNames() {
		data, err := os.ReadFile(filepath.Join("../../testdata/roster", name, string(file)))
		if err != nil {
			t.Fatal(err)
		}
		all[file] = string(data)
	}
	return all
}

// brief is findings as "members.csv:3 role roster.cell.bad_choice".
func brief(found roster.Findings) []string {
	var list []string
	for _, f := range found.List {
		list = append(list, strings.Join(strings.Fields(fmt.Sprintf("%s:%d %s %s", f.File, f.Row, f.Column, f.Code)), " "))
	}
	return list
}
