package dossier

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"

	"zhucun/syncproto"
	"zhucun/syncproto/proof"
)

// ErrOtherCounty: the dossier was made under another key than the one that was given. Nothing in it speaks for this county.
var ErrOtherCounty = errors.New("the dossier is of another county, or forged")

// Check says what the zip of that size proves under the county's ledger key. It changes nothing and may be called concurrently. ErrNotDossier and
// ErrOtherCounty are its errors; everything else that is wrong is an item of the report.
func Check(r io.ReaderAt, size int64, county ed25519.PublicKey) (Report, error) {
	files, err := openArchive(r, size)
	if err != nil {
		return Report{}, err
	}
	c := &checker{county: county, archive: files, verdicts: map[syncproto.Head]verdict{}, logs: map[syncproto.LogID]*log{},
		anchors: map[syncproto.Anchor]int64{}, byHead: map[syncproto.Head]segment{}, events: map[place]attested{}}
	if err := c.checkContents(); err != nil {
		return c.report, err
	}
	c.checkLedger()
	c.checkLogs()
	c.checkSegments()
	c.checkReceipts()
	c.gather()
	c.checkConfirmations()
	c.checkPhotos()
	c.grade()
	return c.report, nil
}

// checker is what one Check has found so far. Each step uses only what the steps before it have proven.
type checker struct {
	county   ed25519.PublicKey
	archive  archive
	report   Report
	contents Contents
	subject  place
	document *syncproto.CountyDocument // nil when it is damaged

	checkpoint proof.Signed               // zero when it is damaged
	verdicts   map[syncproto.Head]verdict // of segments that stand in the ledger
	anchors    map[syncproto.Anchor]int64 // times of the checkpoints that anchors name
	logs       map[syncproto.LogID]*log   // whose genesis holds
	segments   []segment                  // whose signature holds, by log and first
	byHead     map[syncproto.Head]segment // the same
	events     map[place]attested         // of segments that stand in the ledger too
}

// checkContents holds the members against the sealed list. A key that is not the county's is told apart from a damaged seal by the county document.
func (c *checker) checkContents() error {
	data := c.archive.small[ContentsName]
	seal := sealHolds(data, c.archive.small[SealName], c.county)
	document, err := syncproto.ParseCountyDocument(c.archive.small[CountyName])
	if !seal && err == nil && !bytes.Equal(document.Ledger[:], c.county) {
		return ErrOtherCounty
	}
	c.report.found(WhatSeal, seal, SealName)
	if !seal {
		c.report.add(WhatSeal, Damaged, ContentsName) // which of the two changed cannot be told
	}
	contents, parseErr := parseContents(data)
	c.subject, _ = contents.place()
	c.report.Subject, c.report.Claimed, c.contents = c.subject.id, contents.Grade, contents
	if parseErr != nil || c.subject.id.Seq == 0 {
		c.report.add(WhatMember, Damaged, ContentsName)
	}
	c.checkMembers(seal)
	known := err == nil && bytes.Equal(document.Ledger[:], c.county)
	c.report.found(WhatCounty, known, CountyName)
	if known {
		c.document = &document
	}
	return nil
}

// checkMembers names what is not as it was sealed. Without a seal the list still finds accidents.
func (c *checker) checkMembers(seal bool) {
	same, wrong := c.archive.compare(c.contents)
	state := Open
	if seal {
		state = Attested
	}
	for _, name := range same {
		if Informative(name) {
			c.report.add(WhatMember, state, name) // the others are looked into, each by itself
		}
	}
	for _, name := range wrong {
		c.report.add(WhatMember, Damaged, name)
	}
}

// checkLedger opens the leaves under the county's signed checkpoint.
func (c *checker) checkLedger() {
	var ledger Ledger
	if err := decodeJSON(c.archive.small[LedgerName], &ledger); err != nil || c.document == nil {
		c.report.add(WhatCheckpoint, Damaged, LedgerName)
		return
	}
	origin, err := proof.Origin(c.document.County.String())
	if err == nil {
		c.checkpoint, err = proof.ParseCheckpoint([]byte(ledger.Checkpoint), origin, c.county)
	}
	c.report.found(WhatCheckpoint, err == nil, LedgerName)
	if err != nil {
		return
	}
	c.openLeaves(ledger.Openings)
	for _, note := range ledger.Anchors {
		signed, err := proof.ParseCheckpoint([]byte(note), origin, c.county)
		if err != nil {
			c.report.add(WhatNotBefore, Damaged, LedgerName)
			continue
		}
		c.anchors[signed.Anchor()] = signed.Time
	}
}

// openLeaves reads the verdicts, each segment's first leaf first.
func (c *checker) openLeaves(openings []Opening) {
	for i, opening := range openings {
		_, head, verdict, err := opening.open(c.checkpoint.Tree)
		if err != nil || i > 0 && opening.Index <= openings[i-1].Index {
			c.report.add(WhatLedger, Damaged, LedgerName)
			continue
		}
		if first, twice := c.verdicts[head]; twice {
			verdict = first.then(verdict)
		}
		c.verdicts[head] = verdict
	}
}

// checkReceipts: the county's receipt speaks of this segment and of its place in the ledger.
func (c *checker) checkReceipts() {
	for _, name := range c.archive.in(receiptsFolder) {
		signed, err := syncproto.ParseSignedReceipt(c.archive.small[name])
		var receipt syncproto.Receipt
		if err == nil {
			receipt, err = signed.Open(c.county)
		}
		verdict, inLedger := c.verdicts[receipt.Head]
		holds := err == nil && name == ReceiptName(receipt.Head) && inLedger && receipt.Index == uint64(verdict.index)
		c.report.found(WhatReceipt, holds, name)
	}
}
