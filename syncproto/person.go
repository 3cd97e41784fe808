package syncproto

import "fmt"

// Custody is whose phone holds a personal key and how; it is printed with everything the key signs.
type Custody uint8

// Custodies, from the best to the worst.
const (
	CustodyOwn            Custody = 1
	CustodySharedHardware Custody = 2
	CustodyShared         Custody = 3
	CustodyCadre          Custody = 4
)

// PersonAdded binds a local number to a person of the roster, once. Locals are 1, 2, 3 … in order.
type PersonAdded struct {
	_      struct{} `cbor:",toarray"`
	Local  Local
	Person Person
}

// Kind of the event.
func (PersonAdded) Kind() Kind { return KindPersonAdded }

func (p PersonAdded) check() error {
	return firstError(checkOrdinal("local number", uint32(p.Local)), checkOrdinal("person", uint32(p.Person)))
}

// PersonKey registers a personal key. Keys never move to another log; a newer key of the same local number ends the older.
type PersonKey struct {
	_           struct{} `cbor:",toarray"`
	Local       Local
	Algorithm   Algorithm
	Key         []byte
	Custody     Custody
	Means       Means // what wraps it: card or PIN
	Appointment *Voucher
	Proof       Signature
}

// Voucher shows that the one-time code of an appointment slip was known; by it the county vouches for the key.
type Voucher struct {
	_    struct{} `cbor:",toarray"`
	Code CodeID
	MAC  MAC
}

type voucherClaim struct {
	_         struct{} `cbor:",toarray"`
	Log       LogID
	Seq       uint64
	Person    Person
	Algorithm Algorithm
	Key       []byte
}

type personKeyClaim struct {
	_         struct{} `cbor:",toarray"`
	Tag       string
	Log       LogID
	Seq       uint64
	Person    Person
	Algorithm Algorithm
	Key       []byte
	Custody   Custody
	Means     Means
}

// Kind of the event.
func (PersonKey) Kind() Kind { return KindPersonKey }

func (p PersonKey) check() error {
	if err := firstError(checkOrdinal("local number", uint32(p.Local)), checkRange("custody", uint64(p.Custody), 1, 4),
		checkRange("means", uint64(p.Means), 1, 2)); err != nil {
		return err
	}
	if _, err := ParsePublicKey(p.Algorithm, p.Key); err != nil {
		return malformed("%v", err)
	}
	return nil
}

// NewPersonKey makes the event that registers a signer as a person's key at a place of a log. code is that of the appointment slip, or nil.
func NewPersonKey(self EventID, local Local, person Person, signer Signer, custody Custody, means Means, code *CodeKey) (PersonKey, error) {
	public := signer.Public()
	p := PersonKey{Local: local, Algorithm: public.Algorithm(), Key: public.Bytes(), Custody: custody, Means: means}
	if code != nil {
		p.Appointment = &Voucher{Code: code.ID(), MAC: code.mac("zhucun appoint 1", p.voucherClaim(self, person))}
	}
	var err error
	if p.Proof, err = signer.Sign(p.claim(self, person)); err != nil {
		return PersonKey{}, fmt.Errorf("prove the key is held: %w", err)
	}
	return p, nil
}

// Public is the registered key, which check has already parsed.
func (p PersonKey) Public() (PublicKey, error) { return ParsePublicKey(p.Algorithm, p.Key) }

// Proven tells whether who wrote the event held the key.
func (p PersonKey) Proven(self EventID, person Person) bool {
	key, err := p.Public()
	return err == nil && key.Verify(p.claim(self, person), p.Proof)
}

// Vouched tells whether who wrote the event knew the code of the person's appointment slip.
func (p PersonKey) Vouched(self EventID, person Person, code CodeKey) bool {
	return p.Appointment != nil && p.Appointment.Code == code.ID() && code.checks("zhucun appoint 1", p.voucherClaim(self, person), p.Appointment.MAC)
}

func (p PersonKey) voucherClaim(self EventID, person Person) []byte {
	return encode(voucherClaim{Log: self.Log, Seq: self.Seq, Person: person, Algorithm: p.Algorithm, Key: p.Key})
}

func (p PersonKey) claim(self EventID, person Person) []byte {
	return encode(personKeyClaim{Tag: "zhucun person key 1", Log: self.Log, Seq: self.Seq, Person: person,
		Algorithm: p.Algorithm, Key: p.Key, Custody: p.Custody, Means: p.Means})
}

// SecretChanged says that the same key was wrapped anew by another PIN or card.
type SecretChanged struct {
	_     struct{} `cbor:",toarray"`
	Local Local
	Means Means
}

// Kind of the event.
func (SecretChanged) Kind() Kind { return KindSecretChanged }

func (s SecretChanged) check() error {
	return firstError(checkOrdinal("local number", uint32(s.Local)), checkRange("means", uint64(s.Means), 1, 2))
}

// AttemptsFailed counts wrong PINs or cards since the last good one; it is written before the next good use takes effect.
type AttemptsFailed struct {
	_      struct{} `cbor:",toarray"`
	Local  Local
	Number uint32
}

// Kind of the event.
func (AttemptsFailed) Kind() Kind { return KindAttemptsFailed }

func (a AttemptsFailed) check() error {
	return firstError(checkOrdinal("local number", uint32(a.Local)), checkOrdinal("number of attempts", a.Number))
}

// KeyRotated gives the log a new key; it is the last event of its segment, and later segments are signed by the new key.
type KeyRotated struct {
	_         struct{} `cbor:",toarray"`
	Algorithm Algorithm
	Key       []byte
	Proof     Signature
}

type rotationClaim struct {
	_         struct{} `cbor:",toarray"`
	Tag       string
	Log       LogID
	Seq       uint64
	Algorithm Algorithm
	Key       []byte
}

// Kind of the event.
func (KeyRotated) Kind() Kind { return KindKeyRotated }

func (k KeyRotated) check() error {
	if _, err := ParsePublicKey(k.Algorithm, k.Key); err != nil {
		return malformed("%v", err)
	}
	return nil
}

// NewKeyRotated makes the event by which a log goes over to a new key.
func NewKeyRotated(self EventID, next Signer) (KeyRotated, error) {
	public := next.Public()
	k := KeyRotated{Algorithm: public.Algorithm(), Key: public.Bytes()}
	var err error
	if k.Proof, err = next.Sign(k.claim(self)); err != nil {
		return KeyRotated{}, fmt.Errorf("prove the key is held: %w", err)
	}
	return k, nil
}

// Proven gives the new key when who wrote the event held it.
func (k KeyRotated) Proven(self EventID) (PublicKey, bool) {
	key, err := ParsePublicKey(k.Algorithm, k.Key)
	if err != nil || !key.Verify(k.claim(self), k.Proof) {
		return PublicKey{}, false
	}
	return key, true
}

func (k KeyRotated) claim(self EventID) []byte {
	return encode(rotationClaim{Tag: "zhucun rotate 1", Log: self.Log, Seq: self.Seq, Algorithm: k.Algorithm, Key: k.Key})
}
