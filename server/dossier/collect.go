package dossier

import (
	"errors"

	"zhucun/server/evidence"
	"zhucun/server/store"
	"zhucun/syncproto"
	format "zhucun/syncproto/dossier"
	"zhucun/syncproto/proof"
)

// collector finds the events that a record rests on, and the segments that hold them.
type collector struct {
	Maker
	tx         store.Tx
	file       *file
	checkpoint proof.Signed
	kept       map[syncproto.Head]map[uint64]bool // seqs that stay readable
}

func (c *collector) collect() error {
	for _, statement := range statements(c.file.named.Record) {
		if err := c.keepStatement(statement); err != nil {
			return err
		}
	}
	for _, said := range c.file.named.Confirmations {
		if err := c.keepKey(said); err != nil {
			return err
		}
	}
	for _, log := range c.logs() {
		if err := c.addLog(log); err != nil {
			return err
		}
	}
	if err := c.addSegments(); err != nil {
		return err
	}
	c.file.add(format.CountyName, c.County.Encode())
	return nil
}

// statements are those of every event that the record shows.
func statements(r evidence.Record) []evidence.Statement {
	var list []evidence.Statement
	if r.SignIn != nil {
		list = append(list, r.SignIn.Statement)
	}
	if r.Deed != nil {
		list = append(list, r.Deed.Statement)
	}
	for _, e := range r.Confirmations {
		list = append(list, e.Statement)
	}
	for _, e := range r.SignOuts {
		list = append(list, e.Statement)
	}
	for _, e := range r.Corrections {
		list = append(list, e.Statement)
	}
	for _, e := range r.Notes {
		list = append(list, e.Statement)
	}
	for _, e := range r.Photos {
		list = append(list, e.Statement)
	}
	return list
}

// keepStatement keeps an event of the record and the one that says who its actor is.
func (c *collector) keepStatement(s evidence.Statement) error {
	id, err := syncproto.ParseEventID(s.ID)
	if err != nil {
		return err
	}
	rows, err := c.tx.EventsOfLog(id.Log, id.Seq, id.Seq)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Leaf.String() != s.Leaf {
			continue
		}
		c.keep(row)
		event, err := syncproto.DecodeEvent(row.Bytes)
		if err != nil {
			return err
		}
		return c.keepMember(id.Log, event.Actor.Local())
	}
	return store.ErrNotFound
}

func (c *collector) keep(row store.Event) {
	if c.kept[row.Head] == nil {
		c.kept[row.Head] = map[uint64]bool{}
	}
	c.kept[row.Head][row.ID.Seq] = true
}

func (c *collector) keepMember(log syncproto.LogID, local syncproto.Local) error {
	if local == 0 {
		return nil
	}
	member, err := c.tx.MemberOf(log, local)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.keepEvent(syncproto.ID(log, member.Seq))
}

func (c *collector) keepEvent(id syncproto.EventID) error {
	row, err := c.tx.Event(id)
	if err == nil {
		c.keep(row)
	}
	return err
}

// keepKey keeps the events that registered the key of a confirmation and wrapped it anew, and the one that says whose it is.
func (c *collector) keepKey(said evidence.Confirmation) error {
	if said.Key == nil {
		return nil
	}
	id, err := syncproto.ParseEventID(said.Key.Event)
	if err != nil {
		return err
	}
	key, err := c.tx.PersonKeyAt(id.Log, id.Seq)
	if err != nil {
		return err
	}
	if err := c.keepMember(id.Log, key.Local); err != nil {
		return err
	}
	if said.Key.Changed != "" {
		changed, err := syncproto.ParseEventID(said.Key.Changed)
		if err != nil {
			return err
		}
		if err := c.keepEvent(changed); err != nil {
			return err
		}
	}
	return c.keepEvent(id)
}
