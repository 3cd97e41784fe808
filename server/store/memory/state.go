package memory

import (
	"golang.org/x/mod/sumdb/tlog"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// tx is every role on one state.
type tx struct{ *state }

var _ store.Tx = (*tx)(nil)

// seqOf is a place on a log, and what else tells rows there apart.
type seqOf[T comparable] struct {
	log  syncproto.LogID
	what T
}

// leafAt tells the events and visits of a fork apart.
type leafAt struct {
	id   syncproto.EventID
	leaf syncproto.Leaf
}

// named is what a blob is named by.
type named struct {
	log            syncproto.LogID
	hash, manifest syncproto.Hash
	role           store.BlobRole
}

// state is all tables.
type state struct {
	logs        table[syncproto.LogID, store.Log]
	logKeys     table[seqOf[syncproto.Head], store.LogKey]
	codes       table[syncproto.CodeID, store.Code]
	segments    table[syncproto.Head, store.Segment]
	waiting     table[syncproto.Hash, store.Waiting]
	members     table[seqOf[syncproto.Local], store.Member]
	personKeys  table[seqOf[uint64], store.PersonKey]
	events      table[leafAt, store.Event]
	visits      table[leafAt, store.Visit]
	photos      table[syncproto.EventID, store.Photo]
	blobs       table[named, store.NamedBlob]
	derivatives table[syncproto.Hash, store.Derivative]
	hashes      table[int64, tlog.Hash]
	entries     table[uint64, store.LedgerEntry]
	checkpoints table[[16]byte, store.Checkpoint]
	sessions    table[syncproto.Hash, store.PhoneSession]
	incidents   table[string, store.Incident]
	rosters     table[uint64, store.RosterVersion]
	cursors     table[string, uint64]
}

func (s *state) tables() []setter {
	return []setter{
		&s.logs, &s.logKeys, &s.codes, &s.segments, &s.waiting, &s.members, &s.personKeys, &s.events, &s.visits, &s.photos, &s.blobs,
		&s.derivatives, &s.hashes, &s.entries, &s.checkpoints, &s.sessions, &s.incidents, &s.rosters, &s.cursors,
	}
}
