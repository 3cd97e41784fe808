// Package journal is the phone's memory: an SQLite file and a folder of photos beside it. What it has returned from, a power cut leaves there.
//
// It judges nothing, knows no key and speaks to nobody: keys sign through a role that is passed in, and what a server said is told to it.
//
// Its words: an *event* goes into the one *open* segment; sealing makes that a payload that never changes; a *receipt* ends its sending; the
// *spool* is the folder of photos, named by their hashes; a [Writer] is one transaction.
//
// Flow: [Open] locks the folder, looks at the format before touching anything, and sweeps the spool. [Journal.Write] runs a function in one
// transaction, in which [Writer.Append] seals the open segment where the protocol says so, gives the event its place and keeps it;
// [Journal.Spool] makes files durable before the row that names them. [Journal.Pending] and [Journal.Blobs] are what is to be sent, and
// the methods of heard.go keep what came back.
//
// Laws: one process a folder; one connection, every commit synced to the disk (synchronous=FULL); a file is durable before its row; sealed bytes
// are committed before anyone can read them to send; no number of format goes down; a newer format is not touched, an older one is copied
// beside before it is changed. An error of a write means "not known to be kept", never "surely not kept".
package journal
