package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

// civilOffset is civil time in the whole of China, UTC+8, in minutes.
const civilOffset = 480

// fullWidthColon is what a Chinese keyboard types.
const fullWidthColon = "\uff1a"

var errNotANumber = errors.New("not a number of that kind")

// dayOf reads a date; nothing typed is today.
func dayOf(typed string) (syncproto.Day, error) {
	if typed == "" {
		return syncproto.DayOf(time.Now().UnixMilli(), civilOffset), nil
	}
	day, err := syncproto.ParseDay(typed)
	if err != nil {
		return 0, terminal.Misuse(err, "errors.date.wrong", "text", typed)
	}
	return day, nil
}

// minutesOf reads a time of day as minutes after midnight, up to a most; nil when nothing was typed.
func minutesOf(typed string, most int) (*uint16, error) {
	if typed == "" {
		return nil, nil
	}
	hours, minutes, ok := strings.Cut(strings.ReplaceAll(typed, fullWidthColon, ":"), ":")
	h, errHours := strconv.ParseUint(hours, 10, 8)
	m, errMinutes := strconv.ParseUint(minutes, 10, 8)
	if !ok || errHours != nil || errMinutes != nil || m > 59 || int(h*60+m) > most {
		return nil, terminal.Misuse(errNotANumber, "errors.time.wrong", "text", typed)
	}
	claimed := uint16(h*60 + m)
	return &claimed, nil
}

// fenOf reads an amount of yuan as fen, exactly; nil when nothing was typed.
func fenOf(typed string) (*uint64, error) {
	if typed == "" {
		return nil, nil
	}
	yuan, cents, _ := strings.Cut(typed, ".")
	whole, err := strconv.ParseUint(yuan, 10, 50)
	part, errPart := strconv.ParseUint((cents + "00")[:2], 10, 8)
	if err != nil || errPart != nil || len(cents) > 2 {
		return nil, terminal.Misuse(errNotANumber, "errors.cost.wrong", "text", typed)
	}
	fen := whole*100 + part
	return &fen, nil
}

// taskOf reads a task's id as the task table shows it; nil when nothing was typed.
func taskOf(typed string) (*syncproto.EventID, error) {
	if typed == "" {
		return nil, nil
	}
	id, err := syncproto.ParseEventID(typed)
	if err != nil {
		return nil, terminal.Misuse(err, "errors.task.wrong", "text", typed)
	}
	return &id, nil
}
