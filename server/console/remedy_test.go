package console_test

import (
	"strings"
	"testing"

	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/syncproto/words"
)

// Whatever is wrong with a record, its page says in plain words what, and what one can do.
func TestThePageSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	confirmed := func(verdict string) []evidence.Confirmation {
		return []evidence.Confirmation{{Statement: evidence.Statement{ID: "1-2", Actor: 2}, Belongs: true, Verdict: verdict, Form: "same_phone",
			Means: "card", Key: &evidence.Key{Custody: "own"}}}
	}
	tests := []struct {
		promise string
		change  func(r *evidence.Record)
		wants   []string
	}{
		{"waiting, and nobody said anything", func(r *evidence.Record) { r.Grade, r.Confirmations = "waiting", nil },
			[]string{"还没有群众确认", "请监督员看过以后"}},
		{"waiting for an appointment slip", func(r *evidence.Record) {
			r.Grade, r.Reasons, r.Confirmations = "waiting", []string{"not_vouched"}, confirmed("yes")
		},
			[]string{"县里还没有证明这把钥匙属于监督员", "请县驻村办把聘书当面交给监督员"}},
		{"denied", func(r *evidence.Record) { r.Grade, r.By, r.Confirmations = "disputed", "1-2", confirmed("no") },
			[]string{"说这件事没有办", "请县驻村办分别问干部和监督员"}},
		{"confirmed for something else", func(r *evidence.Record) { r.Grade, r.By, r.Confirmations = "disputed", "1-2", confirmed("yes") },
			[]string{"和这条记录写的不一样"}},
		{"a copied phone", func(r *evidence.Record) { r.Grade, r.By, r.Confirmations = "disputed", "", confirmed("yes") },
			[]string{"交来了两份不一样的记录"}},
		{"taken back, with another in its place", func(r *evidence.Record) { r.Grade, r.Reasons = "withdrawn", nil },
			[]string{"撤回了这件实事", "撤回了这条记录", `<a href="/records/1-3?lang=zh">看更正后的记录</a>`, "另写一条对的"}},
		{"only a part taken back", func(r *evidence.Record) { r.Grade, r.Corrections[0].Withdraws = "confirmed", "1-9" }, []string{"撤回了其中一处"}},
		{"a note taken back", func(r *evidence.Record) { r.Notes[0].Withdrawn = true }, []string{"(后来撤回)"}},
		{"the confirming phone has two versions", func(r *evidence.Record) {
			r.Grade, r.Reasons, r.Confirmations = "waiting", []string{"fork"}, confirmed("yes")
			r.Confirmations[0].Frozen = true
		}, []string{"确认人的手机记录有两个版本", "找这部手机的使用人核实"}},
		{"a signature that does not hold", func(r *evidence.Record) {
			r.Grade, r.Reasons, r.Confirmations = "waiting", []string{"bad_proof"}, confirmed("yes")
			r.Confirmations[0].Standing = "bad_proof"
		}, []string{"核对不上", "再确认一次"}},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			named := hostile("某某")
			test.change(&named.Record)
			page := renderAt(t, named, words.Chinese, "/records?lang=zh")
			for _, want := range append(test.wants, "可以怎么办", "如果您知道事情不是这样") {
				if !strings.Contains(narrow(page), narrow(want)) {
					t.Errorf("no %q", want)
				}
			}
			if english := renderAt(t, named, words.English, "/records"); strings.Contains(page+english, "[page.") {
				t.Error("a text is missing")
			}
		})
	}
}

// narrow makes punctuation alike that is as wide as a letter, or not.
func narrow(text string) string {
	return strings.NewReplacer("\uff0c", ",", "\uff1a", ":", "\uff1b", ";", "\uff08", "(", "\uff09", ")").Replace(text)
}

func TestADeedIsCalledADeed(t *testing.T) {
	c, w := live(t)
	deed, visit := load(t, c, w.Deed.ID), load(t, c, w.Visit.ID)
	for _, test := range []struct {
		named      console.Named
		with, sans string
	}{{deed, "实事证据", "到村证据"}, {visit, "到村证据", "实事证据"}} {
		page := render(t, test.named, words.Chinese)
		if strings.Count(page, test.with) != 2 || strings.Contains(page, test.sans) {
			t.Errorf("title and heading say %q %d times", test.with, strings.Count(page, test.with))
		}
	}
	if page := render(t, deed, words.English); !strings.Contains(page, `alt="Photo 1, recorded for: “修通张家湾到村小的水泥路 120 米”"`) {
		t.Error("a photo does not say what it is said to show")
	}
}
