package main

import (
	"testing"

	"zhucun/syncproto"
)

func TestTimesAreMinutesAfterMidnight(t *testing.T) {
	for typed, want := range map[string]uint16{"0:00": 0, "08:30": 510, "8:30": 510, "8\uff1a30": 510, "23:59": 1439} {
		if got, err := minutesOf(typed, syncproto.MaxClaimed); err != nil || *got != want {
			t.Errorf("%s: got %v, %v, want %d", typed, got, err, want)
		}
	}
	if got, err := minutesOf("25:10", syncproto.MaxClaimedOut); err != nil || *got != 1510 {
		t.Errorf("past midnight: got %v, %v, want 1510", got, err)
	}
	for _, typed := range []string{"24:00", "8", "8:60", "-1:00", "half past", "8:", ":5", "999:00"} {
		if got, err := minutesOf(typed, syncproto.MaxClaimed); err == nil {
			t.Errorf("%q: got %d, want an error", typed, *got)
		}
	}
	if got, err := minutesOf("", syncproto.MaxClaimed); got != nil || err != nil {
		t.Errorf("nothing typed: got %v, %v", got, err)
	}
}

func TestYuanAreExactFen(t *testing.T) {
	for typed, want := range map[string]uint64{"0": 0, "1": 100, "1200.5": 120050, "1200.50": 120050, "0.01": 1, "3.": 300} {
		if got, err := fenOf(typed); err != nil || *got != want {
			t.Errorf("%s: got %v, %v, want %d", typed, got, err, want)
		}
	}
	for _, typed := range []string{"-1", "1.005", "1,000", "1.x", ".", "1e3", "99999999999999999999"} {
		if got, err := fenOf(typed); err == nil {
			t.Errorf("%q: got %d, want an error", typed, *got)
		}
	}
}

func TestTaskIDsAreReadAsTheyArePrinted(t *testing.T) {
	want := syncproto.ID(syncproto.LogID{1, 2, 3}, 77)
	if got, err := taskOf(want.String()); err != nil || *got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, typed := range []string{"77", "0102-77", want.Log.String(), want.Log.String() + "-0", "x-1"} {
		if got, err := taskOf(typed); err == nil {
			t.Errorf("%q: got %v, want an error", typed, got)
		}
	}
}

func TestADayIsADate(t *testing.T) {
	if got, err := dayOf("2026-11-23"); err != nil || got.String() != "2026-11-23" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, typed := range []string{"23.11.2026", "2026-02-30", "yesterday"} {
		if got, err := dayOf(typed); err == nil {
			t.Errorf("%q: got %v, want an error", typed, got)
		}
	}
	if today, err := dayOf(""); err != nil || today < 20_000 {
		t.Errorf("today: got %v, %v", today, err)
	}
}
