// Package ingest takes what phones send: it reads frames, checks signatures, stores segments with their verdict, and answers with receipts. It
// takes the bytes of photos that stored events name.
//
// It is not the judge of events (package verify) and it grades nothing (package project); it speaks no HTTP (package httpapi).
//
// Words: a request is what one POST brought, in frames; a group is the requests that one transaction commits.
//
// Flow: [Ingest.Sync] reads and decodes frames, checks signatures outside the transaction, and hands the request to the one writer of
// [Ingest.Run], which commits a group, has its checkpoint published, and only then lets the answers go.
//
// Laws: nothing is acknowledged before it is durable and the witness store holds a checkpoint that covers it; a well-formed segment signed by an
// enrolled log is never refused; the same segment sent again is acknowledged again and stored once; a bad frame holds up no other; what nobody vouches
// for waits in a bounded quarantine. Applying a request twice is harmless: a transaction whose commit failed is simply tried again.
package ingest
