// Package roster reads who is who in a county: its divisions, the resident work teams and their members, the
// households, and the villagers who supervise. Five CSV texts go in, one value comes out that answers the questions of
// the policy: who was appointed where on a day, who is whose kin, who is posted where.
//
// It is not a store (it touches no database and no disk), it does not know what today is, and it says nothing in a
// human language: a finding is a code with arguments, whose text in Chinese and English is in syncproto/words, in the
// files roster.json, under the code itself.
//
// Words. A division is a place with a code; a posting is one row of members.csv: a person, a role, a village, a term;
// an appointment is one row of supervisors.csv; a term is a first and a last day, both counted. A finding is one thing
// wrong at one cell; an error keeps the whole import out, a warning never does.
//
// Flow. Template prints a file to fill in; Read turns five files into a Roster or into findings, and changes nothing,
// so every Read is also a dry run; New makes the same Roster again from rows that a store kept. A demonstration county
// is in the sub-package sample.
//
// Laws. What Read returns without an error has no reference that leads nowhere. Every error of every row is reported at
// once, at its line in the file; a reference into a file whose rows could not all be read is not judged, so one broken
// row does not become a hundred findings. Warnings look at one day, which the caller names, and only when there is no
// error. No text of a name column is ever repeated in a finding. Files, columns and their Chinese names are described
// in testdata/roster/README.md, which a test compares with the code.
package roster
