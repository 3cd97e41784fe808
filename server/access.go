package server

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"zhucun/server/auth"
	"zhucun/server/ingest"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// Login makes a one-time log-in code for a role in a place that the roster has; the county itself is there before the first import. ErrNoSuchPlace.
func (o *Office) Login(ctx context.Context, scope auth.Scope, issuedBy string) (auth.Ticket, auth.Secret, error) {
	current, err := o.Roster(ctx)
	if err != nil {
		return auth.Ticket{}, auth.Secret{}, err
	}
	if _, ok := current.Division(roster.DivisionCode(scope.Place)); !ok && string(scope.Place) != o.county.Code.String() {
		return auth.Ticket{}, auth.Secret{}, ErrNoSuchPlace
	}
	gate, err := o.gate()
	if err != nil {
		return auth.Ticket{}, auth.Secret{}, err
	}
	return gate.Issue(ctx, scope, issuedBy)
}

// RevokeLog ends an install: what it sends from now on waits in quarantine, what it sent stays.
func (o *Office) RevokeLog(ctx context.Context, id syncproto.LogID) error {
	return o.db.Update(ctx, func(tx store.Tx) error {
		log, err := tx.Log(id)
		if err != nil || log.Revoked != 0 {
			return err
		}
		at, err := ingest.LedgerTime(tx, o.Now())
		if err != nil {
			return err
		}
		log.Revoked = at.UnixMilli()
		if err := tx.UpdateLog(log); err != nil {
			return err
		}
		if err := tx.EndPhoneSessions(id, log.Revoked); err != nil {
			return err
		}
		return o.record(tx, proof.KindDecision, fmt.Appendf(nil, "revoke log %s", id))
	})
}

// RevokeCode ends a code that was not spent, or the vouching of one that was.
func (o *Office) RevokeCode(ctx context.Context, id syncproto.CodeID) error {
	return o.db.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Code(id); err != nil {
			return err
		}
		at, err := ingest.LedgerTime(tx, o.Now())
		if err != nil {
			return err
		}
		if err := tx.RevokeCode(id, at.UnixMilli()); err != nil {
			return err
		}
		return o.record(tx, proof.KindDecision, fmt.Appendf(nil, "revoke code %x", id))
	})
}

// EndSession ends a log-in session, from its next request on. auth.ErrNoSession when none is open under the id.
func (o *Office) EndSession(ctx context.Context, id uuid.UUID) error {
	gate, err := o.gate()
	if err != nil {
		return err
	}
	return gate.Revoke(ctx, id)
}
