package syncproto

// Note is free text, never compulsory and never counted (R1, R71).
type Note struct {
	_       struct{} `cbor:",toarray"`
	About   *Ref
	Village Village
	Text    string
}

// Kind of the event.
func (Note) Kind() Kind { return KindNote }

func (n Note) check() error {
	if n.About != nil {
		if err := n.About.check(); err != nil {
			return err
		}
	}
	return firstError(checkVillage(n.Village), checkLength("note", n.Text, MaxNote))
}

// Correction withdraws an earlier event of the same log and actor; the old one stays visible as withdrawn. Nothing said of the old one passes
// on to the replacement.
type Correction struct {
	_           struct{} `cbor:",toarray"`
	Withdrawn   Ref
	Replacement *Ref
	Reason      string
}

// Kind of the event.
func (Correction) Kind() Kind { return KindCorrection }

func (c Correction) check() error {
	if c.Replacement != nil {
		if err := c.Replacement.check(); err != nil {
			return err
		}
	}
	return firstError(c.Withdrawn.check(), checkLength("reason", c.Reason, MaxCorrection))
}
