package syncproto_test

import (
	"testing"

	"pgregory.net/rapid"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Generators of events that follow their tables, for the laws.

func optional[T any](g *rapid.Generator[T]) *rapid.Generator[*T] { return rapid.Ptr(g, true) }

func number[T ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int32](low, high uint64) *rapid.Generator[T] {
	return rapid.Map(rapid.Uint64Range(low, high), func(n uint64) T { return T(n) })
}

func ordinal[T ~uint32]() *rapid.Generator[T] { return number[T](1, syncproto.MaxOrdinal) }

func text(most int) *rapid.Generator[string] {
	runes := rapid.RuneFrom([]rune("村路水a \n。𠮷☂́"))
	return rapid.StringOfN(runes, 1, -1, most)
}

func hash() *rapid.Generator[syncproto.Hash] {
	return rapid.Map(rapid.SliceOfN(rapid.Byte(), 32, 32), func(b []byte) syncproto.Hash { return syncproto.Hash(b) })
}

func signature() *rapid.Generator[syncproto.Signature] {
	return rapid.Map(rapid.SliceOfN(rapid.Byte(), 64, 64), func(b []byte) syncproto.Signature { return syncproto.Signature(b) })
}

func eventID() *rapid.Generator[syncproto.EventID] {
	return rapid.Custom(func(t *rapid.T) syncproto.EventID {
		h := hash().Draw(t, "log")
		return syncproto.ID(syncproto.LogID(h[:16]), rapid.Uint64Range(1, syncproto.MaxSeq).Draw(t, "seq"))
	})
}

func ref() *rapid.Generator[syncproto.Ref] {
	return rapid.OneOf(
		rapid.Map(rapid.Uint64Range(1, syncproto.MaxSeq), func(n uint64) syncproto.Ref { return syncproto.Ref{Back: n} }),
		rapid.Map(eventID(), func(id syncproto.EventID) syncproto.Ref { return syncproto.Ref{Event: id} }))
}

func subject() *rapid.Generator[syncproto.Subject] {
	return rapid.OneOf(
		rapid.Map(rapid.Uint64Range(1, syncproto.MaxSeq), prototest.Back),
		rapid.Map(number[syncproto.VisitCode](0, 999_999), prototest.ByCode),
		rapid.Just(prototest.ByWord()),
		rapid.Custom(func(t *rapid.T) syncproto.Subject {
			return prototest.ByQR(eventID().Draw(t, "event"), syncproto.Leaf(hash().Draw(t, "leaf")))
		}))
}

func anyVillage() *rapid.Generator[syncproto.Village] {
	return number[syncproto.Village](100_000_000_000, 999_999_999_999)
}

func day() *rapid.Generator[syncproto.Day] { return number[syncproto.Day](0, syncproto.MaxDay) }

func drawSignIn(t *rapid.T) syncproto.SignIn {
	place := rapid.Custom(func(t *rapid.T) syncproto.Place {
		return syncproto.Place{Class: number[syncproto.PlaceClass](1, 3).Draw(t, "class"), Band: number[uint8](0, 5).Draw(t, "band"),
			Datum: number[syncproto.Datum](0, 2).Draw(t, "datum")}
	})
	return syncproto.SignIn{Person: ordinal[syncproto.Person]().Draw(t, "person"), Village: anyVillage().Draw(t, "village"),
		Sheet: ordinal[syncproto.Sheet]().Draw(t, "sheet"), Supervisor: ordinal[syncproto.Person]().Draw(t, "supervisor"), Day: day().Draw(t, "day"),
		Where: number[syncproto.Where](0, 2).Draw(t, "where"), Claimed: optional(number[uint16](0, 1439)).Draw(t, "claimed"),
		Activity: number[syncproto.Activity](0, 10).Draw(t, "activity"), Paper: optional(ordinal[uint32]()).Draw(t, "paper"),
		Place: optional(place).Draw(t, "place")}
}

func drawConfirmation(t *rapid.T) syncproto.Confirmation {
	c := syncproto.Confirmation{Subject: subject().Draw(t, "subject"), Cadre: ordinal[syncproto.Person]().Draw(t, "cadre"),
		Village: anyVillage().Draw(t, "village"), Sheet: number[syncproto.Sheet](0, 3).Draw(t, "sheet"), Day: day().Draw(t, "day"),
		Verdict: number[syncproto.Verdict](1, 2).Draw(t, "verdict"), Stay: optional(number[syncproto.Stay](0, 3)).Draw(t, "stay"),
		Means: number[syncproto.Means](1, 5).Draw(t, "means"), Strokes: optional(hash()).Draw(t, "strokes")}
	if c.Sheet == 0 {
		c.Satisfaction = optional(number[syncproto.Satisfaction](1, 3)).Draw(t, "satisfaction")
		c.Reason = optional(text(syncproto.MaxReason)).Draw(t, "reason")
	}
	if c.Means.HasKey() {
		sum := signature().Draw(t, "proof")
		c.Key, c.Proof = prototest.Of(rapid.Uint64Range(1, syncproto.MaxSeq).Draw(t, "key")), prototest.Of(syncproto.Proof(sum[:]))
	}
	if c.Means == syncproto.MeansPaperCode {
		c.Proof = prototest.Of(syncproto.Proof(rapid.SliceOfN(rapid.Byte(), 21, 21).Draw(t, "code_id and mac")))
	}
	return c
}

func drawDeed(t *rapid.T) syncproto.Deed {
	households := []syncproto.Household{}
	last := syncproto.Household(0)
	for _, step := range rapid.SliceOfN(number[syncproto.Household](1, 1000), 0, syncproto.MaxHouseholds).Draw(t, "households") {
		last += step
		households = append(households, last)
	}
	return syncproto.Deed{Person: ordinal[syncproto.Person]().Draw(t, "person"), Village: anyVillage().Draw(t, "village"), Day: day().Draw(t, "day"),
		Title: text(syncproto.MaxTitle).Draw(t, "title"), Category: number[syncproto.Category](0, 8).Draw(t, "category"), Households: households,
		Origin: number[syncproto.Origin](1, 3).Draw(t, "origin"), Cost: optional(rapid.Uint64()).Draw(t, "cost"), Task: optional(eventID()).Draw(t, "task")}
}

func drawPersonKey(t *rapid.T) syncproto.PersonKey {
	signer := rapid.SampledFrom([]syncproto.Signer{prototest.Ed25519Key("a"), prototest.P256Key("b")}).Draw(t, "signer")
	var code *syncproto.CodeKey
	if rapid.Bool().Draw(t, "vouched") {
		code = prototest.Of(prototest.Code("slip").Key())
	}
	k, err := syncproto.NewPersonKey(eventID().Draw(t, "self"), ordinal[syncproto.Local]().Draw(t, "local"), prototest.Supervisor, signer,
		number[syncproto.Custody](1, 4).Draw(t, "custody"), number[syncproto.Means](1, 2).Draw(t, "means"), code)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// drawBody draws one of every kind that version 1 knows.
func drawBody(t *rapid.T, kind syncproto.Kind) syncproto.Body {
	switch kind {
	case syncproto.KindSignIn:
		return drawSignIn(t)
	case syncproto.KindSignOut:
		return syncproto.SignOut{SignIn: ref().Draw(t, "signin"), Claimed: optional(number[uint16](0, 2879)).Draw(t, "claimed")}
	case syncproto.KindConfirmation:
		return drawConfirmation(t)
	case syncproto.KindDeed:
		return drawDeed(t)
	case syncproto.KindPhoto:
		return syncproto.Photo{Shows: ref().Draw(t, "shows"), Manifest: hash().Draw(t, "manifest")}
	case syncproto.KindNote:
		return syncproto.Note{About: optional(ref()).Draw(t, "about"), Village: anyVillage().Draw(t, "village"), Text: text(syncproto.MaxNote).Draw(t, "text")}
	case syncproto.KindCorrection:
		return syncproto.Correction{Withdrawn: ref().Draw(t, "withdrawn"), Replacement: optional(ref()).Draw(t, "replacement"), Reason: text(syncproto.MaxCorrection).Draw(t, "reason")}
	case syncproto.KindPersonAdded:
		return syncproto.PersonAdded{Local: ordinal[syncproto.Local]().Draw(t, "local"), Person: ordinal[syncproto.Person]().Draw(t, "person")}
	case syncproto.KindPersonKey:
		return drawPersonKey(t)
	case syncproto.KindSecretChanged:
		return syncproto.SecretChanged{Local: ordinal[syncproto.Local]().Draw(t, "local"), Means: number[syncproto.Means](1, 2).Draw(t, "means")}
	case syncproto.KindAttemptsFailed:
		return syncproto.AttemptsFailed{Local: ordinal[syncproto.Local]().Draw(t, "local"), Number: ordinal[uint32]().Draw(t, "number")}
	}
	return syncproto.KeyRotated{Algorithm: syncproto.P256, Key: prototest.P256Key("b").Public().Bytes(), Proof: signature().Draw(t, "proof")}
}

func drawEvent(t *rapid.T, kind syncproto.Kind) syncproto.Event {
	return syncproto.Event{Gap: rapid.Uint32().Draw(t, "gap"), Actor: number[syncproto.Actor](0, 1<<32-1).Draw(t, "actor"), Body: drawBody(t, kind)}
}

func drawAnyEvent(t *rapid.T) syncproto.Event {
	return drawEvent(t, number[syncproto.Kind](uint64(syncproto.KindSignIn), uint64(syncproto.KindKeyRotated)).Draw(t, "kind"))
}

func encoded(t testing.TB, e syncproto.Event) []byte {
	t.Helper()
	data, err := syncproto.EncodeEvent(e)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
