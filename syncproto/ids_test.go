package syncproto_test

import (
	"strings"
	"testing"

	"zhucun/syncproto"
)

func TestDaysAreCivilDates(t *testing.T) {
	const minute, china = int64(60_000), 480
	midnight := int64(20_775)*1440*minute - china*minute // in China
	for _, c := range []struct {
		ms   int64
		want syncproto.Day
	}{{midnight, 20_775}, {midnight - 1, 20_774}, {midnight + 1440*minute - 1, 20_775}, {0, 0}, {-china*minute - 1, -1}} {
		if got := syncproto.DayOf(c.ms, china); got != c.want {
			t.Errorf("%d ms is day %d, want %d", c.ms, got, c.want)
		}
	}
	day, err := syncproto.ParseDay("2026-11-18")
	if err != nil || day != 20_775 || day.String() != "2026-11-18" {
		t.Errorf("day %d %s (%v)", day, day, err)
	}
	for date, length := range map[string]int{"2028-02-29": 29, "2026-02-01": 28, "2026-12-31": 31} {
		day, err := syncproto.ParseDay(date)
		if err != nil {
			t.Fatal(err)
		}
		if first, got := day.Month(); got != length || first.String() != date[:8]+"01" {
			t.Errorf("the month of %s begins at %s and has %d days, want %d", date, first, got, length)
		}
	}
	for _, text := range []string{"", "2026-02-29", "18.11.2026"} {
		if _, err := syncproto.ParseDay(text); err == nil {
			t.Errorf("%q is a date", text)
		}
	}
}

func TestHashesComeBack(t *testing.T) {
	want := syncproto.HashOf([]byte("x"))
	if got, err := syncproto.ParseHash(want.String()); err != nil || got != want {
		t.Errorf("%s (%v)", got, err)
	}
	for _, text := range []string{"", want.String()[:63], want.String() + "0", want.String()[:63] + "g"} {
		if _, err := syncproto.ParseHash(text); err == nil {
			t.Errorf("%q is a hash", text)
		}
	}
}

func TestACountyHasItsVillages(t *testing.T) {
	if !syncproto.County(511_921).Has(511_921_100_200) || syncproto.County(511_922).Has(511_921_100_200) {
		t.Error("a village is told from its county's code")
	}
}

func TestAnEventsIDHasOneForm(t *testing.T) {
	id := syncproto.EventID{Log: syncproto.LogID{0xab, 1}, Seq: 12}
	for _, seq := range []uint64{1, 12, syncproto.MaxSeq} {
		id.Seq = seq
		if got, err := syncproto.ParseEventID(id.String()); err != nil || got != id {
			t.Errorf("%s: got %v, %v", id, got, err)
		}
	}
	id.Seq = 12
	for _, text := range []string{"", "-", "-12", id.String() + "0x", strings.ToUpper(id.String()), strings.Replace(id.String(), "-12", "-012", 1),
		strings.Replace(id.String(), "-12", "-0", 1), strings.Replace(id.String(), "-12", "-+12", 1), strings.TrimPrefix(id.String(), "ab"), id.String() + "-1",
		syncproto.ID(id.Log, syncproto.MaxSeq+1).String()} {
		if _, err := syncproto.ParseEventID(text); err == nil {
			t.Errorf("%q is an id", text)
		}
	}
}

func TestNumbersOfAnEventHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, name := range []string{syncproto.WhereElsewhere.String(), syncproto.ActivityOther.String(), syncproto.PlaceOutside.String(), syncproto.DatumGCJ02.String(),
		syncproto.CategoryWorks.String(), syncproto.OriginAbove.String(), syncproto.UnlockCard.String(), syncproto.ByWord.String(), syncproto.VerdictNo.String(),
		syncproto.MeansVoice.String(), syncproto.CustodyCadre.String(), syncproto.StayNight.String(), syncproto.PartlySatisfied.String()} {
		names[name] = true
	}
	for _, want := range []string{"elsewhere", "other", "outside", "gcj02", "works", "above", "card", "word", "no", "voice", "cadre", "night", "partly"} {
		if !names[want] {
			t.Errorf("%q is not among %v", want, names)
		}
	}
	if got := syncproto.Where(3).String() + syncproto.Stay(4).String() + syncproto.Means(0).String(); got != "" {
		t.Errorf("what no decoder lets through is called %q", got)
	}
}
