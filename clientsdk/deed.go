package clientsdk

import (
	"context"
	"slices"

	"zhucun/clientsdk/journal"
	"zhucun/syncproto"
)

// Deed is one thing done for households. Zero values of Person, Village and Day are filled in as for [SignIn]; of Origin: a villager.
type Deed struct {
	Person     syncproto.Person
	Village    syncproto.Village
	Day        syncproto.Day
	Title      string
	Category   syncproto.Category
	Households []syncproto.Household // in any order
	Origin     syncproto.Origin
	Cost       *uint64 // fen
	Task       *syncproto.EventID
}

// Deed keeps a deed.
func (p *Phone) Deed(ctx context.Context, by syncproto.Actor, d Deed) (Written, error) {
	if d.Day == 0 {
		d.Day = p.today()
	}
	if d.Origin == 0 {
		d.Origin = syncproto.OriginVillager
	}
	households := append([]syncproto.Household{}, d.Households...)
	slices.Sort(households)
	households = slices.Compact(households)
	return p.record(ctx, by, func(w *journal.Writer, _ journal.Place) (syncproto.Body, error) {
		var err error
		if d.Person == 0 {
			if d.Person, err = personOf(ctx, w, by.Local()); err != nil {
				return nil, err
			}
		}
		if d.Village, err = village(ctx, w, by.Local(), d.Village); err != nil {
			return nil, err
		}
		return syncproto.Deed{Person: d.Person, Village: d.Village, Day: d.Day, Title: d.Title, Category: d.Category, Households: households,
			Origin: d.Origin, Cost: d.Cost, Task: d.Task}, nil
	})
}
