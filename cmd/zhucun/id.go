package main

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"zhucun/cmd/internal/terminal"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// shortest is how many digits of a phone's id are shown at least, and taken at least.
const shortest = 8

var (
	errNotID     = errors.New("not an id")
	errAmbiguous = errors.New("several phones have ids that begin so")
)

// fill reads hexadecimal digits of an exact length. The key's text says of what kind.
func fill(id []byte, digits, key string) error {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != len(id) {
		return terminal.Misuse(errNotID, key, "digits", 2*len(id), "text", digits)
	}
	copy(id, raw)
	return nil
}

// findPhone finds the one phone whose id begins with the digits; store.ErrNotFound.
func findPhone(tx store.Tx, digits string) (syncproto.LogID, error) {
	if len(digits) < shortest || strings.Trim(digits, "0123456789abcdef") != "" {
		return syncproto.LogID{}, terminal.Misuse(errNotID, "errors.id.phone", "text", digits)
	}
	logs, err := tx.LogsIn("")
	if err != nil {
		return syncproto.LogID{}, err
	}
	var found []syncproto.LogID
	for _, log := range logs {
		if strings.HasPrefix(log.ID.String(), digits) {
			found = append(found, log.ID)
		}
	}
	switch len(found) {
	case 0:
		return syncproto.LogID{}, store.ErrNotFound
	case 1:
		return found[0], nil
	}
	return syncproto.LogID{}, terminal.Misuse(errAmbiguous, "errors.id.ambiguous", "text", digits)
}

// findRecord finds the id of a record as visits list prints it: the first digits of the phone's id, a hyphen, the number of the record on that phone.
func findRecord(tx store.Tx, text string) (syncproto.EventID, error) {
	phone, number, _ := strings.Cut(text, "-")
	seq, err := strconv.ParseUint(number, 10, 62)
	if err != nil || seq == 0 || len(phone) < shortest || strings.Trim(phone, "0123456789abcdef") != "" {
		return syncproto.EventID{}, terminal.Misuse(errNotID, "errors.id.record", "text", text)
	}
	log, err := findPhone(tx, phone)
	return syncproto.ID(log, seq), err
}

// shortener gives ids as few digits as tell all phones of the county apart.
func shortener(tx store.Tx) (func(syncproto.EventID) string, error) {
	logs, err := tx.LogsIn("")
	if err != nil {
		return nil, err
	}
	digits := shortest
	seen := map[string]bool{}
	for i := 0; i < len(logs); i++ {
		short := logs[i].ID.String()[:digits]
		if seen[short] && digits < 2*len(syncproto.LogID{}) {
			digits, i, seen = digits+1, -1, map[string]bool{}
			continue
		}
		seen[short] = true
	}
	return func(id syncproto.EventID) string {
		return id.Log.String()[:digits] + "-" + strconv.FormatUint(id.Seq, 10)
	}, nil
}
