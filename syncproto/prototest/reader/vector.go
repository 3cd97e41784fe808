package reader

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// hexBytes are bytes that a vector spells in hex.
type hexBytes []byte

// UnmarshalText reads the hex of section 12.
func (h *hexBytes) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	*h = b
	return err
}

// Vector is one file of section 12.
type Vector struct {
	Expect           string     `json:"expect"`
	Comment          string     `json:"comment"`
	Code             string     `json:"code"`
	Genesis          hexBytes   `json:"genesis"`
	GenesisSignature hexBytes   `json:"genesis_signature"`
	Segments         []hexBytes `json:"segments"`
	Erased           bool       `json:"erased"`
	Frames           hexBytes   `json:"frames"`
	Facts
}

// Facts are what an accepting reader computes. Leaves, visit codes and events
// are those of the last segment; an erased event is not among the events.
type Facts struct {
	LogID             hexBytes   `json:"log_id"`
	Heads             []hexBytes `json:"heads"`
	Leaves            []hexBytes `json:"leaves"`
	VisitCodes        []uint64   `json:"visit_codes"`
	Events            []hexBytes `json:"events"`
	Statement         hexBytes   `json:"statement"`
	PersonalKey       hexBytes   `json:"personal_key"`
	PersonalAlgorithm uint64     `json:"personal_algorithm"`
	Why               string     `json:"-"` // the verdict's reasons, for a person
}

// errEarlier means that something before the last thing given was not accepted:
// the vector itself breaks section 12.
var errEarlier = errors.New("something before the last thing is not accepted")

// Read judges one vector and computes what it must agree with. The error is not
// a verdict: it says that the file is no vector. The dictionary is number 1.
func Read(vector []byte, dictionary []byte) (verdict string, facts Facts, err error) {
	var v Vector
	if err := json.Unmarshal(vector, &v); err != nil {
		return "", Facts{}, fmt.Errorf("vector: %w", err)
	}
	r := &reading{dictionary: dictionary}
	if v.Code != "" {
		if r.codeKey, err = codeKey(v.Code); err != nil {
			return "", Facts{}, err
		}
	}
	for _, step := range r.steps(v) {
		if r.faults.verdict() != Accept {
			return "", r.facts, fmt.Errorf("%w: %s", errEarlier, &r.faults)
		}
		step()
	}
	r.facts.Why = r.faults.String()
	return r.faults.verdict(), r.facts, nil
}

// reading is one run of Read: the log as known so far and what is wrong with the
// thing read last.
type reading struct {
	dictionary []byte
	codeKey    []byte
	log        *chain
	faults     faults
	facts      Facts
}

// steps are the things given, in order; all before the last are to be accepted.
func (r *reading) steps(v Vector) []func() {
	var steps []func()
	if v.Genesis != nil {
		steps = append(steps, func() { r.genesis(v.Genesis, v.GenesisSignature) })
	}
	for i, raw := range v.Segments {
		erased := v.Erased && i == len(v.Segments)-1
		steps = append(steps, func() { r.segment(raw, erased) })
	}
	if v.Frames != nil {
		steps = append(steps, r.frames(v.Frames)...)
	}
	return steps
}

func (r *reading) genesis(raw, sig []byte) {
	g := readGenesis(raw, sig, r.codeKey, &r.faults)
	if r.faults.unreadable() {
		return
	}
	r.log = newChain(g)
	r.facts.LogID = r.log.logID
}

func (r *reading) segment(raw []byte, erased bool) {
	var s segment
	if erased {
		s = readErased(raw, &r.faults)
	} else {
		s = readSegment(raw, r.dictionary, &r.faults)
	}
	if r.faults.unreadable() {
		return
	}
	if r.log == nil {
		r.faults.add(BadSignature, "segment of a log without genesis")
		return
	}
	r.log.judge(s, &r.faults)
	r.note(s)
}

// note keeps the facts of the segment read last.
func (r *reading) note(s segment) {
	f := &r.facts
	f.Heads = append(f.Heads, s.head)
	f.Leaves, f.VisitCodes, f.Events = nil, nil, nil
	f.Statement, f.PersonalKey, f.PersonalAlgorithm = nil, nil, 0
	for i, e := range s.events {
		f.Leaves = append(f.Leaves, s.leaves[i])
		f.VisitCodes = append(f.VisitCodes, visitCode(s.leaves[i]))
		if e.raw != nil {
			f.Events = append(f.Events, e.raw)
		}
	}
	last := len(s.events) - 1
	if s.events[last].kind == kindConfirmation {
		statement, key := r.log.statement(s, last)
		f.Statement, f.PersonalKey, f.PersonalAlgorithm = statement, key.bytes, key.algorithm
	}
}
