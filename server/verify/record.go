package verify

import (
	"errors"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func (e *judged) signin(s syncproto.SignIn) error {
	e.row.Meeting = &store.Meeting{Person: s.Person, Village: s.Village, Day: s.Day}
	if !e.Roster.KnowsPerson(s.Person) || !e.Roster.KnowsPerson(s.Supervisor) || !e.Roster.KnowsVillage(s.Village) {
		e.refuse(syncproto.CodeUnknownPerson)
	}
	return nil
}

func (e *judged) deed(d syncproto.Deed) error {
	e.row.Meeting = &store.Meeting{Deed: true, Person: d.Person, Village: d.Village, Day: d.Day}
	if !e.Roster.KnowsPerson(d.Person) || !e.Roster.KnowsVillage(d.Village) {
		e.refuse(syncproto.CodeUnknownPerson)
	}
	return nil
}

// pointAt resolves a ref that has to lead to an event of one of the kinds (any, when none is named).
func (e *judged) pointAt(ref syncproto.Ref, kinds ...syncproto.Kind) error {
	target, ok := ref.Resolve(e.row.ID)
	if !ok {
		e.wait(syncproto.CodeUnknownRef)
		return nil
	}
	e.row.About = &target
	found, err := e.eventAt(target)
	switch {
	case errors.Is(err, store.ErrNotFound):
		e.wait(syncproto.CodeUnknownRef)
		return nil
	case err != nil:
		return err
	}
	for _, kind := range kinds {
		if found.Kind == kind {
			return nil
		}
	}
	if len(kinds) > 0 {
		e.wait(syncproto.CodeUnknownRef)
	}
	return nil
}

func (e *judged) note(n syncproto.Note) error {
	if n.About == nil {
		return nil
	}
	return e.pointAt(*n.About)
}

// correction takes back an event of the same log and actor (SPEC.md section 5); what it may not take back stays.
func (e *judged) correction(c syncproto.Correction) error {
	if err := e.pointAt(c.Withdrawn); err != nil || e.row.Reason != 0 {
		return err
	}
	target, err := e.eventAt(*e.row.About)
	if err != nil {
		return err
	}
	if target.ID.Log != e.log.ID || target.Kind == syncproto.KindCorrection || target.Person != e.row.Person {
		e.wait(syncproto.CodeUnknownRef)
	}
	return nil
}

// photo names the manifest, so that its bytes are taken from this log at once, also when the event it shows has not come yet.
func (e *judged) photo(p syncproto.Photo) error {
	if err := e.pointAt(p.Shows); err != nil || e.row.About == nil {
		return err
	}
	if err := e.Tx.AddPhoto(store.Photo{ID: e.row.ID, Shows: *e.row.About, Manifest: p.Manifest}); err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	return e.Tx.NameBlob(store.NamedBlob{Log: e.log.ID, Hash: p.Manifest, Role: store.BlobManifest, Manifest: p.Manifest})
}
