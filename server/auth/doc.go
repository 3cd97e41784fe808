// Package auth decides who reads the county's records: log-in tickets, the sessions they open, and what a session may
// read and where.
//
// It is not evidence and not on the push path: a segment's signature is its own authority, and nothing a phone sends
// ever meets this package. It knows no HTTP (cookies and status codes are the adapter's) and no database (Tickets and
// Sessions are roles; every implementation passes authtest.Run). It keeps no log-in history: ended rows are forgotten.
//
// Words. A scope is a role and a place; a ticket is the right to open one session of one scope, once and soon; its code
// is the secret that spends it; a session is a revocable row; a token is a JWT that names the row and carries neither
// role nor place; the gate is where all of them meet.
//
// Flow. An operator calls Gate.Issue and hands over Address, whose fragment no server log ever sees. The page posts the
// code: Gate.Enter spends the ticket and gives the first token. Every read calls Gate.Admit, sends on the token it may
// return, and asks the session's Scope. Logging out, and an operator's second thoughts, are Gate.Revoke.
//
// Laws. A ticket opens at most one session, whatever runs at once. A token is accepted only if it is letter for letter
// what this gate writes for its row and times. Each admission reads the row, so a revocation holds from the next read
// on. Role, place and the last moment of a session are fixed when it opens; renewal moves none of them. Codes are stored
// only as SHA-256, tokens not at all.
//
// And if we crash here? After a ticket is spent and before its session is stored: the ticket is gone and nothing is
// open; the person asks for another. The other order could leave a session open that nobody was given.
package auth
