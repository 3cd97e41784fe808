package prototest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"zhucun/syncproto"
)

// Vector is one file of testdata/vectors (SPEC.md section 12).
type Vector struct {
	Name string `json:"-"`

	Expect           Verdict `json:"expect"`
	Comment          string  `json:"comment"`
	Code             string  `json:"code,omitempty"`
	Genesis          Hex     `json:"genesis,omitempty"`
	GenesisSignature Hex     `json:"genesis_signature,omitempty"`
	Segments         []Hex   `json:"segments,omitempty"`
	Erased           bool    `json:"erased,omitempty"`
	Frames           Hex     `json:"frames,omitempty"`
	Facts
}

// Facts are what a reader that accepts must compute: leaves, visit codes and events are those of the last segment.
type Facts struct {
	LogID             Hex      `json:"log_id,omitempty"`
	Heads             []Hex    `json:"heads,omitempty"`
	Leaves            []Hex    `json:"leaves,omitempty"`
	VisitCodes        []uint32 `json:"visit_codes,omitempty"`
	Events            []Hex    `json:"events,omitempty"` // those that are not erased
	Statement         Hex      `json:"statement,omitempty"`
	PersonalKey       Hex      `json:"personal_key,omitempty"`
	PersonalAlgorithm uint8    `json:"personal_algorithm,omitempty"`
}

// Verdict of a reader on the last thing given; the folder of a vector.
type Verdict string

// Verdicts.
const (
	Accept       Verdict = "accept"
	BadSignature Verdict = "bad-signature"
	BrokenChain  Verdict = "broken-chain"
	Malformed    Verdict = "malformed"
	OverLimit    Verdict = "over-limit"
	Fork         Verdict = "fork"
	UnknownKind  Verdict = "unknown-kind"
)

// Verdicts lists all of them.
func Verdicts() []Verdict {
	return []Verdict{Accept, BadSignature, BrokenChain, Malformed, OverLimit, Fork, UnknownKind}
}

// Hex is bytes that a vector writes as hexadecimal digits.
type Hex []byte

// MarshalText writes the digits.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText reads them.
func (h *Hex) UnmarshalText(text []byte) error {
	data, err := hex.AppendDecode(nil, text)
	*h = data
	return err
}

// Vectors reads all vectors, by name. It fails when there are fewer than least, so that an empty folder never passes, or when one does not stand
// in the folder of its verdict. testdata is that folder of the source tree.
func Vectors(testdata fs.FS, least int) ([]Vector, error) {
	names, err := fs.Glob(testdata, "vectors/*/*.json")
	if err != nil {
		return nil, err
	}
	if len(names) < least {
		return nil, fmt.Errorf("%d vectors, want at least %d", len(names), least)
	}
	slices.Sort(names)
	vectors := make([]Vector, 0, len(names))
	for _, name := range names {
		vector, err := readVector(testdata, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		vectors = append(vectors, vector)
	}
	return vectors, nil
}

func readVector(testdata fs.FS, name string) (Vector, error) {
	data, err := fs.ReadFile(testdata, name)
	if err != nil {
		return Vector{}, err
	}
	v := Vector{Name: strings.TrimSuffix(path.Base(name), ".json")}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return Vector{}, err
	}
	if folder := path.Base(path.Dir(name)); string(v.Expect) != folder {
		return Vector{}, fmt.Errorf("expects %s and stands in %s", v.Expect, folder)
	}
	return v, nil
}

// Path of the vector's file below testdata.
func (v Vector) Path() string { return path.Join("vectors", string(v.Expect), v.Name+".json") }

// File is the vector's file.
func (v Vector) File() ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	return append(data, '\n'), err
}

// Judge judges the last thing that a vector gives, after accepting all before it.
func (v Vector) Judge() (Facts, error) {
	if v.Frames != nil {
		return Facts{}, Frames(bytes.NewReader(v.Frames))
	}
	code, err := syncproto.ParseOneTimeCode(v.Code)
	if err != nil {
		return Facts{}, fmt.Errorf("vector: %w", err)
	}
	enrolment := syncproto.Enrolment{Genesis: v.Genesis}
	if copy(enrolment.Signature[:], v.GenesisSignature) != len(v.GenesisSignature) {
		return Facts{}, fmt.Errorf("%w: signature of %d bytes", syncproto.ErrMalformed, len(v.GenesisSignature))
	}
	j := &Judge{}
	if err := j.Genesis(enrolment, code.Key()); err != nil {
		return Facts{}, v.last(0, err)
	}
	for i, payload := range v.Segments {
		judge := j.Segment
		if v.Erased && i == len(v.Segments)-1 {
			judge = j.Erased
		}
		if err := judge(payload); err != nil {
			return Facts{}, v.last(i+1, err)
		}
	}
	return j.Facts, nil
}

// last makes sure that nothing but the last thing is refused.
func (v Vector) last(i int, err error) error {
	if i != len(v.Segments) {
		return fmt.Errorf("vector: thing %d of %d is not accepted: %v", i+1, len(v.Segments)+1, err)
	}
	return err
}
