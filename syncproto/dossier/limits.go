package dossier

import "zhucun/syncproto"

// Limits of what Check reads, so that a file from a stranger costs bounded memory and time.
const (
	maxMembers = 1024                       // a visit with a hundred photos
	maxSmall   = 8 << 20                    // every member but photos: a page with its pictures inside is the longest
	maxPhoto   = syncproto.MaxOriginal      // hashed as it is read, never held
	maxTotal   = 20 * syncproto.MaxOriginal // unpacked, all together
	maxErased  = syncproto.MaxFrame + 64*40 // a segment's body, and a nonce and heads for each event
)
