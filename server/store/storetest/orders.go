package storetest

import (
	"testing"

	"zhucun/server/store"
	"zhucun/syncproto"
)

func logsFound(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for i, village := range []syncproto.Village{511921100202, 511921100201, 511921101201, 51192110020, 511922100201} {
			must(t, "add", tx.AddLog(store.Log{ID: logID(byte(i)), Ordinal: uint32(50 - i), Village: village}))
		}
		must(t, "update", tx.UpdateLog(store.Log{ID: logID(2), Ordinal: 9, Village: 1, Revoked: 77, ForkedAt: 5}))
	})
	view(t, s, func(tx store.Tx) {
		name := func(l store.Log) uint32 { return l.Ordinal }
		for place, want := range map[string][]uint32{
			"": {46, 47, 48, 49, 50}, "511921": {48, 49, 50}, "511921100": {49, 50}, "511921100202": {50}, "0511": {47},
			"5119211002021": nil, "x": nil, "51192 ": nil, "-1": nil, "511921100203": nil,
		} {
			found, err := tx.LogsIn(place)
			lists(t, "logs in "+place, found, err, name, want...)
		}
		last, err := tx.LastOrdinal()
		must(t, "last ordinal", err)
		same(t, "last ordinal", last, 50)
		log, err := tx.Log(logID(2))
		must(t, "read", err)
		same(t, "updated log", log, store.Log{ID: logID(2), Ordinal: 48, Village: 511921101201, Revoked: 77, ForkedAt: 5})
	})
}

func logKeysFound(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, after := range []byte{20, 1, 10} {
			must(t, "add", tx.AddLogKey(store.LogKey{Log: logID(1), After: head(after), Key: publicKey(after)}))
		}
		must(t, "add to another log", tx.AddLogKey(store.LogKey{Log: logID(2), After: head(1), Key: publicKey(99)}))
		wantErr(t, "another after the same segment", tx.AddLogKey(store.LogKey{Log: logID(1), After: head(1), Key: publicKey(3)}), store.ErrExists)
	})
	view(t, s, func(tx store.Tx) {
		key, err := tx.LogKeyAfter(logID(1), head(10))
		must(t, "key", err)
		same(t, "key", key, publicKey(10))
		_, err = tx.LogKeyAfter(logID(2), head(10))
		wantErr(t, "another log's", err, store.ErrNotFound)
		after := func(k store.LogKey) byte { return k.After[0] }
		keys, err := tx.KeysOfLog(logID(1), 9)
		lists(t, "keys, newest first", keys, err, after, 10, 1, 20)
		keys, err = tx.KeysOfLog(logID(1), 2)
		lists(t, "the newest two", keys, err, after, 10, 1)
	})
}

func codeSpent(t *testing.T, s store.Store) {
	id := syncproto.CodeID{1}
	update(t, s, func(tx store.Tx) {
		must(t, "add", tx.AddCode(store.Code{ID: id}))
		must(t, "spend", tx.SpendCode(id, "a"))
		must(t, "spend again", tx.SpendCode(id, "a"))
		wantErr(t, "spend by another", tx.SpendCode(id, "b"), store.ErrExists)
	})
	view(t, s, func(tx store.Tx) {
		code, err := tx.Code(id)
		must(t, "read", err)
		same(t, "spent by", code.SpentBy, "a")
	})
}

func firstRevocation(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for i, issued := range []int64{5, 7, 5} {
			must(t, "add", tx.AddCode(store.Code{ID: syncproto.CodeID{byte(i)}, Issued: issued, Village: 511921100200}))
		}
		must(t, "revoke", tx.RevokeCode(syncproto.CodeID{1}, 10))
		must(t, "revoke", tx.RevokeCode(syncproto.CodeID{1}, 20))
		for i, revoked := range []int64{0, 3, 0} {
			must(t, "begin", tx.AddPhoneSession(store.PhoneSession{Hash: hash(byte(i)), Log: logID(byte(i) / 2), Revoked: revoked}))
		}
		must(t, "end", tx.EndPhoneSessions(logID(0), 10))
		must(t, "end", tx.EndPhoneSessions(logID(0), 20))
	})
	view(t, s, func(tx store.Tx) {
		codes, err := tx.CodesIn("511921")
		lists(t, "codes, newest first", codes, err, func(c store.Code) byte { return c.ID[0] }, 1, 2, 0)
		same(t, "revoked", codes[0].Revoked, 10)
		for i, want := range []int64{10, 3, 0} {
			session, err := tx.PhoneSession(hash(byte(i)))
			must(t, "read", err)
			same(t, "session revoked", session.Revoked, want)
		}
	})
}

