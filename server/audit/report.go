package audit

// Part is a kind of rows or files, as an officer would call it.
type Part string

// Parts, in the order in which they are looked at.
const (
	PartKeys       Part = "keys"       // county.json and the key files
	PartDatabase   Part = "database"   // the file, its form and its indexes
	PartLedger     Part = "ledger"     // leaves, openings and hashes
	PartCheckpoint Part = "checkpoint" // signed sizes of the ledger
	PartWitness    Part = "witness"    // the second ledger
	PartRoster     Part = "roster"
	PartCode       Part = "code" // one-time codes and appointments
	PartLog        Part = "log"  // installs
	PartSegment    Part = "segment"
	PartEvent      Part = "event"
	PartPerson     Part = "person" // members and personal keys
	PartIncident   Part = "incident"
	PartVisit      Part = "visit"   // visits and deeds with their grades
	PartPhoto      Part = "photo"   // which photos are named by whom
	PartPicture    Part = "picture" // the county's own pictures
	PartFile       Part = "file"    // the photos' bytes
)

// Fault is what is wrong with a row.
type Fault string

// Faults.
const (
	FaultMissing  Fault = "missing"   // it follows from what was signed, and is not there
	FaultExtra    Fault = "extra"     // it is there, and follows from nothing that was signed
	FaultChanged  Fault = "changed"   // it is not what follows from what was signed
	FaultUnsigned Fault = "unsigned"  // the signature is not that of the key it must be
	FaultContent  Fault = "content"   // the bytes are not those that were committed to
	FaultRefused  Fault = "refused"   // it cannot be taken in again
	FaultTime     Fault = "time"      // it is said to be of a time that the signed checkpoints exclude
	FaultWentBack Fault = "went_back" // the second ledger remembers more
	FaultForm     Fault = "form"      // it cannot be read
)

// Finding is one thing that is not as it must be.
type Finding struct {
	Part   Part     `json:"part"`
	Fault  Fault    `json:"fault"`
	Phone  uint32   `json:"phone,omitempty"`  // ordinal of the install
	Record uint64   `json:"record,omitempty"` // number of the record on that phone
	Leaf   *uint64  `json:"leaf,omitempty"`   // place in the ledger, from 0
	Name   string   `json:"name,omitempty"`   // of anything else: a file, a hash, a code's id, SQLite's words
	Fields []string `json:"fields,omitempty"` // which of the row's fields are concerned
}

// Checked is how many rows of a part were compared.
type Checked struct {
	Part Part   `json:"part"`
	Rows uint64 `json:"rows"`
}

// MaxFindings is how many findings of a part are told one by one; the others are counted.
const MaxFindings = 20

// Report is what a look found.
type Report struct {
	Size     uint64          `json:"ledger_size"` // leaves under the newest signed checkpoint
	Segments uint64          `json:"segments"`    // made again as they stand
	Events   uint64          `json:"events"`      // in those
	Checked  []Checked       `json:"checked"`
	Findings []Finding       `json:"findings"`
	More     map[Part]uint64 `json:"more"`     // findings beyond MaxFindings
	Erased   uint64          `json:"erased"`   // leaves whose opening was erased
	Unsigned uint64          `json:"unsigned"` // newest leaves that no checkpoint covers yet
	NotYet   uint64          `json:"not_yet"`  // visits and deeds that wait for their next projection
	Skipped  uint64          `json:"skipped"`  // segments behind a damaged one on the same phone, or erased: not checked
	Open     []string        `json:"open"`     // what no look through these records can show
}

// Sound tells whether nothing was found.
func (r Report) Sound() bool { return len(r.Findings) == 0 }

// Add puts a finding into the report.
func (r *Report) Add(f Finding) {
	told := 0
	for _, other := range r.Findings {
		if other.Part == f.Part {
			told++
		}
	}
	if told < MaxFindings {
		r.Findings = append(r.Findings, f)
		return
	}
	if r.More == nil {
		r.More = map[Part]uint64{}
	}
	r.More[f.Part]++
}

func (r *Report) count(part Part, rows uint64) {
	for i := range r.Checked {
		if r.Checked[i].Part == part {
			r.Checked[i].Rows += rows
			return
		}
	}
	r.Checked = append(r.Checked, Checked{part, rows})
}

// open is what stays open however the look ends.
func open(quick bool) []string {
	words := []string{"roster", "times", "phone_clock", "handed_by", "waiting", "sessions", "wishes", "pictures", "inner"}
	if quick {
		words = append(words, "files")
	}
	return words
}

// Only is the report of a look that could not begin.
func Only(findings ...Finding) Report { return Report{Findings: findings, Open: open(false)} }
