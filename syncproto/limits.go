package syncproto

// Limits of SPEC.md section 9. Decoders refuse what is over them with [ErrOverLimit].
const (
	MaxEventBytes    = 2048      // the longest text (1,200 bytes) and room for the rest
	MaxSegmentEvents = 64        // the proof of one leaf has at most 6 hashes
	MaxBodyWritten   = 4096      // what a phone puts in one segment: a lost connection costs one
	MaxBodyRead      = 64 << 10  // what a decoder takes, whatever the compressed form claims
	MaxDictionary    = 4096      // shipped in every client for ever
	MaxNesting       = 4         // the deepest structure has 3
	MaxFrame         = 68 << 10  // a body of 64 KiB and its surroundings
	MaxRequest       = 4 << 20   // weeks of events; the rest goes in the next request
	MaxManifest      = 256       // three parts with their hashes take 133
	MaxThumbnail     = 6 << 10   // about a second on 2G
	MaxView          = 200 << 10 // half a minute on 2G
	MaxOriginal      = 50 << 20  // larger than any phone's photo
	MaxViewPixels    = 1280      // long side of the view

	MaxQuarantinePerLog     = 64   // segments kept for a log nobody enrolled, of one carrier
	MaxQuarantinePerCarrier = 1024 // segments kept of one carrier that cannot be verified
	MaxOffsets              = 32   // blob offsets in one answer

	MaxOrdinal    = 999_999_999 // person, household, sheet, local, paper: nine digits, so that they fit a form
	MaxDay        = 65_535      // day numbers reach into the year 2149
	MaxSeq        = 1 << 62     // sums of seqs stay numbers of 64 bits
	MaxSeconds    = 1 << 40     // clocks of a header: so do their milliseconds
	MaxHouseholds = 32          // beneficiaries named by one deed

	MaxTitle      = 200  // bytes of UTF-8 in a deed's title
	MaxReason     = 600  // bytes in the reason of a satisfaction
	MaxCorrection = 300  // bytes in the reason of a correction
	MaxNote       = 1200 // bytes in a note
	MaxCountyName = 60   // bytes in a county's name
	MaxClaimed    = 1439 // minutes of a day
	MaxClaimedOut = 2879 // minutes of two days: who leaves after midnight
)
