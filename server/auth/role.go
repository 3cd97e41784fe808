package auth

import (
	"errors"
	"fmt"
	"strings"
)

// ErrRole: a word that names no role, or a role for which no log-in is given.
var ErrRole = errors.New("auth: not a role to log in with")

// Role is what a reader is to the records. The text is what stores keep and the command line takes.
type Role string

// The roles. A member is a cadre who reads the own records: the word is reserved, it reads nothing and no ticket is
// issued for it, because a session does not yet say whose the own records are.
const (
	Auditor          Role = "auditor"
	Officer          Role = "officer"           // the county office
	Inspector        Role = "inspector"         // the inspection group (R73)
	Township         Role = "township"          // a township's leader or clerk
	AccountingCentre Role = "accounting_centre" // the township's (R42b)
	Member           Role = "member"
)

// Records is a set of kinds of records.
type Records uint8

// What there is to read.
const (
	Visits Records = 1 << iota
	Evidence
	Photos
	Devices
	Incidents
	Proofs     // of the ledger
	everything = Visits | Evidence | Photos | Devices | Incidents | Proofs
)

// rule is one role's line: what it reads, and how short its place's code may be.
type rule struct {
	reads  Records
	widest int
}

// rule is the whole table of rights. A township reads no incidents: its leader is a team's leader too (R6), and who is
// accused must not learn of it first. Inspectors have inspection screens only, so no devices. Money is checked against
// days, which needs no picture of anyone's home. An unknown role, such as a newer server's, reads nothing.
func (r Role) rule() rule {
	switch r {
	case Auditor:
		return rule{everything, provinceLength}
	case Officer:
		return rule{everything, countyLength}
	case Inspector:
		return rule{Visits | Evidence | Photos | Incidents | Proofs, provinceLength}
	case Township:
		return rule{Visits | Evidence | Photos | Devices | Proofs, townshipLength}
	case AccountingCentre:
		return rule{Visits | Evidence | Proofs, townshipLength}
	}
	return rule{}
}

// ParseRole takes a role as a person typed it: ErrRole for any other word and for a role that may not log in.
func ParseRole(text string) (Role, error) {
	if r := Role(text); r.rule().reads != 0 {
		return r, nil
	}
	return "", fmt.Errorf("%w: take %s, %s, %s, %s or %s", ErrRole, Auditor, Officer, Inspector, Township, AccountingCentre)
}

// String names the kinds for an error, such as "photos, incidents".
func (r Records) String() string {
	var names []string
	for i, name := range []string{"visits", "evidence", "photos", "devices", "incidents", "ledger proofs"} {
		if r&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
