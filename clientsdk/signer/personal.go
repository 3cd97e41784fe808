package signer

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"zhucun/syncproto"
)

// Errors of unwrapping.
var (
	// ErrWrongSecret says that this card or PIN does not open this key here. The caller counts it.
	ErrWrongSecret = errors.New("wrong card or PIN")
	// ErrWrapped says that stored bytes are no wrapped key, whatever the secret.
	ErrWrapped = errors.New("the wrapped key is damaged")
)

// A wrapped key is version ‖ means ‖ salt ‖ nonce ‖ sealed seed.
const (
	wrapVersion = 1
	saltSize    = 16
	nonceSize   = 12
	sealedSize  = 32 + 16
	wrapSize    = 2 + saltSize + nonceSize + sealedSize
)

// Personal is the unwrapped key of one person. Forget it as soon as it has signed.
type Personal struct {
	Ed25519
	seed [32]byte
}

// NewPersonal draws a key.
func NewPersonal(random io.Reader) (*Personal, error) {
	p := new(Personal)
	if _, err := io.ReadFull(random, p.seed[:]); err != nil {
		return nil, fmt.Errorf("draw a personal key: %w", err)
	}
	p.Ed25519 = NewEd25519(p.seed)
	return p, nil
}

// Forget overwrites the key. The runtime may have copied it; this is the best that can be done here.
func (p *Personal) Forget() {
	clear(p.seed[:])
	clear(p.key)
}

// Binding is where a wrapped key belongs; elsewhere it does not open.
type Binding struct {
	Log   syncproto.LogID
	Local syncproto.Local
	Key   syncproto.KeyID
}

// bytes are what is authenticated beside the seed, with what a wrapped key begins with.
func (b Binding) bytes(wrapped []byte) []byte {
	data := append([]byte("zhucun wrap 1"), b.Log[:]...)
	data = append(binary.BigEndian.AppendUint32(data, uint32(b.Local)), b.Key[:]...)
	return append(data, wrapped[:2+saltSize]...)
}

// Wrap seals the key for a person of a log under a secret and this device.
func (p *Personal) Wrap(random io.Reader, device Device, secret Secret, log syncproto.LogID, local syncproto.Local) ([]byte, error) {
	out := make([]byte, 2+saltSize+nonceSize, wrapSize)
	out[0], out[1] = wrapVersion, byte(secret.means)
	if _, err := io.ReadFull(random, out[2:]); err != nil {
		return nil, fmt.Errorf("wrap a personal key: %w", err)
	}
	binding := Binding{Log: log, Local: local, Key: p.Public().ID()}
	return wrapper(device, secret, out).Seal(out, nonceOf(out), p.seed[:], binding.bytes(out)), nil
}

// Unwrap opens a wrapped key. ErrWrongSecret: another secret, device or binding. ErrWrapped: no wrapped key at all.
func Unwrap(wrapped []byte, device Device, secret Secret, binding Binding) (*Personal, error) {
	if len(wrapped) != wrapSize || wrapped[0] != wrapVersion {
		return nil, ErrWrapped
	}
	if wrapped[1] != byte(secret.means) {
		return nil, ErrWrongSecret
	}
	seed, err := wrapper(device, secret, wrapped).Open(nil, nonceOf(wrapped), wrapped[2+saltSize+nonceSize:], binding.bytes(wrapped))
	if err != nil {
		return nil, ErrWrongSecret
	}
	p := &Personal{seed: [32]byte(seed)}
	clear(seed)
	p.Ed25519 = NewEd25519(p.seed)
	return p, nil
}

func nonceOf(wrapped []byte) []byte { return wrapped[2+saltSize:][:nonceSize] }

// wrapper is the cipher that one secret, on one device, with the salt of one wrapped key, makes.
func wrapper(device Device, secret Secret, wrapped []byte) cipher.AEAD {
	material := bytes.Join([][]byte{secret.stretched(wrapped[2:][:saltSize]), device.output[:]}, nil)
	key := derive(material, "zhucun wrap 1")
	clear(material)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are a key of AES-256
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the block size of GCM
	}
	clear(key[:])
	return aead
}
