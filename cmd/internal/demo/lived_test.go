package demo

import (
	"slices"
	"testing"
	"time"
)

// A household's phone lives its week with the phone it confirms for, and is told of too.
func TestEveryPhoneOfTheWeekIsToldOf(t *testing.T) {
	var told []int
	d := &Demo{cast: castOf(t.TempDir(), make([]site, phones), time.Unix(1_795_000_000, 0))}
	d.Say = func(_ string, args ...any) { told = append(told, args[slices.Index(args, "phone")+1].(int)) }
	for i, h := range d.cast {
		if i != hearsAloud && i != readsQR {
			d.lived(&story{handset: h, number: i})
		}
	}
	slices.Sort(told)
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; !slices.Equal(told, want) {
		t.Errorf("told of phones %v, want %v", told, want)
	}
}
