package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// stories is how many there are at least: a pattern that matches nothing must not pass.
const stories = 12

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"zhucun-field": main})
}

func TestStories(t *testing.T) {
	found, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(found) < stories {
		t.Fatalf("found %d stories, %v, want %d", len(found), err, stories)
	}
	photos, err := filepath.Abs("../../testdata/photos")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ZHUCUN_LANG", "en")
			env.Setenv("ZHUCUN_FIELD_DIR", filepath.Join(env.WorkDir, "phone"))
			env.Setenv("PHOTOS", photos)
			env.Values[county{}] = countytest.New(1, 511921)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"card": makeCard, "code": makeCode, "invitation": makeInvitation, "cut": cutFile, "hold": holdPhone, "newer": makeNewer,
			"county": startCounty, "county-code": countyCode, "county-invitation": countyInvitation, "county-says": countySays,
			"county-wants": countyWants, "county-forges": countyForges, "county-is-content": countyIsContent,
			"real-county": startRealCounty, "real-slips": realSlips,
		},
	})
}

// makeCard writes the household's card of a number as its printed text and as a picture: card NAME NUMBER.
func makeCard(ts *testscript.TestScript, neg bool, args []string) {
	card, err := syncproto.NewCard(drawn(args[1]))
	ts.Check(err)
	picture, err := terminal.QRPNG(card.QR(), 200)
	ts.Check(err)
	writeText(ts, args[0]+".txt", card.Printed())
	writeBytes(ts, args[0]+".png", picture)
}

// makeCode writes a one-time code of a number: code NAME NUMBER.
func makeCode(ts *testscript.TestScript, neg bool, args []string) {
	writeText(ts, args[0], codeOf(ts, args[1]).Printed())
}

// makeInvitation writes an invitation to an address as its text and as a picture: invitation NAME NUMBER ADDRESS.
func makeInvitation(ts *testscript.TestScript, neg bool, args []string) {
	text := syncproto.Invitation{Code: codeOf(ts, args[1]), Address: args[2]}.Text()
	picture, err := terminal.QRPNG(text, 200)
	ts.Check(err)
	writeText(ts, args[0]+".txt", text)
	writeBytes(ts, args[0]+".png", picture)
}

// cutFile copies the first bytes of a file: cut FROM TO BYTES.
func cutFile(ts *testscript.TestScript, neg bool, args []string) {
	whole, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	size, err := strconv.Atoi(args[2])
	ts.Check(err)
	writeBytes(ts, args[1], whole[:size])
}

// holdPhone keeps the folder open until the story ends, as another program would: hold DIR.
func holdPhone(ts *testscript.TestScript, neg bool, args []string) {
	phone, err := clientsdk.Open(context.Background(), clientsdk.Config{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	ts.Defer(func() { _ = phone.Close() })
}

// makeNewer sets the journal's format number, which stands at byte 60 of an SQLite file, to one that nobody knows yet: newer FILE.
func makeNewer(ts *testscript.TestScript, neg bool, args []string) {
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = file.WriteAt([]byte{0, 0, 0, 99}, 60)
	ts.Check(err)
	ts.Check(file.Close())
}

func codeOf(ts *testscript.TestScript, number string) syncproto.OneTimeCode {
	code, err := syncproto.NewOneTimeCode(drawn(number))
	ts.Check(err)
	return code
}

func writeText(ts *testscript.TestScript, name, text string) {
	writeBytes(ts, name, []byte(text+"\n"))
}

func writeBytes(ts *testscript.TestScript, name string, data []byte) {
	ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o600))
}
