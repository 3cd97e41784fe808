package main

import (
	"context"
	"errors"
	"strconv"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// subjectFlags say what is confirmed: a record of this phone, or one of another phone that was scanned, read aloud, or only told of.
type subjectFlags struct {
	Of        uint64 `help:"field.help.confirm_of" placeholder:"N" xor:"subject"`
	QR        string `name:"qr" help:"field.help.confirm_qr" placeholder:"TEXT" xor:"subject"`
	PNG       string `name:"png" help:"field.help.confirm_png" placeholder:"FILE" type:"path" xor:"subject"`
	VisitCode string `help:"field.help.confirm_visit_code" placeholder:"123456" xor:"subject"`
	Word      bool   `help:"field.help.confirm_word" xor:"subject"`
	Cadre     uint32 `help:"field.help.confirm_cadre" placeholder:"N"`
	Village   uint64 `help:"field.help.confirm_village" placeholder:"511921105201"`
	Sheet     uint32 `help:"field.help.confirm_sheet" placeholder:"N"`
	Day       string `help:"field.help.confirm_day" placeholder:"DATE"`
}

// subject is what a supervisor confirms, with what they are shown of it.
type subject struct {
	clientsdk.Subject
	said  syncproto.Body  // the sign-in or deed, where it is here or was scanned
	facts clientsdk.Facts // where it was only told of
}

var (
	errNotConfirmed = errors.New("neither a sign-in nor a deed")
	errFactsMissing = errors.New("cadre or village is not said")
)

func (f *subjectFlags) subject(ctx context.Context, t *terminal.Terminal, phone *clientsdk.Phone) (subject, error) {
	switch {
	case f.VisitCode != "" || f.Word:
		return f.told()
	case f.QR != "":
		return scannedSubject(f.QR)
	case f.PNG != "":
		text, err := scanPNG(f.PNG)
		if err != nil {
			return subject{}, err
		}
		return scannedSubject(text)
	}
	event, err := recordOr(ctx, t, phone, f.Of, syncproto.KindSignIn, 0)
	if err != nil {
		return subject{}, err
	}
	return subjectHere(event)
}

// subjectHere is a record of this phone.
func subjectHere(event clientsdk.Event) (subject, error) {
	switch event.Said.Body.(type) {
	case syncproto.SignIn, syncproto.Deed:
		return subject{Subject: clientsdk.OnThisPhone(event.ID.Seq), said: event.Said.Body}, nil
	}
	return subject{}, terminal.Explain(errNotConfirmed, "errors.confirm.kind", "number", event.ID.Seq)
}

// scannedSubject is what the other phone shows.
func scannedSubject(text string) (subject, error) {
	scanned, err := clientsdk.FromQR(text)
	return subject{Subject: scanned, said: scanned.Said()}, err
}

// told is a visit, or with no sheet a deed, that stands on a phone which cannot be scanned.
func (f *subjectFlags) told() (subject, error) {
	day, err := dayOf(f.Day)
	if err != nil {
		return subject{}, err
	}
	facts := clientsdk.Facts{Cadre: syncproto.Person(f.Cadre), Village: syncproto.Village(f.Village), Sheet: syncproto.Sheet(f.Sheet), Day: day}
	if facts.Cadre == 0 || facts.Village == 0 {
		return subject{}, terminal.Misuse(errFactsMissing, "errors.confirm.facts")
	}
	if f.Word {
		return subject{Subject: clientsdk.ByWord(facts), facts: facts}, nil
	}
	code, err := strconv.ParseUint(f.VisitCode, 10, 32)
	if err != nil || len(f.VisitCode) != 6 {
		return subject{}, terminal.Misuse(errNotANumber, "errors.confirm.visit_code", "text", f.VisitCode)
	}
	return subject{Subject: clientsdk.ByVisitCode(syncproto.VisitCode(code), facts), facts: facts}, nil
}

// supervisor is whom a sign-in names; 0 where none does.
func (s subject) supervisor() syncproto.Person {
	signIn, _ := s.said.(syncproto.SignIn)
	return signIn.Supervisor
}
