package syncproto

import "fmt"

// Kind of an event. Numbers are never reused; what a kind holds never changes (SPEC.md section 10).
type Kind uint8

// The kinds of version 1. 13 to 16 are kept for field edits, leave, sealed words and revocation.
const (
	KindSignIn         Kind = 1
	KindSignOut        Kind = 2
	KindConfirmation   Kind = 3
	KindDeed           Kind = 4
	KindPhoto          Kind = 5
	KindNote           Kind = 6
	KindCorrection     Kind = 7
	KindPersonAdded    Kind = 8
	KindPersonKey      Kind = 9
	KindSecretChanged  Kind = 10
	KindAttemptsFailed Kind = 11
	KindKeyRotated     Kind = 12
)

// Unlock says how the phone knew who held it. It is the phone's claim, never a signature.
type Unlock uint8

// Ways of unlocking.
const (
	UnlockNone    Unlock = 0
	UnlockSession Unlock = 1
	UnlockPIN     Unlock = 2
	UnlockCard    Unlock = 3
)

// Actor is who held the phone, as 4 × local number + unlock; local number 0 is the phone itself.
type Actor uint32

// ActorOf makes an Actor.
func ActorOf(local Local, unlock Unlock) Actor { return Actor(uint32(local)*4 + uint32(unlock)) }

// Local is the actor's number on this log; 0 is the phone itself.
func (a Actor) Local() Local { return Local(a / 4) }

// Unlock is how the actor was unlocked.
func (a Actor) Unlock() Unlock { return Unlock(a % 4) }

// Event is one thing that happened. Gap is whole seconds of elapsed time since the event before in its segment, 0 for the first.
type Event struct {
	Gap   uint32
	Actor Actor
	Body  Body
}

// Body is what an event of one kind says.
type Body interface {
	Kind() Kind
	check() error
}

type eventStart struct {
	_     struct{} `cbor:",toarray"`
	Kind  Kind
	Gap   uint32
	Actor Actor
}

const (
	startItems = 3
	arrayOf    = byte(majorArray << 5) // head of an array of fewer than 24 items, to which their number is added
)

// EncodeEvent gives the event's bytes, or says what in it does not follow its table.
func EncodeEvent(e Event) ([]byte, error) {
	if err := e.Body.check(); err != nil {
		return nil, fmt.Errorf("event of kind %d: %w", e.Body.Kind(), err)
	}
	start, body := encode(eventStart{Kind: e.Body.Kind(), Gap: e.Gap, Actor: e.Actor}), encode(e.Body)
	data := append([]byte{start[0] + body[0] - arrayOf}, start[1:]...)
	data = append(data, body[1:]...)
	if len(data) > MaxEventBytes {
		return nil, overLimit("event of %d bytes", len(data))
	}
	return data, scanWhole(data)
}

// DecodeEvent decodes an event strictly. Errors: ErrUnknownKind for a well-formed event of another kind, ErrMalformed, ErrOverLimit.
func DecodeEvent(data []byte) (Event, error) {
	if len(data) > MaxEventBytes {
		return Event{}, overLimit("event of %d bytes", len(data))
	}
	if err := scanWhole(data); err != nil {
		return Event{}, fmt.Errorf("event: %w", err)
	}
	start, rest, err := splitEvent(data)
	if err != nil {
		return Event{}, err
	}
	body := newBody(start.Kind)
	if body == nil {
		return Event{}, fmt.Errorf("%w: %d", ErrUnknownKind, start.Kind)
	}
	if err := decodeScanned(rest, body); err != nil {
		return Event{}, fmt.Errorf("event of kind %d: %w", start.Kind, err)
	}
	said := body.value()
	if err := said.check(); err != nil {
		return Event{}, fmt.Errorf("event of kind %d: %w", start.Kind, err)
	}
	return Event{Gap: start.Gap, Actor: start.Actor, Body: said}, nil
}

// splitEvent cuts an event of n items into its first three and an array of the n-3 others.
func splitEvent(data []byte) (start eventStart, rest []byte, err error) {
	head := data[0]
	items := int(head - arrayOf)
	if head < arrayOf || items < startItems || items > 23 {
		return start, nil, malformed("an event is an array of 3 to 23 items")
	}
	at := 1
	for range startItems {
		if at, err = scanAt(data, at, 1); err != nil {
			return start, nil, err
		}
	}
	if err := decodeScanned(append([]byte{arrayOf + startItems}, data[1:at]...), &start); err != nil {
		return start, nil, fmt.Errorf("event: %w", err)
	}
	if start.Kind == 0 {
		return start, nil, malformed("kind 0")
	}
	return start, append([]byte{arrayOf + byte(items-startItems)}, data[at:]...), nil
}

// target is a pointer to decode into, and gives back the value.
type target interface{ value() Body }

type into[T Body] struct{ body T }

func (i *into[T]) value() Body { return i.body }

// UnmarshalCBOR decodes the body itself.
func (i *into[T]) UnmarshalCBOR(data []byte) error { return decoder().Unmarshal(data, &i.body) }

// MarshalCBOR encodes the body itself.
func (i *into[T]) MarshalCBOR() ([]byte, error) { return encode(i.body), nil }

func newBody(kind Kind) target {
	switch kind {
	case KindSignIn:
		return &into[SignIn]{}
	case KindSignOut:
		return &into[SignOut]{}
	case KindConfirmation:
		return &into[Confirmation]{}
	case KindDeed:
		return &into[Deed]{}
	case KindPhoto:
		return &into[Photo]{}
	case KindNote:
		return &into[Note]{}
	case KindCorrection:
		return &into[Correction]{}
	}
	return newPersonBody(kind)
}

func newPersonBody(kind Kind) target {
	switch kind {
	case KindPersonAdded:
		return &into[PersonAdded]{}
	case KindPersonKey:
		return &into[PersonKey]{}
	case KindSecretChanged:
		return &into[SecretChanged]{}
	case KindAttemptsFailed:
		return &into[AttemptsFailed]{}
	case KindKeyRotated:
		return &into[KeyRotated]{}
	}
	return nil
}
