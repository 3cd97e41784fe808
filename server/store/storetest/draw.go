package storetest

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// drawn is a random value out of few, so that the rows of a program meet each other.
func drawn[T any](t *rapid.T) (value T) {
	draw(t, reflect.ValueOf(&value).Elem())
	if segment, ok := any(&value).(*store.Segment); ok {
		segment.Count = max(1, segment.Count)
	}
	return value
}

func draw(t *rapid.T, v reflect.Value) {
	if special := drawSpecial(t, v.Interface()); special != nil {
		v.Set(reflect.ValueOf(special))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				draw(t, v.Field(i))
			}
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			draw(t, v.Elem())
		}
	case reflect.Array:
		v.Index(0).SetUint(few(t, 3))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), int(few(t, 3)), 3))
		for i := range v.Len() {
			draw(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"n": fmt.Sprint(few(t, 3))}))
	default:
		drawPlain(t, v)
	}
}

func drawPlain(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(few(t, 2) == 1)
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "5", "511921", "511921100200", "x"}).Draw(t, "text"))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(few(t, 5)) - 1)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(few(t, 6))
	default:
		panic(fmt.Sprintf("cannot draw a %v", v.Type()))
	}
}

func few(t *rapid.T, n uint64) uint64 { return rapid.Uint64Range(0, n-1).Draw(t, "of few") }

// drawSpecial draws words that mean something, and is nil for all other types.
func drawSpecial(t *rapid.T, v any) any {
	switch v.(type) {
	case syncproto.PublicKey:
		return rapid.SampledFrom([]syncproto.PublicKey{{}, publicKey(1), publicKey(2)}).Draw(t, "key")
	case syncproto.Village:
		return rapid.SampledFrom([]syncproto.Village{5, 511921100200, 511921100201, 511922100200}).Draw(t, "village")
	case store.SegmentState:
		return rapid.SampledFrom([]store.SegmentState{store.SegmentJoined, store.SegmentGap}).Draw(t, "state")
	case store.BlobRole:
		return rapid.SampledFrom([]store.BlobRole{store.BlobManifest, store.BlobThumbnail, store.BlobView, store.BlobOriginal}).Draw(t, "role")
	case store.DerivativeState:
		return rapid.SampledFrom([]store.DerivativeState{store.DerivativeDue, store.DerivativeMade, store.DerivativeFailed}).Draw(t, "state")
	}
	return nil
}
