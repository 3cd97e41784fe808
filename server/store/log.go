package store

import "zhucun/syncproto"

// Log is an enrolled install.
type Log struct {
	ID        syncproto.LogID
	Ordinal   uint32 // from 1, never reused, also not after a restore
	Genesis   []byte
	Signature syncproto.Signature
	Parent    *syncproto.EventID
	Code      syncproto.CodeID
	Village   syncproto.Village // where the install was meant for; its township's and county's codes cannot stand here
	Custody   syncproto.Custody // what the office knows of the phone when it handed out the code
	Enrolled  int64
	Revoked   int64  // 0: not revoked
	ForkedAt  uint64 // first seq with two heads; 0: none. Its events from here on are disputed
}

// Logs are the enrolled installs.
type Logs interface {
	// AddLog adds an install; ErrExists when the id or ordinal is taken.
	AddLog(log Log) error
	// Log finds one; ErrNotFound.
	Log(id syncproto.LogID) (Log, error)
	// UpdateLog changes Revoked and ForkedAt, nothing else; ErrNotFound. Who changes ForkedAt adds an incident in the same transaction: by that the
	// projection notices.
	UpdateLog(log Log) error
	// LogsIn lists the installs of a place (a prefix of village codes, "" for all), rising by ordinal.
	LogsIn(place string) ([]Log, error)
	// LastOrdinal is the highest ordinal in use, 0 for none.
	LastOrdinal() (uint32, error)
}

// LogKey is a key that a log was given: it signs what follows the segment After, up to the next key on the same branch.
type LogKey struct {
	Log   syncproto.LogID
	After syncproto.Head // of the segment whose rotation gave it; of the first key H(genesis), which the first segment names as its predecessor
	Key   syncproto.PublicKey
}

// LogKeys is the registry from which verification takes keys.
type LogKeys interface {
	// AddLogKey registers a key; ErrExists when the log has one after that segment.
	AddLogKey(key LogKey) error
	// LogKeyAfter is the key that a segment gave, or the first for H(genesis); ErrNotFound when it gave none.
	LogKeyAfter(log syncproto.LogID, after syncproto.Head) (syncproto.PublicKey, error)
	// KeysOfLog lists the newest keys of a log on all its branches, at most limit, the one added last first.
	KeysOfLog(log syncproto.LogID, limit int) ([]LogKey, error)
}

// Purpose of a one-time code.
type Purpose string

// Purposes.
const (
	PurposeInstall     Purpose = "install"
	PurposeAppointment Purpose = "appointment"
)

// Code is a one-time code that an officer handed out. The code itself is nowhere; Key is derived from it.
type Code struct {
	ID       syncproto.CodeID
	Key      syncproto.CodeKey
	Purpose  Purpose
	Village  syncproto.Village
	Custody  syncproto.Custody // install: whose phone it will be
	Person   syncproto.Person  // appointment: the supervisor; 0 for an install
	HandedBy string            // appointment: who outside the team handed the slip over, an office or post and not a private person's name
	Issued   int64
	ScanBy   int64  // 24 hours after Issued
	ArriveBy int64  // 90 days after Issued
	Revoked  int64  // 0: not revoked
	SpentBy  string // log id, or event id of the person_key; "" while unspent
}

// Codes are the one-time codes ever issued.
type Codes interface {
	// AddCode adds one; ErrExists.
	AddCode(code Code) error
	// Code finds one, spent or not; ErrNotFound.
	Code(id syncproto.CodeID) (Code, error)
	// SpendCode sets SpentBy; ErrExists when another spent it, nil when the same did, ErrNotFound.
	SpendCode(id syncproto.CodeID, by string) error
	// RevokeCode sets Revoked; of several calls the first stands. ErrNotFound.
	RevokeCode(id syncproto.CodeID, at int64) error
	// CodesIn lists the codes of a place, by Issued, then the one added last, newest first.
	CodesIn(place string) ([]Code, error)
}
