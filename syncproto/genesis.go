package syncproto

import "fmt"

// Genesis begins a log (SPEC.md section 3). Its bytes, not this value, are what is hashed and signed.
type Genesis struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	County    County
	Algorithm Algorithm
	Key       []byte
	MAC       MAC
	Parent    *EventID
}

type genesisClaim struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	County    County
	Algorithm Algorithm
	Key       []byte
	Parent    *EventID
}

// Enrolment is a frame: a genesis, the proof that its key is held, and which one-time code it spends.
type Enrolment struct {
	_         struct{} `cbor:",toarray"`
	Genesis   []byte
	Signature Signature
	Code      CodeID
}

// NewGenesis makes and signs the genesis of a log that spends a one-time code; parent is the last known event of a log it continues, or nil.
func NewGenesis(county County, signer Signer, code CodeKey, parent *EventID) (Enrolment, error) {
	public := signer.Public()
	g := Genesis{Version: 1, County: county, Algorithm: public.Algorithm(), Key: public.Bytes(), Parent: parent}
	g.MAC = code.mac("zhucun genesis 1", g.claim())
	data := encode(g)
	signature, err := signer.Sign(tagged("zhucun genesis 1", data))
	if err != nil {
		return Enrolment{}, fmt.Errorf("sign genesis: %w", err)
	}
	return Enrolment{Genesis: data, Signature: signature, Code: code.ID()}, nil
}

// ParseGenesis decodes a genesis strictly and checks its key; it proves nothing yet.
func ParseGenesis(data []byte) (Genesis, PublicKey, error) {
	var g Genesis
	if err := decode(data, &g); err != nil {
		return Genesis{}, PublicKey{}, fmt.Errorf("genesis: %w", err)
	}
	if g.Version != 1 {
		return Genesis{}, PublicKey{}, fmt.Errorf("genesis: %w %d", ErrVersion, g.Version)
	}
	if err := checkCounty(g.County); err != nil {
		return Genesis{}, PublicKey{}, fmt.Errorf("genesis: %w", err)
	}
	if g.Parent != nil {
		if err := checkSeq("parent", g.Parent.Seq); err != nil {
			return Genesis{}, PublicKey{}, fmt.Errorf("genesis: %w", err)
		}
	}
	key, err := ParsePublicKey(g.Algorithm, g.Key)
	return g, key, err
}

// Verify decodes the genesis and checks, under the key it carries, that the key is held. The MAC is checked by [Enrolment.Spends].
func (e Enrolment) Verify() (Genesis, PublicKey, error) {
	g, key, err := ParseGenesis(e.Genesis)
	if err != nil {
		return g, key, err
	}
	if !key.Verify(tagged("zhucun genesis 1", e.Genesis), e.Signature) {
		return g, key, fmt.Errorf("genesis: %w", ErrBadSignature)
	}
	return g, key, nil
}

// Spends tells whether whoever made the genesis knew the one-time code.
func (e Enrolment) Spends(code CodeKey) bool {
	g, _, err := ParseGenesis(e.Genesis)
	return err == nil && code.checks("zhucun genesis 1", g.claim(), g.MAC)
}

// LogID is the name of the log that the genesis begins.
func (e Enrolment) LogID() LogID { return LogIDOf(e.Genesis) }

// Root is what the first segment of the log names as its predecessor.
func (e Enrolment) Root() Head { return Head(hashOf(e.Genesis)) }

// LogIDOf is H[16]("zhucun log 1" ‖ genesis).
func LogIDOf(genesis []byte) LogID {
	sum := hashOf([]byte("zhucun log 1"), genesis)
	return LogID(sum[:16])
}

func (g Genesis) claim() []byte {
	return encode(genesisClaim{Version: g.Version, County: g.County, Algorithm: g.Algorithm, Key: g.Key, Parent: g.Parent})
}
