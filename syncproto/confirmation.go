package syncproto

import "fmt"

// Verdict of a supervisor.
type Verdict uint8

// Verdicts.
const (
	VerdictYes Verdict = 1
	VerdictNo  Verdict = 2
)

// Stay is how long the household says the person stayed (R94).
type Stay uint8

// Stays, rising.
const (
	StayPassed Stay = 0
	StayPart   Stay = 1
	StayDay    Stay = 2
	StayNight  Stay = 3
)

// Satisfaction of the supervisor with a deed (R13).
type Satisfaction uint8

// Answers.
const (
	Satisfied       Satisfaction = 1
	PartlySatisfied Satisfaction = 2
	NotSatisfied    Satisfaction = 3
)

// Means by which a supervisor confirmed. Only the card and the PIN unlock a personal key.
type Means uint8

// Means.
const (
	MeansCard      Means = 1
	MeansPIN       Means = 2
	MeansPaperCode Means = 3
	MeansDrawn     Means = 4
	MeansVoice     Means = 5
)

// HasKey tells whether the means unlocks a personal key.
func (m Means) HasKey() bool { return m == MeansCard || m == MeansPIN }

// Confirmation is a supervisor's word on one sign-in or one deed (R38, R39).
type Confirmation struct {
	_            struct{} `cbor:",toarray"`
	Subject      Subject
	Cadre        Person
	Village      Village
	Sheet        Sheet // 0 for a deed
	Day          Day
	Verdict      Verdict
	Stay         *Stay
	Satisfaction *Satisfaction
	Reason       *string
	Means        Means
	Strokes      *Hash
	Key          *uint64 // seq of the person_key event on this log
	Proof        *Proof
}

// Proof is a personal signature (64 bytes), or the id of a tear-off code and its MAC (21 bytes).
type Proof []byte

const paperProof = len(CodeID{}) + len(MAC{})

// Kind of the event.
func (Confirmation) Kind() Kind { return KindConfirmation }

func (c Confirmation) check() error {
	return firstError(c.Subject.check(), checkOrdinal("cadre", uint32(c.Cadre)), checkVillage(c.Village), checkDay(c.Day),
		checkRange("sheet", uint64(c.Sheet), 0, MaxOrdinal), checkRange("verdict", uint64(c.Verdict), 1, 2), c.checkAnswers(), c.checkProof())
}

func (c Confirmation) checkAnswers() error {
	if c.Sheet != 0 && (c.Satisfaction != nil || c.Reason != nil) {
		return malformed("satisfaction and reason belong to a deed")
	}
	if c.Stay != nil && *c.Stay > StayNight {
		return malformed("stay is 0 to 3, not %d", *c.Stay)
	}
	if c.Satisfaction != nil && (*c.Satisfaction < Satisfied || *c.Satisfaction > NotSatisfied) {
		return malformed("satisfaction is 1 to 3, not %d", *c.Satisfaction)
	}
	if c.Reason != nil {
		return checkLength("reason", *c.Reason, MaxReason)
	}
	return nil
}

func (c Confirmation) checkProof() error {
	length := 0
	if c.Proof != nil {
		length = len(*c.Proof)
	}
	switch {
	case c.Means < MeansCard || c.Means > MeansVoice:
		return malformed("means is 1 to 5, not %d", c.Means)
	case c.Means.HasKey() && (c.Key == nil || checkSeq("key", *c.Key) != nil || length != 64):
		return malformed("card and PIN need a key and a proof of 64 bytes")
	case !c.Means.HasKey() && c.Key != nil:
		return malformed("only card and PIN have a key")
	case c.Means == MeansPaperCode && length != paperProof:
		return malformed("a paper code needs a proof of %d bytes", paperProof)
	case c.Means > MeansPaperCode && c.Proof != nil:
		return malformed("drawn strokes and voice have no proof")
	}
	return nil
}

type statement struct {
	_            struct{} `cbor:",toarray"`
	Tag          string
	Log          LogID
	Seq          uint64
	Key          *uint64
	KeyID        *KeyID
	Cadre        Person
	Village      Village
	Sheet        Sheet
	Day          Day
	Verdict      Verdict
	Stay         *Stay
	Satisfaction *Satisfaction
	Reason       *string
	Means        Means
	What         what
	Strokes      *Hash
	Anchor       *Anchor
}

// what a supervisor saw, as it stands in the statement: the subject's place and leaf, a visit code, or nothing.
type what struct {
	form    SubjectForm
	subject qrSubject
	code    VisitCode
}

// MarshalCBOR gives the one encoding.
func (w what) MarshalCBOR() ([]byte, error) {
	switch w.form {
	case BySamePhone, ByQR:
		return encode(w.subject), nil
	case ByVisitCode:
		return encode(w.code), nil
	}
	return []byte{cborNull}, nil
}

// saw is what the supervisor saw; leaf is that of a subject on the same phone.
func (s Subject) saw(self EventID, leaf Leaf) what {
	w := what{form: s.Form, code: s.Code}
	switch s.Form {
	case BySamePhone:
		w.subject = qrSubject{Log: self.Log, Seq: self.Seq - s.Back, Leaf: leaf}
	case ByQR:
		w.subject = qrSubject{Log: s.Event.Log, Seq: s.Event.Seq, Leaf: s.Leaf}
	}
	return w
}

// Statement is the bytes that the supervisor's key signs. self is the confirmation's own place, anchor that of its segment's header. leaf is the
// subject's, looked up in the log when it stands on the same phone, and is not read for the other forms.
func (c Confirmation) Statement(self EventID, key *KeyID, leaf Leaf, anchor *Anchor) []byte {
	return encode(statement{
		Tag: "zhucun confirm 1", Log: self.Log, Seq: self.Seq, Key: c.Key, KeyID: key,
		Cadre: c.Cadre, Village: c.Village, Sheet: c.Sheet, Day: c.Day,
		Verdict: c.Verdict, Stay: c.Stay, Satisfaction: c.Satisfaction, Reason: c.Reason, Means: c.Means,
		What: c.Subject.saw(self, leaf), Strokes: c.Strokes, Anchor: anchor,
	})
}

// Prove signs the statement with a personal key and puts the proof into the confirmation.
func (c *Confirmation) Prove(self EventID, signer Signer, leaf Leaf, anchor *Anchor) error {
	id := signer.Public().ID()
	signature, err := signer.Sign(c.Statement(self, &id, leaf, anchor))
	if err != nil {
		return fmt.Errorf("sign confirmation: %w", err)
	}
	proof := Proof(signature[:])
	c.Proof = &proof
	return nil
}

// ProveByCode puts the id and MAC of a tear-off code into the confirmation; an officer judges it later.
func (c *Confirmation) ProveByCode(self EventID, code CodeKey, leaf Leaf, anchor *Anchor) {
	c.Means = MeansPaperCode
	id, mac := code.ID(), code.mac("", c.Statement(self, nil, leaf, anchor))
	proof := Proof(append(id[:], mac[:]...))
	c.Proof = &proof
}

// Proven tells whether the proof is the key's signature over the statement.
func (c Confirmation) Proven(self EventID, key PublicKey, leaf Leaf, anchor *Anchor) bool {
	if c.Proof == nil || len(*c.Proof) != len(Signature{}) {
		return false
	}
	id := key.ID()
	return key.Verify(c.Statement(self, &id, leaf, anchor), Signature(*c.Proof))
}
