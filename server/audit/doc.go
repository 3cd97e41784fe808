// Package audit looks through a county's records and says what in them is damaged or falsified, believing nothing but the county's public key.
//
// It is read-only and needs no private key. It is not the check of one dossier (zhucun/syncproto/dossier), and it repairs nothing.
//
// Words: a primary fact is what was not made here: what phones signed, what officers decided, when it came; a derived row follows from primary facts;
// a finding is one row that is not as it must be; a part is a kind of rows, as an officer would call it.
//
// Flow: [Run] goes through the parts. The ledger's openings give its leaves, these its tree, and the tree must have the root of every checkpoint that the
// county ever signed. Then the county is made again, in an empty database: in the order of the ledger the real ingest takes in what phones signed, officers'
// decisions are put between, the real projection pairs. The two databases are compared row by row. So no rule stands here a second time.
//
// Laws: nothing that the records hold makes it panic or stop; a part that cannot be read to its end is a finding, and the others are looked at all the
// same. What follows a damaged segment on the same phone is counted as not checked, not as damaged. What is never checked is named: [Report.Open].
//
// Memory: about 64 bytes a leaf and 50 a segment and a photo's file; a batch of events at a time. The second database is on a disk that the caller
// chooses and becomes about as large as the first.
package audit
