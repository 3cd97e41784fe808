package store

import "zhucun/syncproto"

// PhoneSession lets a phone pull and send blobs. The row holds the SHA-256 of the 16 bytes that the phone chose.
type PhoneSession struct {
	Hash    syncproto.Hash
	Log     syncproto.LogID
	Expires int64
	Revoked int64 // 0: not revoked
}

// PhoneSessions are never reused: a value lives once.
type PhoneSessions interface {
	// AddPhoneSession begins one; ErrExists when the value was ever used.
	AddPhoneSession(session PhoneSession) error
	// PhoneSession finds one, ended or not; ErrNotFound.
	PhoneSession(hash syncproto.Hash) (PhoneSession, error)
	// EndPhoneSessions revokes all of a log; those that were revoked before keep their time.
	EndPhoneSessions(log syncproto.LogID, at int64) error
}

// RosterVersion is the county's roster as imported, encoded by the one who imports. Each import is a new version from a feed position
// on; older ones stay.
type RosterVersion struct {
	Version  uint64 // from 1
	Position uint64 // the last feed position before it held
	At       int64
	Document []byte
}

// Rosters are the versions of the roster.
type Rosters interface {
	// AddRoster adds the next version; Version and Position are set by it.
	AddRoster(document []byte, at int64) (RosterVersion, error)
	// RosterAt is the version that held for a feed position, the newest with a lower Position; ErrNotFound before the first import.
	RosterAt(position uint64) (RosterVersion, error)
	// LastRoster is the newest version; ErrNotFound.
	LastRoster() (RosterVersion, error)
}
