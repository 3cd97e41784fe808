package duty

import (
	"fmt"
	"slices"
	"testing"

	"zhucun/server/project/phonetest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

const faraway = syncproto.Village(511921101200)

// team is five posts in two villages, as the roster's file has them, one of which ended before the month of day 20000.
func team() *roster.Roster {
	term := roster.Term{From: 1, To: syncproto.MaxDay}
	post := func(person syncproto.Person, village syncproto.Village, role roster.Role) roster.Member {
		return roster.Member{Person: person, Village: village, Role: role, Term: term}
	}
	ended := post(6, phonetest.Shanwan, roster.Leader)
	ended.Term.To = 19_000
	return roster.New(roster.Tables{Members: []roster.Member{post(5, phonetest.Shanwan, roster.Cadre), post(2, phonetest.Shanwan, roster.Leader),
		post(3, faraway, roster.FirstSecretary), ended, post(1, phonetest.Shanwan, roster.FirstSecretary)}})
}

// put has persons sign in on days after day 20000.
func put(t *testing.T, db store.Store, visits ...store.Visit) {
	t.Helper()
	o := phonetest.NewOffice(t, db)
	o.Update(func(tx store.Tx) error {
		for i, v := range visits {
			v.ID.Seq = uint64(i + 1)
			if err := tx.PutVisit(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func came(person syncproto.Person, village syncproto.Village, day syncproto.Day) store.Visit {
	v := one()
	v.Meeting = store.Meeting{Person: person, Village: village, Day: day}
	return v
}

func lines(t *testing.T, db store.Store, asked Asked) (list []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx store.Tx) error {
		figures, err := StandardRule().Sheet(tx, team(), asked)
		for _, f := range figures {
			list = append(list, fmt.Sprintf("%s %d %s %d", f.Village.String()[6:], f.Person, f.Role, f.Counted()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Nobody is ranked: whatever counts, the order is the roster's.
func TestASheetStandsInTheOrderOfTheRoster(t *testing.T) {
	db := memory.New()
	put(t, db, came(1, phonetest.Shanwan, 20_000), came(1, phonetest.Shanwan, 20_001), came(9, phonetest.Shanwan, 20_002), came(7, phonetest.Shanwan, 20_002),
		came(2, phonetest.Shanwan, 20_001), came(3, faraway, 20_003))
	shanwan := phonetest.Shanwan.String()[6:]
	want := []string{shanwan + " 5 cadre 0", shanwan + " 2 leader 1", shanwan + " 1 first_secretary 2", shanwan + " 7  1", shanwan + " 9  1"}
	if got := lines(t, db, Asked{Day: 20_001, Place: phonetest.Shanwan.String()}); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got, all := lines(t, db, Asked{Day: 20_001}), append([]string{faraway.String()[6:] + " 3 first_secretary 1"}, want...); !slices.Equal(got, all) {
		t.Errorf("county: got %q\nwant %q", got, all)
	}
	if got := lines(t, db, Asked{Day: 20_001, Person: 1}); !slices.Equal(got, want[2:3]) {
		t.Errorf("person: got %q\nwant %q", got, want[2:3])
	}
	if got := lines(t, db, Asked{Day: 20_040, Person: 1}); !slices.Equal(got, []string{shanwan + " 1 first_secretary 0"}) {
		t.Errorf("another month: got %q", got)
	}
}

// A day that counts for a village outside the place does not count inside it as well, and what was outside is not shown.
func TestADayElsewhereDecidesAndIsNotShown(t *testing.T) {
	db := memory.New()
	longer := came(1, faraway, 20_000)
	longer.LeftAfter = new(uint64(8 * 3600))
	put(t, db, came(1, phonetest.Shanwan, 20_000), longer)
	err := db.View(t.Context(), func(tx store.Tx) error {
		figures, err := StandardRule().Sheet(tx, team(), Asked{Day: 20_000, Place: phonetest.Shanwan.String(), Person: 1})
		if len(figures) != 1 || len(figures[0].Days) != 1 || figures[0].Days[0].Why != WhyOtherVillage {
			t.Errorf("got %+v; want one day, which another village has", figures)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
