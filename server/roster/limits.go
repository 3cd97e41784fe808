package roster

import "zhucun/syncproto"

// Limits of an import. All texts are held in memory while they are read.
const (
	MaxFile     = 16 << 20 // bytes of one file: 100,000 rows of 160 bytes
	MaxRows     = 100_000  // rows below the header: three times the poor households of the largest county
	MaxLine     = 4096     // bytes of one line: every column full, and room
	MaxFindings = 100      // findings listed of each severity in one file: a person mends these first; the rest is counted

	MaxName  = 40 // characters of a name or sort key: the widest column of the printed sheet
	MaxUnit  = 60 // characters of a sending unit: the longest official names have about 40
	MaxHome  = 99 // members of one household
	maxShown = 40 // characters of a wrong value repeated in a finding
)

// FirstDay is the earliest date of a term, 2000-01-01: anything before it is a slip of the pen.
const FirstDay syncproto.Day = 10_957

// NoEnd is the last day of a term that has no end.
const NoEnd syncproto.Day = syncproto.MaxDay
