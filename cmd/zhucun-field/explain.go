package main

import (
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// hints are the errors of the client that say the same whatever was being done.
var hints = []struct {
	err error
	key string
}{
	{clientsdk.ErrNotEnrolled, "errors.phone.not_enrolled"},
	{clientsdk.ErrEnrolled, "errors.phone.enrolled"},
	{clientsdk.ErrInUse, "errors.phone.in_use"},
	{clientsdk.ErrNewerFormat, "errors.phone.newer"},
	{clientsdk.ErrNotAJournal, "errors.phone.not_ours"},
	{clientsdk.ErrNoSecret, "errors.phone.no_secret"},
	{clientsdk.ErrWrongDevice, "errors.phone.wrong_device"},
	{clientsdk.ErrDiskFull, "errors.phone.disk_full"},
	{clientsdk.ErrIncomplete, "errors.signin.first"},
	{clientsdk.ErrWeakPIN, "errors.pin.weak"},
	{clientsdk.ErrHasKey, "errors.person.has_key"},
	{clientsdk.ErrNotYours, "errors.correct.not_own"},
	{clientsdk.ErrNotAVisit, "errors.confirm.shown"},
}

// explain gives an error of the client the words of the catalogue, unless the command already did.
func explain(err error, dir string) error {
	var explained *terminal.Hint
	if err == nil || errors.As(err, &explained) {
		return err
	}
	for _, hint := range hints {
		if errors.Is(err, hint.err) {
			return terminal.Explain(err, hint.key, "folder", dir)
		}
	}
	if errors.Is(err, syncproto.ErrMalformed) || errors.Is(err, syncproto.ErrOverLimit) {
		return terminal.Misuse(err, "errors.record.wrong")
	}
	return err
}
