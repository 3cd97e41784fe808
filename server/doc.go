// Package server is the county server's composition root: it opens the data folder, makes the parts and wires them, and runs until told to stop.
// Nothing is decided here.
//
// Words: the data folder holds everything of one county (database, photos, keys, name); the witness folder is the second, small store that
// notices when the data folder went back in time; the office is what an officer does from the command line.
//
// Flow: [Create] makes a data folder, [Open] opens it, [Server.OverTLS] says how people reach it, [Server.Run] serves. [Office] does the operator's work beside a running server: import,
// codes, appointments, log-in tickets. Each is a short transaction on the same database.
//
// Laws: only this package and the mains import implementations; secrets are in files that only the owner can read, and in no log.
package server
