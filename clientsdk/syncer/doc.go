// Package syncer is the phone's side of the exchange with the county server, as a step function: it is told what the phone holds, says what to
// send next, and is told what came back. It has no goroutine, clock, disk or chance of its own.
//
// Its words: a *push* is one POST of frames; a *patch* is one piece of a photo; a [Change] is one thing learned that the phone must keep; a *run*
// ends with an [Outcome].
//
// Flow: [New] takes a [State]. Until [Engine.Next] has no action left: send what it says; give each complete frame of the answer to
// [Engine.Take] as it arrives and keep the changes at once; tell [Engine.Ended] how the exchange ended. [Transport] is the role that sends;
// [HTTP] is the one over net/http.
//
// Laws: any prefix of an answer counts; only a receipt that verifies under the pinned ledger key, for a head that this phone sealed, is a delivery;
// no answer, whatever it says, makes the phone drop a record; a push waits for nothing but its own connection; a run ends, because each
// exchange brings something new or counts as a failed try.
package syncer
