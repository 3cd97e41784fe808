package syncproto

import "fmt"

// Grant is a frame: the answer to an enrolment. It gives the log its short number and proves the county's keys by the one-time code.
type Grant struct {
	_       struct{} `cbor:",toarray"`
	Log     LogID
	Ordinal uint32 // never reused, from 1
	County  []byte // the county document's bytes
	MAC     MAC
}

// NewGrant answers an enrolment that spent the code.
func NewGrant(log LogID, ordinal uint32, county CountyDocument, code CodeKey) Grant {
	g := Grant{Log: log, Ordinal: ordinal, County: county.Encode()}
	g.MAC = code.mac("zhucun county 1", g.claim())
	return g
}

type grantClaim struct {
	_       struct{} `cbor:",toarray"`
	Log     LogID
	Ordinal uint32
	County  []byte
}

func (g Grant) claim() []byte {
	return encode(grantClaim{Log: g.Log, Ordinal: g.Ordinal, County: g.County})
}

// Open checks that the grant was made by who knows the one-time code, and decodes the county document.
func (g Grant) Open(code CodeKey) (CountyDocument, error) {
	if !code.checks("zhucun county 1", g.claim(), g.MAC) {
		return CountyDocument{}, fmt.Errorf("grant: %w", ErrBadSignature)
	}
	return ParseCountyDocument(g.County)
}
