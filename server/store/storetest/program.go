package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/syncproto"
)

type hashNode = tlog.Hash

// operation is one call, with its arguments drawn: it can be run on several stores.
type operation struct {
	name string
	run  func(tx store.Tx) (any, error)
}

// maker draws the arguments of a call.
type maker struct {
	name string
	draw func(t *rapid.T) operation
}

func call0[R any](name string, method func(store.Tx) (R, error)) maker {
	return maker{name, func(*rapid.T) operation {
		return operation{name, func(tx store.Tx) (any, error) { return method(tx) }}
	}}
}

func call1[A, R any](name string, method func(store.Tx, A) (R, error)) maker {
	return maker{name, func(t *rapid.T) operation {
		a := drawn[A](t)
		return operation{fmt.Sprintf("%s(%+v)", name, a), func(tx store.Tx) (any, error) { return method(tx, a) }}
	}}
}

func call2[A, B, R any](name string, method func(store.Tx, A, B) (R, error)) maker {
	return maker{name, func(t *rapid.T) operation {
		a, b := drawn[A](t), drawn[B](t)
		return operation{fmt.Sprintf("%s(%+v, %+v)", name, a, b), func(tx store.Tx) (any, error) { return method(tx, a, b) }}
	}}
}

func call3[A, B, C, R any](name string, method func(store.Tx, A, B, C) (R, error)) maker {
	return maker{name, func(t *rapid.T) operation {
		a, b, c := drawn[A](t), drawn[B](t), drawn[C](t)
		return operation{fmt.Sprintf("%s(%+v, %+v, %+v)", name, a, b, c), func(tx store.Tx) (any, error) { return method(tx, a, b, c) }}
	}}
}

func write1[A any](name string, method func(store.Tx, A) error) maker {
	return call1(name, func(tx store.Tx, a A) (any, error) { return nil, method(tx, a) })
}

func write2[A, B any](name string, method func(store.Tx, A, B) error) maker {
	return call2(name, func(tx store.Tx, a A, b B) (any, error) { return nil, method(tx, a, b) })
}

// makers is every method of store.Tx, which randomPrograms checks.
func makers() []maker {
	return append(recordMakers(), []maker{
		write1("PutVisit", store.Tx.PutVisit), call1("Visit", store.Tx.Visit), call1("VisitsBy", store.Tx.VisitsBy),
		call1("CountGrades", store.Tx.CountGrades),
		write1("AddPhoto", store.Tx.AddPhoto), call1("PhotosOf", store.Tx.PhotosOf), call1("PhotosWith", store.Tx.PhotosWith),
		write1("WantOriginal", store.Tx.WantOriginal), call1("WantedOriginals", store.Tx.WantedOriginals),
		write1("NameBlob", store.Tx.NameBlob), call2("NamedBlob", store.Tx.NamedBlob), write2("CompleteBlob", store.Tx.CompleteBlob),
		call2("IncompleteBlobs", store.Tx.IncompleteBlobs), call1("BlobsOf", store.Tx.BlobsOf),
		call3("UnreadableBlobs", store.Tx.UnreadableBlobs), write2("TellUnreadable", store.Tx.TellUnreadable),
		write1("PutDerivative", store.Tx.PutDerivative), call1("Derivative", store.Tx.Derivative), call1("DueDerivatives", store.Tx.DueDerivatives),
		call0("Count", store.Tx.Count), call1("ReadHashes", store.Tx.ReadHashes), write1("AppendHashes", appendHashes),
		write1("AddEntry", store.Tx.AddEntry), call1("Entry", store.Tx.Entry),
		write1("AddCheckpoint", store.Tx.AddCheckpoint), call1("CheckpointOf", store.Tx.CheckpointOf), call0("LastCheckpoint", store.Tx.LastCheckpoint),
		write1("AddPhoneSession", store.Tx.AddPhoneSession), call1("PhoneSession", store.Tx.PhoneSession),
		write2("EndPhoneSessions", store.Tx.EndPhoneSessions),
		write1("AddIncident", store.Tx.AddIncident), call2("IncidentsIn", store.Tx.IncidentsIn),
		call2("AddRoster", store.Tx.AddRoster), call1("RosterAt", store.Tx.RosterAt), call0("LastRoster", store.Tx.LastRoster),
		call1("Cursor", store.Tx.Cursor), write2("SetCursor", store.Tx.SetCursor),
	}...)
}