func segmentsCover(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, row := range []store.Segment{
			{Head: head(9), Log: logID(1), First: 11, Count: 10, Previous: head(3), State: store.SegmentGap},
			{Head: head(3), Log: logID(1), First: 1, Count: 10, State: store.SegmentJoined},
			{Head: head(5), Log: logID(1), First: 5, Count: 2, Previous: head(3), State: store.SegmentBranch},
			{Head: head(4), Log: logID(2), First: 1, Count: 64, Previous: head(3)},
			{Head: head(8), Log: logID(1), First: 1 << 62, Count: 255},
		} {
			must(t, "add", tx.AddSegment(row))
		}
		must(t, "join", tx.JoinSegment(store.Segment{Head: head(9), First: 5, State: store.SegmentJoined, Lo: 3, KeyAfter: head(1), Verdict: 77}))
	})
	view(t, s, func(tx store.Tx) {
		name := func(s store.Segment) byte { return s.Head[0] }
		for _, c := range []struct {
			from, to uint64
			want     []byte
		}{
			{1, 1, []byte{3}}, {10, 11, []byte{9, 3}}, {20, 30, []byte{9}}, {21, 30, nil}, {6, 6, []byte{3, 5}}, {7, 7, []byte{3}}, {0, 0, nil},
			{1, 1 << 62, []byte{9, 3, 5, 8}}, {1<<62 + 254, 1<<62 + 300, []byte{8}}, {1<<62 + 255, 1<<62 + 300, nil}, {5, 4, nil},
		} {
			found, err := tx.SegmentsIn(logID(1), c.from, c.to)
			lists(t, "segments", found, err, name, c.want...)
		}
		found, err := tx.SegmentsAfter(logID(1), head(3))
		lists(t, "segments after", found, err, name, 9, 5)
		same(t, "the joined", found[0], store.Segment{Head: head(9), Log: logID(1), First: 11, Count: 10, Previous: head(3), State: store.SegmentJoined,
			Lo: 3, KeyAfter: head(1), Verdict: 77})
	})
}

func waitingCounted(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for i, received := range []int64{9, 5, 5, 1} {
			carrier := string(rune('a' + i%2))
			must(t, "add", tx.AddWaiting(store.Waiting{Hash: hash(byte(i)), Log: logID(byte(i) / 3), Carrier: carrier, Received: received}))
		}
	})
	update(t, s, func(tx store.Tx) {
		found, err := tx.WaitingOf(logID(0))
		lists(t, "waiting, oldest first", found, err, func(w store.Waiting) byte { return w.Hash[0] }, 1, 2, 0)
		counted := func(what string, want ...int) {
			t.Helper()
			ofLog, ofAll, err := tx.CountWaiting(logID(0), "a")
			must(t, "count", err)
			same(t, what, []int{ofLog, ofAll}, want)
		}
		counted("counts", 2, 2)
		must(t, "drop", tx.DropWaiting(hash(2)))
		counted("counts after the drop", 1, 1)
		expired, err := tx.ExpireWaiting(5)
		must(t, "expire", err)
		same(t, "expired", expired, 1)
		expired, err = tx.ExpireWaiting(10)
		must(t, "expire", err)
		same(t, "expired", expired, 2)
		counted("counts after all expired", 0, 0)
	})
}

func keysEnd(t *testing.T, s store.Store) {
	add := func(tx store.Tx, log byte, seq uint64, local syncproto.Local) error {
		return tx.AddPersonKey(store.PersonKey{Log: logID(log), Seq: seq, Local: local, Person: 7})
	}
	update(t, s, func(tx store.Tx) {
		for _, at := range []struct {
			log   byte
			seq   uint64
			local syncproto.Local
		}{{2, 3, 1}, {1, 3, 1}, {1, 4, 2}, {1, 8, 1}, {1, 12, 1}, {1, 6, 1}} {
			must(t, "add", add(tx, at.log, at.seq, at.local))
		}
		wantErr(t, "another key at that seq", add(tx, 1, 12, 2), store.ErrExists)
	})
	view(t, s, func(tx store.Tx) {
		keys, err := tx.KeysOfPerson(7)
		lists(t, "keys with their ends", keys, err, func(k store.PersonKey) [2]uint64 { return [2]uint64{k.Seq, k.Ended} },
			[2]uint64{3, 0}, [2]uint64{3, 8}, [2]uint64{4, 0}, [2]uint64{8, 12}, [2]uint64{12, 0}, [2]uint64{6, 0})
	})
}

