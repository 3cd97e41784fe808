package main

import (
	"zhucun/server/audit"
	"zhucun/syncproto/dossier"
)

// dossierJSON is what verify --json says of a dossier. Its names are stable and told in the command's help.
type dossierJSON struct {
	Sound     bool           `json:"sound"`   // nothing is damaged
	Subject   string         `json:"subject"` // id of the record
	Claimed   string         `json:"claimed"` // grade by the county
	Grade     string         `json:"grade"`   // grade by this check, never above claimed; "" when the record itself is not proven
	NotBefore int64          `json:"not_before_ms,omitempty"`
	NotAfter  int64          `json:"not_after_ms,omitempty"`
	Items     []dossier.Item `json:"items"`
	Limits    []string       `json:"limits"` // what no dossier proves
}

func dossierJSONOf(r dossier.Report) dossierJSON {
	return dossierJSON{Sound: len(r.Damaged()) == 0, Subject: r.Subject.String(), Claimed: r.Claimed, Grade: r.Grade.String(),
		NotBefore: r.Lo, NotAfter: r.Hi, Items: r.Items, Limits: r.Limits}
}

// folderJSON is what verify --json says of a data folder.
type folderJSON struct {
	Sound bool `json:"sound"`
	audit.Report
}

func folderJSONOf(report audit.Report) folderJSON { return folderJSON{report.Sound(), report} }
