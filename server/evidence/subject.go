package evidence

import (
	"zhucun/server/store"
	"zhucun/syncproto"
)

func signinOf(s Statement, body syncproto.SignIn) *SignIn {
	return &SignIn{Statement: s, Sheet: uint32(body.Sheet), Supervisor: uint32(body.Supervisor), Where: body.Where.String(),
		Activity: body.Activity.String(), Claimed: body.Claimed, Paper: body.Paper, Place: placeOf(body.Place)}
}

func deedOf(s Statement, body syncproto.Deed) *Deed {
	deed := &Deed{Statement: s, Title: body.Title, Category: body.Category.String(), Households: []uint32{}, Origin: body.Origin.String(),
		Cost: body.Cost}
	for _, household := range body.Households {
		deed.Households = append(deed.Households, uint32(household))
	}
	if body.Task != nil {
		deed.Task = body.Task.String()
	}
	return deed
}

func correctionOf(s Statement, body syncproto.Correction, row store.Event) Correction {
	c := Correction{Statement: s, Withdraws: row.About.String(), Reason: body.Reason}
	if body.Replacement != nil {
		if id, ok := body.Replacement.Resolve(row.ID); ok {
			c.Replacement = id.String()
		}
	}
	return c
}
