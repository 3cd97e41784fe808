package dossier

import (
	"cmp"
	"slices"

	"zhucun/syncproto"
)

// checkConfirmations verifies each supervisor's own signature and takes the county's word on their standing. An event from which either is missing
// keeps its place in the record and confirms nothing.
func (c *checker) checkConfirmations() {
	for _, at := range c.rising() {
		a := c.events[at]
		said, ok := a.Body.(syncproto.Confirmation)
		if !ok {
			continue
		}
		a.Subject = c.subjectLeaf(a, said)
		a.Standing = c.standing(a, said)
		c.events[at] = a
		c.report.limit(LimitVouching)
	}
}

// rising lists the events in one order, whatever map they lie in.
func (c *checker) rising() []place {
	places := make([]place, 0, len(c.events))
	for at := range c.events {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.id.String(), b.id.String()), cmp.Compare(a.id.Seq, b.id.Seq), cmp.Compare(a.leaf.String(), b.leaf.String()))
	})
	return places
}

// subjectLeaf is the leaf that the statement names, zero for a confirmation by code or by word.
func (c *checker) subjectLeaf(a attested, said syncproto.Confirmation) syncproto.Leaf {
	switch said.Subject.Form {
	case syncproto.ByQR:
		return said.Subject.Leaf
	case syncproto.BySamePhone:
		if id, ok := (syncproto.Ref{Back: said.Subject.Back}).Resolve(a.ID); ok {
			leaf, _ := c.leafAt(id, a.segment)
			return leaf
		}
	}
	return syncproto.Leaf{}
}

// standing is 0 only when the signature was verified here and the county's ledger says that nothing is against it.
func (c *checker) standing(a attested, said syncproto.Confirmation) syncproto.Code {
	if !said.Means.HasKey() {
		c.report.add(WhatPersonalSignature, Open, a.where())
		return syncproto.CodeNoKey
	}
	key, known := c.logs[a.ID.Log].personKeys[*said.Key]
	signed := known && key.local == a.Actor.Local() && said.Proven(a.ID, key.key, a.Subject, a.segment.Header.Anchor)
	code := a.segment.code(a.place)
	c.found(WhatPersonalSignature, signed, a)
	if !signed {
		return syncproto.CodeBadProof
	}
	c.report.limit(custodyLimit(key.body.Custody))
	c.report.limit(LimitMeans)
	if code != 0 {
		c.report.add(WhatStanding, Open, a.where())
		return code
	}
	c.report.add(WhatStanding, Attested, a.where())
	return 0
}

// found adds an item about a personal key's signature. One that fails is damage, unless the county has said the same of it.
func (c *checker) found(what string, holds bool, a attested) {
	if !holds && a.segment.code(a.place) == syncproto.CodeBadProof {
		c.report.add(what, Open, a.where())
		return
	}
	c.report.found(what, holds, a.where())
}

func custodyLimit(custody syncproto.Custody) string {
	switch custody {
	case syncproto.CustodyOwn:
		return LimitCustodyOwn
	case syncproto.CustodySharedHardware:
		return LimitCustodyHardware
	case syncproto.CustodyCadre:
		return LimitCustodyCadre
	}
	return LimitCustodyShared
}