func keysEndEverywhere(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		vouched := &syncproto.CodeID{1}
		for _, key := range []store.PersonKey{{Log: logID(1), Seq: 1, Person: 7, Vouched: vouched}, {Log: logID(2), Seq: 2, Person: 7, Vouched: vouched, Ended: 9},
			{Log: logID(2), Seq: 3, Person: 7}, {Log: logID(2), Seq: 4, Person: 8, Vouched: vouched}} {
			key.Local = syncproto.Local(key.Seq)
			must(t, "add", tx.AddPersonKey(key))
		}
		must(t, "end", tx.EndKeysOf(7, 100))
		must(t, "add", tx.AddPersonKey(store.PersonKey{Log: logID(3), Seq: 5, Person: 7, Vouched: vouched}))
		must(t, "end once more", tx.EndKeysOf(7, 200))
	})
	view(t, s, func(tx store.Tx) {
		keys, err := tx.KeysOfPerson(7)
		lists(t, "keys with their ends", keys, err, func(k store.PersonKey) [2]uint64 { return [2]uint64{k.Seq, uint64(k.EndedAt)} },
			[2]uint64{1, 100}, [2]uint64{2, 100}, [2]uint64{3, 0}, [2]uint64{5, 200})
		others, err := tx.KeysOfPerson(8)
		lists(t, "somebody else's", others, err, func(k store.PersonKey) int64 { return k.EndedAt }, 0)
	})
}

func workList(t *testing.T, s store.Store) {
	put := func(n byte, state store.DerivativeState) {
		update(t, s, func(tx store.Tx) {
			must(t, "put", tx.PutDerivative(store.Derivative{Manifest: hash(n), State: state, Made: int64(100 - n)}))
		})
	}
	due := func(limit int, want ...byte) {
		t.Helper()
		view(t, s, func(tx store.Tx) {
			found, err := tx.DueDerivatives(limit)
			lists(t, "due", found, err, func(d store.Derivative) byte { return d.Manifest[0] }, want...)
		})
	}
	for _, n := range []byte{5, 3, 9, 1} {
		put(n, store.DerivativeDue)
	}
	due(10, 5, 3, 9, 1)
	due(2, 5, 3)
	due(0)
	put(3, store.DerivativeMade)
	put(5, store.DerivativeDue)
	put(9, store.DerivativeFailed)
	due(10, 1, 5)
}

func incidentsListed(t *testing.T, s store.Store) {
	one := logID(1)
	update(t, s, func(tx store.Tx) {
		for _, i := range []store.Incident{
			{ID: "a", Kind: "fork", Log: &one, Seq: 1, Place: "511921100200", At: 5},
			{ID: "b", Kind: "fork", Log: &one, Seq: 2, Place: "511921101200", At: 9},
			{ID: "c", Kind: "many", Place: "511922", At: 5},
			{ID: "d", Kind: "many", Place: "511921100", At: 5},
		} {
			must(t, "add", tx.AddIncident(i))
		}
		again := store.Incident{ID: "e", Kind: "fork", Log: &one, Seq: 1}
		wantErr(t, "of the same kind, log and seq", tx.AddIncident(again), store.ErrExists)
		wantErr(t, "with the same id", tx.AddIncident(store.Incident{ID: "d"}), store.ErrExists)
	})
	view(t, s, func(tx store.Tx) {
		name := func(i store.Incident) string { return i.ID }
		for place, want := range map[string][]string{"": {"b", "d", "c", "a"}, "511921": {"b", "d", "a"}, "511921100": {"d", "a"}, "9": nil, "_": nil} {
			found, err := tx.IncidentsIn(place, 10)
			lists(t, "incidents in "+place, found, err, name, want...)
		}
		found, err := tx.IncidentsIn("", 2)
		lists(t, "two incidents", found, err, name, "b", "d")
	})
}

func rosterHolds(t *testing.T, s store.Store) {
	for i := range byte(3) {
		update(t, s, func(tx store.Tx) {
			version, err := tx.AddRoster([]byte{i}, int64(i))
			must(t, "import", err)
			same(t, "version", version, store.RosterVersion{Version: uint64(i) + 1, Position: uint64(i) / 2 * 2, At: int64(i), Document: []byte{i}})
			if i == 1 {
				must(t, "add", addEvent(tx, eventAt(1, 1, 1)))
				must(t, "add", addEvent(tx, eventAt(1, 2, 2)))
			}
		})
	}
	view(t, s, func(tx store.Tx) {
		for position, want := range map[uint64]uint64{1: 2, 2: 2, 3: 3, 1 << 62: 3} {
			version, err := tx.RosterAt(position)
			must(t, "roster", err)
			same(t, "version", version.Version, want)
		}
		_, err := tx.RosterAt(0)
		wantErr(t, "before the feed", err, store.ErrNotFound)
	})
}

func lastCheckpoint(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) {
		for _, c := range []store.Checkpoint{{Anchor: [16]byte{1}, Size: 9, Time: 50}, {Anchor: [16]byte{2}, Size: 9, Time: 40}, {Anchor: [16]byte{1}, Size: 99}} {
			must(t, "add", tx.AddCheckpoint(c))
		}
		last, err := tx.LastCheckpoint()
		must(t, "last", err)
		same(t, "last", last, store.Checkpoint{Anchor: [16]byte{2}, Size: 9, Time: 40})
		first, err := tx.CheckpointOf([16]byte{1})
		must(t, "first", err)
		same(t, "the first under its anchor stays", first.Size, 9)
	})
}