func recordMakers() []maker {
	return []maker{
		write1("AddLog", store.Tx.AddLog), call1("Log", store.Tx.Log), write1("UpdateLog", store.Tx.UpdateLog), call1("LogsIn", store.Tx.LogsIn),
		call0("LastOrdinal", store.Tx.LastOrdinal),
		write1("AddLogKey", store.Tx.AddLogKey), call2("LogKeyAfter", store.Tx.LogKeyAfter), call2("KeysOfLog", store.Tx.KeysOfLog),
		write1("AddCode", store.Tx.AddCode), call1("Code", store.Tx.Code), write2("SpendCode", store.Tx.SpendCode),
		write2("RevokeCode", store.Tx.RevokeCode), call1("CodesIn", store.Tx.CodesIn),
		write1("AddSegment", store.Tx.AddSegment), call1("Segment", store.Tx.Segment), call3("SegmentsIn", store.Tx.SegmentsIn),
		call2("SegmentsAfter", store.Tx.SegmentsAfter), write1("JoinSegment", store.Tx.JoinSegment),
		write1("AddWaiting", store.Tx.AddWaiting), call1("WaitingOf", store.Tx.WaitingOf), write1("DropWaiting", store.Tx.DropWaiting),
		call2("CountWaiting", func(tx store.Tx, log syncproto.LogID, carrier string) (any, error) {
			ofLog, ofAll, err := tx.CountWaiting(log, carrier)
			return []int{ofLog, ofAll}, err
		}),
		call1("ExpireWaiting", store.Tx.ExpireWaiting),
		write1("AddMember", store.Tx.AddMember), call2("MemberOf", store.Tx.MemberOf), write1("AddPersonKey", store.Tx.AddPersonKey), write2("EndKeysOf", store.Tx.EndKeysOf),
		call2("PersonKeyAt", store.Tx.PersonKeyAt), call1("KeysOfPerson", store.Tx.KeysOfPerson),
		call1("AddEvent", store.Tx.AddEvent), call1("Event", store.Tx.Event), call2("EventsAfter", store.Tx.EventsAfter),
		call1("EventsAbout", store.Tx.EventsAbout), call3("EventsOfLog", store.Tx.EventsOfLog),
		call1("EventsAtMeeting", store.Tx.EventsAtMeeting), call1("ConfirmationsOf", store.Tx.ConfirmationsOf),
	}
}

// appendHashes appends at the end when the first hash is odd, and at a fixed place when not.
func appendHashes(tx store.Tx, hashes []hashNode) error {
	if len(hashes) == 0 || hashes[0][0]%2 == 0 {
		return tx.AppendHashes(4, hashes)
	}
	count, err := tx.Count()
	return errors.Join(err, tx.AppendHashes(count, hashes))
}

// randomPrograms runs the same transactions on a store and on the model.
func randomPrograms(t *testing.T, open Open) {
	everyMethod(t)
	methods := makers()
	rapid.Check(t, func(r *rapid.T) {
		got, want := open(t), memory.New()
		defer func() { _ = got.Close() }()
		state := dumpOf(r, want)
		for range rapid.IntRange(1, 6).Draw(r, "transactions") {
			var program []operation
			for range rapid.IntRange(1, 25).Draw(r, "operations") {
				m := rapid.SampledFrom(methods).Draw(r, "operation")
				program = append(program, m.draw(r))
			}
			state = runBoth(r, got, want, program, state, rapid.IntRange(0, 3).Draw(r, "outcome") == 0)
		}
		if diff := difference(dumpOf(r, got), state); diff != "" {
			r.Fatalf("the whole store (-model +store):\n%s", diff)
		}
	})
}

func everyMethod(t *testing.T) {
	named := map[string]bool{}
	for _, m := range makers() {
		named[m.name] = true
	}
	tx := reflect.TypeFor[store.Tx]()
	for i := range tx.NumMethod() {
		if name := tx.Method(i).Name; !named[name] {
			t.Errorf("no random program calls %s", name)
		}
	}
}

// runBoth runs one transaction on both, compares every answer, and returns the whole of the model afterwards, which a rollback has not changed.
func runBoth(t *rapid.T, got, want store.Store, program []operation, before dump, rollback bool) dump {
	gotAnswers, wantAnswers := runOn(t, got, program, rollback), runOn(t, want, program, rollback)
	for i, op := range program {
		if diff := difference(gotAnswers[i], wantAnswers[i]); diff != "" {
			t.Fatalf("%s (-model +store):\n%s", op.name, diff)
		}
	}
	after := dumpOf(t, want)
	if diff := difference(after, before); rollback && diff != "" {
		t.Fatalf("the model after a rollback (-before +after):\n%s", diff)
	}
	checkInvariants(t, after)
	return after
}

// answer is what a call gave, with the error's sentinel in place of its text.
type answer struct {
	Value any
	Err   string
}

func runOn(t *rapid.T, s store.Store, program []operation, rollback bool) (answers []answer) {
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for _, op := range program {
			value, err := op.run(tx)
			if err != nil {
				value = nil
			}
			answers = append(answers, answer{value, sentinel(err)})
		}
		if rollback {
			return errRollback
		}
		return nil
	})
	if rollback && !errors.Is(err, errRollback) || !rollback && err != nil {
		t.Fatalf("rollback %v, and the transaction: %v", rollback, err)
	}
	return answers
}

func sentinel(err error) string {
	for _, known := range []error{store.ErrExists, store.ErrNotFound, ledger.ErrNotNext, ledger.ErrNoHash} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
