package ingest

import (
	"errors"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// sessionLife is how long a phone's session lives, in milliseconds: 30 days.
const sessionLife = 30 * 24 * 3600 * 1000

// greet finds or begins the session that the hello names, at the first part of a body that has one.
func (s *step) greet() error {
	hello := s.r.hello
	if hello == nil || s.r.greeted {
		s.r.out.session = s.r.session
		return nil
	}
	if hello.Log != nil {
		if ok, err := s.begin(*hello); err != nil || !ok {
			return err
		}
	}
	session, err := liveSession(s.tx, hello.Session, s.now)
	if errors.Is(err, errNoSession) {
		s.r.out.notice(syncproto.CodeSessionUnknown, hello.Log, 0)
		return nil
	}
	if err != nil {
		return err
	}
	s.r.out.session = &session
	return nil
}

// begin starts a session for the log whose key signed the hello. A value that was used before is never begun again: liveSession decides.
func (s *step) begin(hello syncproto.Hello) (bool, error) {
	log, err := s.tx.Log(*hello.Log)
	if gone, err := missing(err); gone || err != nil {
		s.r.out.notice(syncproto.CodeUnknownLog, hello.Log, 0)
		return false, err
	}
	if log.Revoked != 0 {
		s.r.out.notice(syncproto.CodeLogRevoked, hello.Log, 0)
		return false, nil
	}
	held, err := s.holdsKey(log, hello)
	if err != nil {
		return false, err
	}
	if !held {
		s.r.out.notice(syncproto.CodeBadSignature, hello.Log, 0)
		return false, nil
	}
	err = s.tx.AddPhoneSession(store.PhoneSession{Hash: sessionHash(hello.Session), Log: log.ID, Expires: s.now + sessionLife})
	if errors.Is(err, store.ErrExists) {
		err = nil
	}
	return err == nil, err
}

// holdsKey: the hello is signed by the newest key of the branch that came first, or by one that another branch has gone over to: which of them is the
// owner's only an officer can tell.
func (s *step) holdsKey(log store.Log, hello syncproto.Hello) (bool, error) {
	of := chain{s.tx, log}
	main, err := of.mainKey()
	if err != nil || hello.Begins(s.County.County, main.Key) {
		return err == nil, err
	}
	keys, err := s.tx.KeysOfLog(log.ID, keysTried)
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		gave, err := s.tx.Segment(key.After)
		if _, err := missing(err); err != nil {
			return false, err
		}
		if gave.State == store.SegmentBranch && hello.Begins(s.County.County, key.Key) {
			return true, nil
		}
	}
	return false, nil
}

var errNoSession = errors.New("no live session")

func liveSession(tx store.PhoneSessions, id syncproto.SessionID, now int64) (store.PhoneSession, error) {
	session, err := tx.PhoneSession(sessionHash(id))
	if gone, err := missing(err); gone || err != nil {
		return session, errors.Join(errNoSession, err)
	}
	if session.Revoked != 0 || now > session.Expires {
		return session, errNoSession
	}
	return session, nil
}

func sessionHash(id syncproto.SessionID) syncproto.Hash { return syncproto.HashOf(id[:]) }
