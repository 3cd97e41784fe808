package dossier

import (
	"path"
	"strings"

	"zhucun/syncproto"
)

// Limits of what Check reads, so that a file from a stranger costs bounded memory and time: at most maxHeld bytes are held, and maxTotal are unpacked.
const (
	maxMembers = 16384                      // what a server puts into one (evidence.Load chooses) stays below, whoever writes about the record
	maxShown   = 32 << 20                   // a page with its pictures inside, or the record in JSON: hashed as it is read, never held
	maxPhoto   = syncproto.MaxOriginal      // hashed as it is read, never held
	maxLedger  = 16 << 20                   // two leaves a segment, each with its proof
	maxList    = 4 << 20                    // 200 bytes for each member
	maxErased  = syncproto.MaxFrame + 64*40 // a segment's body, and a nonce and heads for each event
	maxRecord  = 4 << 10                    // a genesis, a receipt, a seal, the county document
	maxOther   = 64 << 10                   // a member that no dossier has, which is said to be damaged
	maxHeld    = 40 << 20                   // all that is held, together
	maxTotal   = 20 * syncproto.MaxOriginal // unpacked, all together
	maxTried   = 16                         // keys of a log that a segment out of its chain is held against
)

// bounds are how long a member may be, by its kind, and whether its bytes are held for looking into.
func bounds(name string) (limit int64, held bool) {
	switch name {
	case ContentsName:
		return maxList, true
	case LedgerName:
		return maxLedger, true
	case SealName, CountyName:
		return maxRecord, true
	}
	if Informative(name) && photoForm(name) == "" {
		return maxShown, false
	}
	folder, _, _ := strings.Cut(name, "/")
	switch {
	case folder == segmentsFolder:
		return maxErased, true
	case folder == logsFolder, folder == receiptsFolder, folder == photosFolder && photoForm(name) == ManifestForm:
		return maxRecord, true
	case folder == photosFolder && path.Ext(name) != "":
		return maxPhoto, false
	}
	return maxOther, false
}
