package syncproto

// Ref points at an earlier event: Back places before the pointing one in its own log (Back ≥ 1), or, when Back is 0, at Event.
type Ref struct {
	Back  uint64
	Event EventID
}

// Resolve tells which event is meant, given the pointing event's own place. False when Back reaches before the log's first event.
func (r Ref) Resolve(self EventID) (EventID, bool) {
	if r.Back == 0 {
		return r.Event, true
	}
	if r.Back >= self.Seq {
		return EventID{}, false
	}
	return ID(self.Log, self.Seq-r.Back), true
}

// RefTo points from one event at an earlier one.
func RefTo(self, earlier EventID) Ref {
	if self.Log == earlier.Log && earlier.Seq < self.Seq {
		return Ref{Back: self.Seq - earlier.Seq}
	}
	return Ref{Event: earlier}
}

// MarshalCBOR gives the ref's one encoding.
func (r Ref) MarshalCBOR() ([]byte, error) {
	if r.Back > 0 {
		return encode(r.Back), nil
	}
	return encode(r.Event), nil
}

// UnmarshalCBOR decodes either form.
func (r *Ref) UnmarshalCBOR(data []byte) error {
	if data[0]>>5 != majorUint {
		return decodeScanned(data, &r.Event)
	}
	if err := decodeScanned(data, &r.Back); err != nil {
		return err
	}
	if r.Back == 0 {
		return malformed("a ref of 0 points nowhere")
	}
	return nil
}

func (r Ref) check() error {
	if r.Back > 0 {
		return checkSeq("places back", r.Back)
	}
	return checkSeq("a ref's seq", r.Event.Seq)
}

// SubjectForm says how a supervisor knew what they confirmed; each is weaker than the one before.
type SubjectForm uint8

// Forms of a subject.
const (
	BySamePhone SubjectForm = iota + 1 // the event stands Back places before, on this phone
	ByQR                               // the supervisor's phone read log, seq and leaf from the cadre's
	ByVisitCode                        // six digits were read aloud
	ByWord                             // the supervisor says that the person came that day
)

// Subject of a confirmation.
type Subject struct {
	Form  SubjectForm
	Back  uint64    // BySamePhone
	Event EventID   // ByQR
	Leaf  Leaf      // ByQR
	Code  VisitCode // ByVisitCode
}

type qrSubject struct {
	_    struct{} `cbor:",toarray"`
	Log  LogID
	Seq  uint64
	Leaf Leaf
}

type codeSubject struct {
	_    struct{} `cbor:",toarray"`
	Code VisitCode
}

// MarshalCBOR gives the subject's one encoding.
func (s Subject) MarshalCBOR() ([]byte, error) {
	switch s.Form {
	case BySamePhone:
		return encode(s.Back), nil
	case ByQR:
		return encode(qrSubject{Log: s.Event.Log, Seq: s.Event.Seq, Leaf: s.Leaf}), nil
	case ByVisitCode:
		return encode(codeSubject{Code: s.Code}), nil
	}
	return []byte{cborNull}, nil
}

// UnmarshalCBOR decodes any of the four forms.
func (s *Subject) UnmarshalCBOR(data []byte) error {
	switch {
	case data[0] == cborNull:
		s.Form = ByWord
		return nil
	case data[0]>>5 == majorUint:
		s.Form = BySamePhone
		return decodeScanned(data, &s.Back)
	case data[0] == arrayOf+1:
		var code codeSubject
		err := decodeScanned(data, &code)
		s.Form, s.Code = ByVisitCode, code.Code
		return err
	}
	var qr qrSubject
	err := decodeScanned(data, &qr)
	s.Form, s.Event, s.Leaf = ByQR, ID(qr.Log, qr.Seq), qr.Leaf
	return err
}

func (s Subject) check() error {
	switch {
	case s.Form < BySamePhone || s.Form > ByWord:
		return malformed("a subject has one of four forms")
	case s.Form == BySamePhone:
		return checkSeq("places back", s.Back)
	case s.Form == ByQR:
		return checkSeq("a subject's seq", s.Event.Seq)
	case s.Form == ByVisitCode && s.Code > 999_999:
		return malformed("a visit code has six digits")
	}
	return nil
}
