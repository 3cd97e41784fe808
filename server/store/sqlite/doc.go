// Package sqlite is the county's database as one SQLite file in the data folder: WAL, synchronous=FULL, one writing connection and several
// reading ones. It fulfils store.Store, and auth.Tickets and auth.Sessions.
//
// It decides nothing about rows: which role does what stands in package store, and store/storetest proves it.
//
// Words: the folder holds zhucun.db, which SQLite accompanies with -wal and -shm, and server.lock; the format is the number of the last
// migration that a database has been through, kept in its header.
//
// Flow: [Open] refuses what is not ours or too new, migrates what is older, and opens a connection of each kind. [Store.Update] takes the one
// writing connection, [Store.View] one of the reading ones. Statements are prepared once for each connection. Each role is a file, and so is each
// migration.
//
// Laws. One process serves a folder: it holds server.lock for life, and the system takes the lock back when the process ends however it ends.
// An operator's command opens the same folder beside it without the lock, for short transactions; SQLite's own locks put its transactions
// between the server's, which keeps nothing of the database in memory. The format is changed only under server.lock: a command that finds an older
// folder takes the lock for that moment, and is refused while a server of the older release runs.
//
// And if we crash? A transaction is in the WAL and fsynced, or it is not there: the next Open finds one or the other. When COMMIT fails nobody
// knows which, and callers repeat. A connection that had any error but a row that exists is thrown away, so nothing of a half-finished
// transaction lives on in it.
package sqlite
