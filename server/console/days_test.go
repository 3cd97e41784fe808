package console_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"zhucun/server/console"
	"zhucun/server/duty"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

func renderDays(t testing.TB, c *countytest.County, lang words.Lang) string {
	t.Helper()
	p := console.DaysPage{Rule: duty.StandardRule(), Chosen: true, Filter: console.Filter{Lang: lang, Place: countytest.Township, Months: []string{"2026-11"},
		Asked: console.Choice{Month: "2026-11"}, Other: "?lang=zh"}}
	err := c.Store.View(context.Background(), func(tx store.Tx) (err error) {
		p.Roster, _ = c.Load(tx)
		p.Figures, err = p.Rule.Sheet(tx, p.Roster, duty.Asked{Day: syncproto.DayOf(c.Time.UnixMilli(), 480), Place: countytest.Township, Offset: 480})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := console.Days(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFigureOpensToItsDaysAndTheyToTheirRecords(t *testing.T) {
	c, w := live(t)
	page := renderDays(t, c, words.English)
	for _, want := range []string{"<h1>Days in the village, November 2026</h1>", "诺江镇 石牛嘴村", `<span lang="zh">李国华</span> <span>resident cadre</span> <span>counted: 1</span>`,
		"norm: 15 a month", "Thursday, 19 November 2026", "The household confirmed the arrival and said how long.", `href="/records/` + w.Visit.ID.String() + `?lang=en"`,
		"There is no confirmation yet that counts.", `href="/records/` + w.Waiting.ID.String() + `?lang=en"`, "Accounts differ", `href="/records/` + w.Denied.ID.String() + `?lang=en"`,
		"4 h 0 min", "version 1 of the county", duty.StandardRule().Hash()[:12], "no verdict on anybody", `<option value="2026-11" selected>November 2026`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(page, "[page.") || strings.Contains(page, "方山坪村") || strings.Contains(page[strings.Index(page, "</style>"):], "%") {
		t.Error("a text is missing, another township is there, or a share is worked out")
	}
	holdsPolicy(t, page, "style")
}

func TestWithoutAPlaceThereAreNoFigures(t *testing.T) {
	c, _ := live(t)
	p := console.DaysPage{Rule: duty.StandardRule(), Filter: console.Filter{Lang: words.Chinese, Place: "511921", Asked: console.Choice{Month: "2026-11"}}}
	p.Roster, _ = c.Load(nil)
	var b bytes.Buffer
	if err := console.Days(&b, p); err != nil || !strings.Contains(b.String(), "请先选一个乡镇或一个村。") || !strings.Contains(b.String(), `<details class="filter" open>`) {
		t.Errorf("%v: %s", err, b.String())
	}
}
