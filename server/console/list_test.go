package console_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"zhucun/server/console"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/store"
	"zhucun/syncproto/words"
)

func renderList(t testing.TB, c *countytest.County, p console.ListPage) string {
	t.Helper()
	err := c.Store.View(context.Background(), func(tx store.Tx) (err error) {
		if p.Visits == nil {
			p.Visits, err = tx.VisitsBy(store.VisitQuery{})
		}
		p.Roster, _ = c.Load(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := console.List(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheListIsReadByDay(t *testing.T) {
	c, w := live(t)
	page := renderList(t, c, console.ListPage{Older: "?cursor=o", Filter: console.Filter{Lang: words.English, Place: "511921", Months: []string{"2026-11"},
		Asked: console.Choice{Month: "2026-11"}, Other: "?lang=zh"}})
	for _, want := range []string{"<h2>Thursday, 19 November 2026</h2>", `<a href="/records/` + w.Denied.ID.String() + `?lang=en"><span class="tag disputed">disputed`,
		`<option value="2026-11" selected>November 2026`, `<optgroup label="诺江镇">`, `<option value="511921100">All of 诺江镇`, `value="511921101200">方山坪村`,
		`<option value="withdrawn">`, `rel="next">Older records`, `<details class="filter" open>`, "Show all", `hreflang="zh" lang="zh">中文`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(page, `rel="prev"`) || strings.Contains(page, "[page.") {
		t.Error("a page before the first, or a text that is missing")
	}
	labels := regexp.MustCompile(`<label for="([a-z]+)">`).FindAllStringSubmatch(page, -1)
	for _, label := range labels {
		if !strings.Contains(page, `<select id="`+label[1]+`"`) {
			t.Errorf("the label %q is of nothing", label[1])
		}
	}
	if len(labels) != 3 || strings.Contains(page, "<script") {
		t.Errorf("%d labels", len(labels))
	}
	holdsPolicy(t, page, "style")
}

func TestAClerkIsOfferedTheOwnPlaceAlone(t *testing.T) {
	c, _ := live(t)
	page := renderList(t, c, console.ListPage{Visits: []store.Visit{}, Filter: console.Filter{Lang: words.Chinese, Place: countytest.ElsewhereTownship}})
	if strings.Contains(page, "诺江镇") || strings.Contains(page, "石牛嘴村") || !strings.Contains(page, "方山坪村") {
		t.Error("villages of others are on offer")
	}
	if !strings.Contains(page, "这里还没有记录。") {
		t.Error("an empty list says nothing")
	}
}
