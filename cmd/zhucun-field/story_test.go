package main

import (
	"bytes"
	"context"
	"errors"
	"log"
	"os"
	"os/exec"
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
const stories = 19

// TestMain builds the program that the stories run, as it is shipped: a story is some twenty processes, and each would pay for the race detector
// with a tenth of a second, for code that runs under it in package clientsdk's tests.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "zhucun-field")
	if err == nil {
		build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), ".")
		build.Env, build.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		err = build.Run()
	}
	if err == nil {
		err = os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	}
	if err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func TestStories(t *testing.T) {
	found, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(found) < stories {
		t.Fatalf("found %d stories, %v, want %d", len(found), err, stories)
	}
	run(t, "testdata")
}

// run runs the stories of a folder, each on a phone and with a county of its own.
func run(t *testing.T, dir string) {
	t.Helper()
	photos, err := filepath.Abs("../../testdata/photos")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ZHUCUN_LANG", "en")
			env.Setenv("ZHUCUN_FIELD_DIR", filepath.Join(env.WorkDir, "phone"))
			env.Setenv("PHOTOS", photos)
			env.Values[county{}] = countytest.New(1, 511921)
			env.Values[door{}] = new(doorway)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"zhucun-field": runField,
			"card":         makeCard, "code": makeCode, "invitation": makeInvitation, "cut": cutFile, "hold": holdPhone, "newer": makeNewer,
			"county": startCounty, "county-code": countyCode, "county-invitation": countyInvitation, "county-says": countySays,
			"county-wants": countyWants, "county-cannot-open": countyCannotOpen, "county-link": countyLink, "county-interrupts": countyInterrupts, "county-forges": countyForges, "county-is-content": countyIsContent,
			"real-county": startRealCounty, "real-slips": realSlips, "real-photo": realPhoto, "real-grade": realGrade,
			"exits": exitsWith, "photos-are": photosAre, "picture": makePicture,
		},
	})
}

// runField runs the program, which must do what it was asked or, negated, must not: zhucun-field ARGUMENT...
func runField(ts *testscript.TestScript, neg bool, args []string) {
	if err := ts.Exec("zhucun-field", args...); (err != nil) != neg {
		ts.Fatalf("it ended with %v", err)
	}
}

// exitsWith runs a command that must end with an exit code: exits CODE COMMAND...
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d (%v), want %s", got, err, args[0])
	}
}

// photosAre demands that a folder holds exactly these photos, byte for byte, each under its hash: photos-are FOLDER PHOTO...
func photosAre(ts *testscript.TestScript, neg bool, args []string) {
	var want []string
	for _, path := range args[1:] {
		data, err := os.ReadFile(ts.MkAbs(path))
		ts.Check(err)
		name := syncproto.HashOf(data).String() + ".jpg"
		kept, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), name))
		if err != nil || !bytes.Equal(kept, data) {
			ts.Fatalf("%s is not %s: %v", name, path, err)
		}
		want = append(want, name)
	}
	files, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) != len(want) {
		ts.Fatalf("%d files, want %d", len(files), len(want))
	}
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
