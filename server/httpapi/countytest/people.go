package countytest

import (
	"zhucun/server/roster"
	"zhucun/syncproto"
)

// Who is where. Village lies in Township, Elsewhere in another one.
const (
	Village            = syncproto.Village(511921100200)
	Township           = "511921100"
	Elsewhere          = syncproto.Village(511921101200)
	ElsewhereTownship  = "511921101"
	Cadre              = syncproto.Person(1)
	Supervisor         = syncproto.Person(100_001)
	CadreElsewhere     = syncproto.Person(2)
	SupervisorNearby   = syncproto.Person(100_002) // the deputy of Supervisor
	SupervisorAfar     = syncproto.Person(100_003)
	Household          = syncproto.Household(1)
	firstDay           = syncproto.Day(18_201)
	noEnd              = syncproto.Day(syncproto.MaxDay)
	sheet, sheetNearby = syncproto.Sheet(17), syncproto.Sheet(18)
)

// Names that must never be seen outside their township, nor in a log.
var (
	NamesHere      = []string{"李国华", "张桂兰", "何大山"}
	NamesElsewhere = []string{"王秀英", "陈德明"}
)

func people() *roster.Roster {
	term := roster.Term{From: firstDay, To: noEnd}
	return roster.New(roster.Tables{
		Divisions: []roster.Division{
			{Code: "51", Name: "四川省"}, {Code: "5119", Name: "巴中市", Parent: "51"}, {Code: "511921", Name: "通江县", Parent: "5119"},
			{Code: "511921100", Name: "诺江镇", Parent: "511921"}, {Code: "511921100200", Name: "石牛嘴村", Parent: "511921100"},
			{Code: "511921101", Name: "民胜镇", Parent: "511921"}, {Code: "511921101200", Name: "方山坪村", Parent: "511921101"},
		},
		Members: []roster.Member{
			{Person: Cadre, Name: "李国华", Role: roster.Cadre, Side: roster.Department, SendingUnit: "县水务局", Village: Village, Term: term},
			{Person: CadreElsewhere, Name: "王秀英", Role: roster.Cadre, Side: roster.Township, SendingUnit: "民胜镇", Village: Elsewhere, Term: term},
		},
		Households: []roster.Household{
			{Number: Household, Village: Village, Head: "何大山", Members: 4},
			{Number: 2, Village: Village, Head: "张桂兰", Members: 3},
			{Number: 3, Village: Elsewhere, Head: "陈德明", Members: 2},
		},
		Supervisors: []roster.Supervisor{
			{Person: Supervisor, Name: "张桂兰", Household: 2, Village: Village, Sheet: sheet, Term: term, Deputy: SupervisorNearby},
			{Person: SupervisorNearby, Name: "何大山", Household: 1, Village: Village, Sheet: sheetNearby, Term: term},
			{Person: SupervisorAfar, Name: "陈德明", Household: 3, Village: Elsewhere, Sheet: sheet, Term: term},
		},
	})
}
