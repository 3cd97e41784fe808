// Package ingest takes what phones send: it reads frames, checks signatures, stores segments with their verdict, and answers with receipts. It
// takes the bytes of photos that stored events name.
//
// It is not the judge of events (package verify) and it grades nothing (package project); it speaks no HTTP (package httpapi).
//
// Words: a body is what one POST brought, in frames; a request is a part of it; a group is the requests that one transaction commits. A segment stands on a
// branch of its log once its chain is whole, and behind a gap until then; an old key is one that the log had given up when the segment came.
//
// Flow: [Ingest.Sync] reads and decodes frames, checks signatures outside the transaction, and hands the request to the one writer of
// [Ingest.Run], which commits a group, has its checkpoint published, and only then lets the answers go.
//
// Laws: nothing is acknowledged before it is durable and the witness store holds a checkpoint that covers it; a well-formed segment signed by an
// enrolled log is never refused, and what was acknowledged is judged in the end; no branch changes what another is worth but by the fork itself; the same
// segment sent again is acknowledged again and stored once; a bad frame holds up no other; what nobody vouches for waits in a bounded quarantine.
// Applying a request twice is harmless: a transaction whose commit failed is simply tried again.
package ingest
