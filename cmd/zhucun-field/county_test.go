package main

import (
	"slices"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"zhucun/clientsdk/countytest"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// county is what a story's county is kept under.
type county struct{}

// countyCode hands out a one-time code: county-code FILE [ERROR], where the error is what the server will say to it.
func countyCode(ts *testscript.TestScript, neg bool, args []string) {
	var refusal syncproto.Code
	if len(args) > 1 {
		refusal = codeNamed(ts, args[1])
	}
	writeText(ts, args[0], countyOf(ts).Code(drawn(args[0]), refusal).Printed())
}

// countyInvitation writes an invitation as a picture, with the county's pins or, asked for that, with those of other keys:
// county-invitation FILE [others].
func countyInvitation(ts *testscript.TestScript, neg bool, args []string) {
	c := countyOf(ts)
	invitation := syncproto.Invitation{Code: c.Code(drawn(args[0]), 0), Address: ts.Getenv("COUNTY"), Pins: c.Pins()}
	if len(args) > 1 {
		invitation.Pins = countytest.New(2, 511921).Pins()
	}
	picture, err := terminal.QRPNG(invitation.Text(), 600)
	ts.Check(err)
	writeBytes(ts, args[0], picture)
}

// countySays puts a notice into the next answer, of a record where one is named: county-says ERROR [RECORD].
func countySays(ts *testscript.TestScript, neg bool, args []string) {
	notice := syncproto.Notice{Code: codeNamed(ts, args[0])}
	if len(args) > 1 {
		seq, err := strconv.ParseUint(args[1], 10, 62)
		ts.Check(err)
		notice.Seq = &seq
	}
	countyOf(ts).Say(notice)
}

// countyWants asks for all originals.
func countyWants(ts *testscript.TestScript, neg bool, args []string) { countyOf(ts).Want() }

// countyCannotOpen tells of every photo that the county has that no picture could be made of it.
func countyCannotOpen(ts *testscript.TestScript, neg bool, args []string) { countyOf(ts).CannotOpen() }

// countyForges makes the server sign with a key that is not the county's. Forge takes no lock: counting the requests before and after it does.
func countyForges(ts *testscript.TestScript, neg bool, args []string) {
	c := countyOf(ts)
	c.Requests()
	c.Forge()
	c.Requests()
}

// countyIsContent fails when the phone broke a promise of the protocol.
func countyIsContent(ts *testscript.TestScript, neg bool, args []string) {
	if complaints := countyOf(ts).Complaints(); len(complaints) > 0 {
		ts.Fatalf("the county complains: %v", complaints)
	}
}

func countyOf(ts *testscript.TestScript) *countytest.County {
	return ts.Value(county{}).(*countytest.County)
}

func codeNamed(ts *testscript.TestScript, name string) syncproto.Code {
	codes := syncproto.Codes()
	i := slices.IndexFunc(codes, func(code syncproto.Code) bool { return code.String() == name })
	if i < 0 {
		ts.Fatalf("there is no error %s", name)
	}
	return codes[i]
}
