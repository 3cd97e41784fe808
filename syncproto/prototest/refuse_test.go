package prototest_test

import (
	"crypto/elliptic"
	"math/big"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// resign gives the last segment of a vector another signature.
func resign(v *prototest.Vector, change func(signature []byte)) {
	last := len(v.Segments) - 1
	payload := append([]byte{}, v.Segments[last]...)
	change(payload[len(payload)-64:])
	v.Segments[last] = payload
}

func badSignatures(s *set) {
	add := func(name, comment string, l *prototest.Log, more ...[]byte) *prototest.Vector {
		return s.add(prototest.BadSignature, name, comment, l, more...)
	}
	l := prototest.NewLog("bare", device)
	add("genesis-other-code", "the mac was made with another one-time code", l).Code = prototest.Code("other").Printed()
	flipped := add("genesis-signature", "one bit of the genesis signature is another", l)
	flipped.GenesisSignature = append([]byte{}, flipped.GenesisSignature...)
	flipped.GenesisSignature[0] ^= 1
	stolen := add("genesis-key-not-held", "the key in the genesis did not sign it", l)
	signature, _ := stranger.Sign(append([]byte("zhucun genesis 1"), l.Enrolment.Genesis...))
	stolen.GenesisSignature = signature[:]
	untagged := add("genesis-untagged", "signed without the tag", l)
	signature, _ = device.Sign(l.Enrolment.Genesis)
	untagged.GenesisSignature = signature[:]

	signed := func(name string) *prototest.Log { return says(name, prototest.SignIn()) }
	resign(add("segment-bit", "one bit of the segment's signature is another", signed("bit")), func(sig []byte) { sig[63] ^= 1 })
	resign(add("segment-s-above-order", "S + L verifies in careless libraries", signed("malleable")), func(sig []byte) {
		order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
		addLittleEndian(sig[32:], order)
	})
	resign(add("segment-zero", "all zeros", signed("zero")), func(sig []byte) { clear(sig) })
	add("segment-other-key", "signed by a key that is not the log's", l, forge(l, stranger, event(byCadre(), prototest.SignIn())).payload())
	f := forge(l, device, event(byCadre(), prototest.SignIn()))
	honest := f.payload()
	add("segment-other-salt", "the salt beside the body is another", l, splice(honest, raw(make([]byte, 16))[1:], raw([]byte("another salt 16!"))[1:]))
	add("segment-other-event", "the event is not the one that was signed", l, splice(honest, []byte("\x19\x51\x27"), []byte("\x19\x51\x28")))
	add("segment-other-wall", "the header is not the one that was signed", l, splice(honest, []byte("\x1a\x6a\xfd\x86\xc0"), []byte("\x1a\x6a\xfd\x86\xc1")))
	badP256(s)
	erased := add("erased-other-event", "a kept event is not the one that was signed", says("erased", prototest.SignIn(), prototest.Deed()))
	erase(erased, 1)
	erased.Segments[1] = splice(erased.Segments[1], []byte("\x19\x51\x27"), []byte("\x19\x51\x28"))
	leaf := add("erased-other-leaf", "the leaf of an erased event is another", says("erased", prototest.SignIn(), prototest.Deed()))
	erase(leaf, 1)
	leaf.Segments[1][len(leaf.Segments[1])-1] ^= 1
}

func addLittleEndian(number []byte, n *big.Int) {
	carry := 0
	for i := range number {
		carry += int(number[i]) + int(new(big.Int).Rsh(n, uint(8*i)).Uint64()&0xff)
		number[i] = byte(carry)
		carry >>= 8
	}
}

func badP256(s *set) {
	log := func() *prototest.Log {
		l := prototest.NewLog("p256", phone)
		l.AddPerson(1, prototest.Cadre)
		l.Seal()
		return l
	}
	order := elliptic.P256().Params().N
	for name, change := range map[string]func(signature []byte){
		"p256-r-zero":        func(sig []byte) { clear(sig[:32]) },
		"p256-s-zero":        func(sig []byte) { clear(sig[32:]) },
		"p256-s-above-order": func(sig []byte) { order.FillBytes(sig[32:]) },
		"p256-r-above-order": func(sig []byte) { order.FillBytes(sig[:32]) },
		"p256-bit":           func(sig []byte) { sig[5] ^= 4 },
	} {
		resign(s.add(prototest.BadSignature, name, "a signature that P-256 does not have", log()), change)
	}
}

func badProofs(s *set) {
	add := func(name, comment string, l *prototest.Log) { s.add(prototest.BadSignature, name, comment, l) }
	back := prototest.Confirms(prototest.Back(1))
	// changed after the supervisor signed
	forged := func(name, comment string, change func(l *prototest.Log, c *syncproto.Confirmation)) {
		add(name, comment, confirmed(name, device, prototest.SignIn(), func(l *prototest.Log, leaf syncproto.Leaf) {
			c := back
			c.Means, c.Key = syncproto.MeansCard, prototest.Of(supervisorKey)
			if err := c.Prove(l.Next(), supervisor, leaf, nil); err != nil {
				panic(err)
			}
			change(l, &c)
			l.Append(bySupervisor(), c)
		}))
	}
	forged("confirmation-day", "signed for another day", func(_ *prototest.Log, c *syncproto.Confirmation) { c.Day++ })
	forged("confirmation-verdict", "the verdict was turned", func(_ *prototest.Log, c *syncproto.Confirmation) { c.Verdict = syncproto.VerdictNo })
	forged("confirmation-stay", "a stay was added", func(_ *prototest.Log, c *syncproto.Confirmation) { c.Stay = prototest.Of(syncproto.StayNight) })
	forged("confirmation-means", "card became PIN", func(_ *prototest.Log, c *syncproto.Confirmation) { c.Means = syncproto.MeansPIN })
	forged("confirmation-other-leaf", "the leaf of another sign-in", func(_ *prototest.Log, c *syncproto.Confirmation) { c.Subject = prototest.Back(2) })
	forged("confirmation-replayed", "signed for the place before", func(l *prototest.Log, c *syncproto.Confirmation) {
		l.Append(byCadre(), prototest.SignIn())
		c.Subject = prototest.Back(2)
	})
	forged("confirmation-zero", "no signature at all", func(_ *prototest.Log, c *syncproto.Confirmation) {
		c.Proof = prototest.Of(syncproto.Proof(make([]byte, 64)))
	})
	twice := says("key twice", prototest.SignIn())
	again := twice.AddKey(supervisorLocal, prototest.Supervisor, supervisor, nil)
	shown := twice.Append(byCadre(), prototest.SignIn())
	named := back
	named.Means, named.Key = syncproto.MeansCard, prototest.Of(supervisorKey)
	if err := named.Prove(twice.Next(), supervisor, shown, nil); err != nil {
		panic(err)
	}
	named.Key = &again
	twice.Append(bySupervisor(), named)
	twice.Seal()
	add("confirmation-other-key-event", "signed naming another event that registers the same key", twice)
	add("confirmation-by-device", "the phone's own key signed", confirmed("by device", device, prototest.SignIn(), func(l *prototest.Log, leaf syncproto.Leaf) {
		l.Confirm(supervisorLocal, supervisorKey, device, leaf, back)
	}))
	badOwners(add)
	anchored := team("other anchor", device)
	leaf := anchored.Append(byCadre(), prototest.SignIn())
	anchored.Anchor = &syncproto.Anchor{1}
	anchored.Confirm(supervisorLocal, supervisorKey, supervisor, leaf, back)
	anchored.Seal()
	add("confirmation-other-anchor", "the statement names an anchor that the header does not hold", anchored)
	badKeyProofs(s)
}

// badOwners: the signature is right, but the key is not one that the actor may sign with.
func badOwners(add func(name, comment string, l *prototest.Log)) {
	back := prototest.Confirms(prototest.Back(1))
	add("confirmation-key-of-another", "the supervisor's key signed in an event whose actor is the cadre", confirmed("another's key", device, prototest.SignIn(),
		func(l *prototest.Log, leaf syncproto.Leaf) {
			l.Confirm(cadreLocal, supervisorKey, supervisor, leaf, back)
		}))
	add("confirmation-key-of-no-event", "the seq of an event that registers no key", confirmed("no key", device, prototest.SignIn(),
		func(l *prototest.Log, leaf syncproto.Leaf) {
			l.Confirm(supervisorLocal, supervisorKey-1, supervisor, leaf, back)
		}))
	l := team("ended", device)
	ended := l.AddKey(cadreLocal, prototest.Cadre, supervisor, nil)
	l.AddKey(cadreLocal, prototest.Cadre, stranger, nil)
	l.Confirm(cadreLocal, ended, supervisor, l.Append(byCadre(), prototest.SignIn()), back)
	l.Seal()
	add("confirmation-key-ended", "a newer key of the same local number ended it, neither being vouched for", l)
}

func badKeyProofs(s *set) {
	wrong := func(name, comment string, change func(l *prototest.Log, k *syncproto.PersonKey)) {
		l := prototest.NewLog(name, device)
		l.AddPerson(1, prototest.Supervisor)
		k, err := syncproto.NewPersonKey(l.Next(), 1, prototest.Supervisor, supervisor, syncproto.CustodyCadre, syncproto.MeansPIN, nil)
		if err != nil {
			panic(err)
		}
		change(l, &k)
		l.Append(0, k)
		l.Seal()
		s.add(prototest.BadSignature, name, comment, l)
	}
	wrong("person-key-custody", "the custody was raised", func(_ *prototest.Log, k *syncproto.PersonKey) { k.Custody = syncproto.CustodyOwn })
	wrong("person-key-not-held", "another's key", func(_ *prototest.Log, k *syncproto.PersonKey) { k.Key = stranger.Public().Bytes() })
	wrong("person-key-replayed", "proven for the place before", func(l *prototest.Log, _ *syncproto.PersonKey) {
		l.Append(0, syncproto.AttemptsFailed{Local: 1, Number: 1})
	})
	l := says("rotation", prototest.SignIn())
	turned, err := syncproto.NewKeyRotated(l.Next(), phone)
	if err != nil {
		panic(err)
	}
	turned.Key, turned.Algorithm = stranger.Public().Bytes(), syncproto.Ed25519
	l.Append(0, turned)
	l.Seal()
	s.add(prototest.BadSignature, "key-rotated-not-held", "the new key did not sign", l)
	old := says("old key", prototest.SignIn())
	old.Rotate(phone)
	f := forge(old, device, event(byCadre(), prototest.SignIn()))
	f.first, f.before = 6, old.Previous
	s.add(prototest.BadSignature, "key-rotated-old-key", "the old key signs after the rotation", old, f.payload())
}
