package console

import (
	"slices"

	"zhucun/server/evidence"
	"zhucun/syncproto/dossier"
)

// Proven lists what signatures, hashes and the county's ledger show.
func (v view) Proven() []string {
	segment, at := v.page.segment(), v.page.statement().Time
	list := []string{
		v.T("page.proven.device"),
		v.T("page.proven.ledger", "index", segment.Leaf, "time", v.moment(segment.Received)),
	}
	if at.Class == "interval" {
		list = append(list, v.T("page.proven.interval", "after", v.moment(at.NotBefore), "before", v.moment(at.NotAfter)))
	} else {
		list = append(list, v.T("page.proven.not_after", "before", v.moment(at.NotAfter)))
	}
	for _, c := range v.page.Confirmations {
		if c.Belongs && c.Key != nil && c.Standing == "" {
			list = append(list, v.T("page.signer."+c.Form, "supervisor", v.page.person(c.Actor)), v.T("page.proven.vouched"))
		}
	}
	if slices.ContainsFunc(v.page.Photos, complete) {
		list = append(list, v.T("page.proven.photo"))
	}
	return list
}

func complete(p evidence.Photo) bool {
	return slices.ContainsFunc(p.Parts, func(part evidence.Part) bool { return part.Complete != 0 && part.Role != "manifest" })
}

// Unproven lists what no signature shows; the words are those of the offline check.
func (v view) Unproven() []string {
	limits := []string{dossier.LimitHolder, dossier.LimitClock}
	if v.page.confirmation() != nil {
		limits = append(limits, dossier.LimitVouching)
	}
	if v.page.Custody != "" {
		limits = append(limits, custodyLimit(v.page.Custody), dossier.LimitMeans)
	}
	if len(v.page.Photos) > 0 {
		limits = append(limits, dossier.LimitShows, dossier.LimitTaken)
	}
	limits = append(limits, dossier.LimitLeftOut, dossier.LimitSameBook, dossier.LimitNames)
	return v.each("limit", limits)
}

func custodyLimit(word string) string {
	switch word {
	case "own":
		return dossier.LimitCustodyOwn
	case "shared_hardware":
		return dossier.LimitCustodyHardware
	case "cadre":
		return dossier.LimitCustodyCadre
	}
	return dossier.LimitCustodyShared
}
