package storetest

import (
	"crypto/ed25519"
	"fmt"
	"math"
	"reflect"
	"strings"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// filler gives each field of a row a value: one that differs from field to field, or the largest.
type filler struct {
	next    int64
	extreme bool
}

func fill[T any](f *filler) (row T) {
	f.fill(reflect.ValueOf(&row).Elem())
	return row
}

// fill panics on a type that it does not know: then a row has got a field of a new type, and this is the place to say what fills it.
func (f *filler) fill(v reflect.Value) {
	f.next++
	switch v.Interface().(type) {
	case syncproto.PublicKey:
		v.Set(reflect.ValueOf(publicKey(byte(f.next))))
		return
	case syncproto.Village:
		v.SetUint(f.number(999_999_999_999))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.fillFields(v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"a": f.text(), "人": f.text()}))
	default:
		f.fillPlain(v)
	}
}

func (f *filler) fillFields(v reflect.Value) {
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && field.Name != "Frozen" && field.Name != "Position" {
			f.fill(v.Field(i))
		}
	}
}

func (f *filler) fillPlain(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(f.text())
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.number(math.MaxInt64 >> (64 - v.Type().Bits()))))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(f.number(min(math.MaxInt64, uint64(math.MaxUint64)>>(64-v.Type().Bits()))))
	default:
		panic(fmt.Sprintf("no filler for a field of type %v", v.Type()))
	}
}

// number is from 1 to most, and most when extreme.
func (f *filler) number(most uint64) uint64 {
	if f.extreme {
		return most
	}
	return 1 + uint64(f.next)%most
}

func (f *filler) text() string {
	if f.extreme {
		return strings.Repeat("长", 4096) + "'\"%_\\🀄"
	}
	return fmt.Sprintf("第%d行", f.next)
}

// publicKey is one of 256 keys.
func publicKey(n byte) syncproto.PublicKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	private := ed25519.NewKeyFromSeed(seed)
	key, err := syncproto.ParsePublicKey(syncproto.Ed25519, private.Public().(ed25519.PublicKey))
	if err != nil {
		panic(err) // a key made from a seed is a good one
	}
	return key
}

// Names for rows of tests.

func logID(n byte) syncproto.LogID                   { return syncproto.LogID{n} }
func eventID(log byte, seq uint64) syncproto.EventID { return syncproto.ID(logID(log), seq) }
func leaf(n byte) syncproto.Leaf                     { return syncproto.Leaf{n} }
func head(n byte) syncproto.Head                     { return syncproto.Head{n} }
func hash(n byte) syncproto.Hash                     { return syncproto.Hash{n} }

func eventAt(log byte, seq uint64, l byte) store.Event {
	return store.Event{ID: eventID(log, seq), Leaf: leaf(l), Kind: syncproto.KindNote}
}
