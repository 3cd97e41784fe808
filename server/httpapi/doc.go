// Package httpapi is the county server's edge: the phones' exchange, the photos' bytes, the JSON read API with its OpenAPI document, the pages, and
// health. It turns requests into calls and errors into statuses with a stable code and a text for a person.
//
// It judges nothing and stores nothing: package ingest takes what phones send, package auth says who reads what and where, the other stages have
// written the rows that are read here. A phone's push never meets a log-in, and a log-in never meets a push.
//
// Words: a reader is a browser with a session; a fault is an error on its way out, with its status and code; the guard is the one place that lets
// readers in.
//
// Flow: [New] takes the parts, [Server.Serve] serves a listener until its context ends. Every route but those in public (guard.go) needs a session;
// each handler then asks the session's scope for the records and the place, and what lies outside is answered as if it were not there.
//
// A list goes from the newest record back, in pages of a bounded size; its cursors lead on whatever was written or changed since.
//
// Laws. Bodies are read as streams: what arrived before a cut is handed on. A connection that is silent for half a minute is closed, one that moves
// bytes never is; connections are bounded. A panic costs one request. Logs hold no query, no id, no address of a person's device, no cookie. A new
// route without a guard or a place check fails the test that walks them all.
package httpapi
