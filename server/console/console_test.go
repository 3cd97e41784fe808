package console_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	blobmemory "zhucun/server/blob/memory"
	"zhucun/server/console"
	"zhucun/server/duty"
	"zhucun/server/evidence"
	"zhucun/server/httpapi/countytest"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
	"zhucun/syncproto/dossier"
	"zhucun/syncproto/words"
)

func live(t testing.TB) (*countytest.County, countytest.Week) {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile("../evidence/render/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var c *countytest.County
	c = countytest.New(t, memory.New(), blobmemory.New(func() time.Time { return c.Time }))
	return c, c.Live(countytest.Picture{Original: read("444.jpg"), View: read("420.jpg"), Thumbnail: read("progressive.jpg")})
}

func load(t testing.TB, c *countytest.County, id syncproto.EventID) (named console.Named) {
	t.Helper()
	err := c.Store.View(context.Background(), func(tx store.Tx) (err error) {
		named, err = console.Load(tx, c, 480, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return named
}

func render(t testing.TB, named console.Named, lang words.Lang) string {
	t.Helper()
	return renderAt(t, named, lang, "")
}

// renderAt makes the page of a server with a list, or of a dossier ("").
func renderAt(t testing.TB, named console.Named, lang words.Lang, home template.URL) string {
	t.Helper()
	var b bytes.Buffer
	here := func(evidence.Photo) (console.Picture, bool) {
		return console.Picture{Source: "data:image/png;base64,AA==", Link: "view.jpg"}, true
	}
	if err := console.Evidence(&b, console.EvidencePage{Named: named, Lang: lang, Other: "?lang=en", Home: home, Pictures: here, Offset: 480}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageSaysWhatHappened(t *testing.T) {
	c, w := live(t)
	tests := []struct {
		promise string
		id      syncproto.EventID
		zh, en  []string
	}{
		{"a confirmed visit", w.Visit.ID, []string{"张桂兰亲自确认:李国华这天来过", "诺江镇 石牛嘴村", "2026年11月19日", "星期四", "待了一整天", "5 小时 20 分"},
			[]string{"Thursday, 19 November 2026", "They stayed the day", "5 h 20 min"}},
		{"a deed", w.Deed.ID, []string{"水泥路 120 米", "路修好了", "满意", "何大山、张桂兰", "36800.00 元", "材料由村民自筹一半", "照片上拍的是不是标题说的事"},
			[]string{"What this record does not prove", "何大山, 张桂兰", "their own card or PIN"}},
		{"nobody confirmed", w.Waiting.ID, []string{"还没有群众确认", "没有确认不等于没来"}, []string{"does not mean that nobody came"}},
		{"denied", w.Denied.ID, []string{"说法不一", "没有来"}, []string{"Accounts differ"}},
	}
	for _, test := range tests {
		t.Run(test.promise, func(t *testing.T) {
			named := load(t, c, test.id)
			for lang, wants := range map[words.Lang][]string{words.Chinese: test.zh, words.English: test.en} {
				page := render(t, named, lang)
				for _, want := range wants {
					if !strings.Contains(narrow(page), narrow(want)) {
						t.Errorf("%s: no %q", lang, want)
					}
				}
				if missing := regexp.MustCompile(`\[page\.[a-z_.0-9]*\]|\{[a-z]+\}`).FindString(withoutStyle(page)); missing != "" {
					t.Errorf("%s: %q is no text", lang, missing)
				}
				if !strings.Contains(page, `<html lang="`+string(lang)+`">`) {
					t.Errorf("%s: the page does not say its language", lang)
				}
			}
		})
	}
}

func withoutStyle(page string) string {
	return regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, "")
}

// The page must work from a disk, for a screen reader, and under its own policy.
func TestThePageNeedsNothingFromOutside(t *testing.T) {
	c, w := live(t)
	page := render(t, load(t, c, w.Deed.ID), words.Chinese)
	for _, forbidden := range []string{"<script", "http://", "https://", "@import", "url(", " on"} {
		if strings.Contains(regexp.MustCompile(`>[^<]*<`).ReplaceAllString(page, "><"), forbidden) {
			t.Errorf("the page has %q", forbidden)
		}
	}
	for _, wanted := range []string{"<main>", "<header>", "<footer>", `aria-labelledby="verdict"`, `alt="`, `name="viewport"`, "<details>"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page lacks %q", wanted)
		}
	}
	holdsPolicy(t, page, "style")
}

func TestTheOtherPagesKeepThePolicy(t *testing.T) {
	var enter, about, trouble bytes.Buffer
	if err := console.Enter(&enter, words.English, "通江县"); err != nil {
		t.Fatal(err)
	}
	if err := console.About(&about, words.Chinese, "通江县"); err != nil {
		t.Fatal(err)
	}
	if err := console.Trouble(&trouble, console.TroublePage{Lang: words.Chinese, Status: 404, Code: "not_found"}); err != nil {
		t.Fatal(err)
	}
	holdsPolicy(t, trouble.String(), "style")
	holdsPolicy(t, enter.String(), "style")
	holdsPolicy(t, enter.String(), "script")
	holdsPolicy(t, about.String(), "style")
}

// holdsPolicy: what stands between the tags is what the policy's hash allows.
func holdsPolicy(t *testing.T, page, tag string) {
	t.Helper()
	found := regexp.MustCompile(`(?s)<` + tag + `>(.*?)</` + tag + `>`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no <%s>", tag)
	}
	sum := sha256.Sum256([]byte(found[1]))
	if !strings.Contains(console.Policy(), base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("the policy forbids the page's own <%s>", tag)
	}
}

// troubles are the codes with which a page can end; each is also the end of a key of errors.api.
var troubles = []string{"bad_request", "code_refused", "forbidden", "internal", "no_session", "not_allowed", "not_found", "photo_absent",
	"session_ended", "too_large", "unavailable"}

// Every stable word that a record or a check may hold has its text.
func TestEveryWordHasAText(t *testing.T) {
	families := map[string][]string{
		"headline": {"confirmed_visit", "confirmed_deed", "confirmed_by_code_visit", "confirmed_by_code_deed", "inferred_visit", "inferred_deed",
			"waiting_visit", "waiting_deed", "disputed_visit", "disputed_deed", "withdrawn_visit", "withdrawn_deed"},
		"stay": {"passed", "part", "day", "night"}, "satisfaction": {"yes", "partly", "no"}, "where": {"household", "office", "elsewhere"},
		"signed": {"card", "pin", "paper_code", "drawn", "voice"}, "means": {"card", "pin", "paper_code", "drawn", "voice"},
		"form": {"same_phone", "qr", "visit_code", "word"}, "signer": {"same_phone", "qr", "visit_code", "word"},
		"activity": {"household_visit", "survey", "courtyard_meeting", "onsite_meeting", "guidance", "training", "committee_meeting", "paperwork", "works", "other"},
		"category": {"other", "road", "water", "medical", "schooling", "communication", "television", "income", "works"},
		"origin":   {"villager", "survey", "above"}, "place": {"inside", "outside", "unknown", "not_asked"}, "datum": {"none", "wgs84", "gcj02"},
		"accuracy": {"unknown", "within_10m", "within_50m", "within_200m", "within_1km", "worse"}, "unlock": {"none", "session", "pin", "card"},
		"custody": {"own", "shared_hardware", "shared", "cadre"}, "part": {"manifest", "thumbnail", "view", "original"},
		"pictures": {"none", "due", "made", "failed"}, "verdict": {"yes", "no"}, "state": {"proven", "attested", "open", "damaged"},
		"dispute": {"no_visit", "no_deed", "differs", "fork"}, "signature": {"held", "broken", "none"}, "kind": {"visit", "deed"},
		"role": {"leader", "cadre", "first_secretary", "none"}, "arrival": {"household", "office", "elsewhere"}, "stayed": {"passed", "part", "day", "night"},
		"note": {"several_villages"}, "why": {string(duty.WhySaid), string(duty.WhyMeasured), string(duty.WhyWithdrawn), string(duty.WhyDisputed),
			string(duty.WhyAhead), string(duty.WhyWaiting), string(duty.WhyInferred), string(duty.WhyGrade), string(duty.WhyElsewhere), string(duty.WhyOffice),
			string(duty.WhyNoLength), string(duty.WhyTooShort), string(duty.WhyOtherVillage)},
		"remedy":  append([]string{"waiting_visit", "waiting_deed", "confirmed_by_code", "inferred", "disputed", "withdrawn", "otherwise"}, troubles...),
		"trouble": troubles,
		"flag": {"several_villages", "office_only", "entered_later", "sole_beneficiary", "log_forked", "photo_unlike",
			"day_ahead", "day_long_before", "card_unknown", "pin_unknown", "sheet_unknown", "sheet_names", "sheet_signs"},
		"limit": {dossier.LimitHolder, dossier.LimitClock, dossier.LimitLeftOut, dossier.LimitSameBook, dossier.LimitNames, dossier.LimitVouching, dossier.LimitMeans,
			dossier.LimitShows, dossier.LimitTaken, dossier.LimitCustodyOwn, dossier.LimitCustodyHardware, dossier.LimitCustodyShared, dossier.LimitCustodyCadre},
		"check": {dossier.WhatMember, dossier.WhatSeal, dossier.WhatCounty, dossier.WhatCheckpoint, dossier.WhatLedger, dossier.WhatReceipt,
			dossier.WhatEnrolment, dossier.WhatAdmission, dossier.WhatDeviceSignature, dossier.WhatRotation, dossier.WhatChain, dossier.WhatSubject,
			dossier.WhatPersonKey, dossier.WhatPersonalSignature, dossier.WhatStanding, dossier.WhatPhoto, dossier.WhatNotBefore, dossier.WhatNotAfter,
			dossier.WhatGrade},
	}
	for _, code := range []syncproto.Code{syncproto.CodeFork, syncproto.CodeBadProof, syncproto.CodeNotVouched, syncproto.CodeNotAppointed,
		syncproto.CodeOwnDeed, syncproto.CodeKin, syncproto.CodeNoKey} {
		families["remedy"] = append(families["remedy"], code.String())
	}
	for code := syncproto.CodeUnknownPerson; code <= syncproto.CodeNoKey; code++ {
		families["reason"] = append(families["reason"], code.String())
	}
	families["reason"] = append(families["reason"], syncproto.CodeFork.String())
	for g := syncproto.GradeWaiting; g <= syncproto.GradeWithdrawn; g++ {
		families["grade"], families["meaning"] = append(families["grade"], g.String()), append(families["meaning"], g.String())
	}
	for family, list := range families {
		for _, word := range list {
			for _, lang := range []words.Lang{words.Chinese, words.English} {
				if key := "page." + family + "." + word; strings.HasPrefix(lang.Text(key), "[") {
					t.Errorf("%s has no text for %s", lang, key)
				}
			}
		}
	}
}
