package syncproto_test

import (
	"bytes"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// Whatever a supervisor meant must be under their signature: each item that is another makes another statement.
func TestAStatementBindsAllOfAConfirmation(t *testing.T) {
	type said struct {
		c      syncproto.Confirmation
		self   syncproto.EventID
		leaf   syncproto.Leaf
		anchor *syncproto.Anchor
	}
	supervisor := prototest.Ed25519Key("supervisor")
	begin := func() said {
		c := prototest.ConfirmsDeed(prototest.Back(1))
		c.Means, c.Key = syncproto.MeansCard, prototest.Of[uint64](3)
		return said{c, goldenSelf, goldenLeaf, goldenAnchor}
	}
	signed := begin()
	if err := signed.c.Prove(signed.self, supervisor, signed.leaf, signed.anchor); err != nil {
		t.Fatal(err)
	}
	if !signed.c.Proven(signed.self, supervisor.Public(), signed.leaf, signed.anchor) {
		t.Fatal("its own proof does not hold")
	}
	if signed.c.Proven(signed.self, device.Public(), signed.leaf, signed.anchor) {
		t.Error("it holds under another key")
	}
	for name, change := range map[string]func(s *said){
		"log":          func(s *said) { s.self.Log[0]++ },
		"seq":          func(s *said) { s.self.Seq++ },
		"leaf":         func(s *said) { s.leaf[31]++ },
		"anchor":       func(s *said) { s.anchor = &syncproto.Anchor{} },
		"no anchor":    func(s *said) { s.anchor = nil },
		"key's place":  func(s *said) { s.c.Key = prototest.Of[uint64](2) },
		"subject seq":  func(s *said) { s.c.Subject = prototest.Back(2) },
		"cadre":        func(s *said) { s.c.Cadre++ },
		"village":      func(s *said) { s.c.Village++ },
		"sheet":        func(s *said) { s.c.Sheet++ },
		"day":          func(s *said) { s.c.Day++ },
		"verdict":      func(s *said) { s.c.Verdict = syncproto.VerdictNo },
		"stay":         func(s *said) { s.c.Stay = prototest.Of(syncproto.StayPassed) },
		"satisfaction": func(s *said) { s.c.Satisfaction = prototest.Of(syncproto.Satisfied) },
		"reason":       func(s *said) { s.c.Reason = prototest.Of("好") },
		"means":        func(s *said) { s.c.Means = syncproto.MeansPIN },
		"strokes":      func(s *said) { s.c.Strokes = &syncproto.Hash{} },
		"by code":      func(s *said) { s.c.Subject = prototest.ByCode(7) },
		"by word":      func(s *said) { s.c.Subject = prototest.ByWord() },
		"another QR":   func(s *said) { s.c.Subject = prototest.ByQR(goldenSelf, syncproto.Leaf{9}) },
		"no proof":     func(s *said) { s.c.Proof = nil },
		"short proof":  func(s *said) { s.c.Proof = prototest.Of((*s.c.Proof)[:63]) },
	} {
		changed := begin()
		changed.c.Proof = signed.c.Proof
		change(&changed)
		if changed.c.Proven(changed.self, supervisor.Public(), changed.leaf, changed.anchor) {
			t.Errorf("the proof also holds with another %s", name)
		}
	}
}

func TestAPersonKeyBindsWhoHoldsIt(t *testing.T) {
	slip := prototest.Code("slip").Key()
	signer := prototest.P256Key("supervisor")
	key, err := syncproto.NewPersonKey(goldenSelf, 2, prototest.Supervisor, signer, syncproto.CustodyShared, syncproto.MeansPIN, &slip)
	if err != nil {
		t.Fatal(err)
	}
	if !key.Proven(goldenSelf, prototest.Supervisor) || !key.Vouched(goldenSelf, prototest.Supervisor, slip) {
		t.Fatal("its own proof or voucher does not hold")
	}
	elsewhere, later := syncproto.ID(syncproto.LogID{9}, goldenSelf.Seq), syncproto.ID(goldenSelf.Log, goldenSelf.Seq+1)
	if key.Proven(elsewhere, prototest.Supervisor) || key.Proven(later, prototest.Supervisor) || key.Proven(goldenSelf, prototest.Cadre) {
		t.Error("the proof also holds in another place or for another person")
	}
	if key.Vouched(elsewhere, prototest.Supervisor, slip) || key.Vouched(later, prototest.Supervisor, slip) ||
		key.Vouched(goldenSelf, prototest.Cadre, slip) || key.Vouched(goldenSelf, prototest.Supervisor, prototest.Code("other").Key()) {
		t.Error("the voucher also holds in another place, for another person or under another slip")
	}
	for name, change := range map[string]func(k *syncproto.PersonKey){
		"key":     func(k *syncproto.PersonKey) { k.Key = prototest.P256Key("thief").Public().Bytes() },
		"custody": func(k *syncproto.PersonKey) { k.Custody = syncproto.CustodyOwn },
		"means":   func(k *syncproto.PersonKey) { k.Means = syncproto.MeansCard },
	} {
		changed := key
		if change(&changed); changed.Proven(goldenSelf, prototest.Supervisor) {
			t.Errorf("the proof also holds with another %s", name)
		}
	}
	stolen := key
	stolen.Key = prototest.P256Key("thief").Public().Bytes()
	if stolen.Vouched(goldenSelf, prototest.Supervisor, slip) {
		t.Error("the voucher also holds for another key")
	}
}

// The slip vouches once: whoever copies the voucher into a key registered later, even of the same person on the same log, has no voucher.
func TestACopiedVoucherVouchesForNothing(t *testing.T) {
	slip, signer := prototest.Code("slip").Key(), prototest.Ed25519Key("supervisor")
	first, err := syncproto.NewPersonKey(goldenSelf, 2, prototest.Supervisor, signer, syncproto.CustodyShared, syncproto.MeansCard, &slip)
	if err != nil {
		t.Fatal(err)
	}
	later := syncproto.ID(goldenSelf.Log, goldenSelf.Seq+1)
	copied, err := syncproto.NewPersonKey(later, 2, prototest.Supervisor, signer, syncproto.CustodyShared, syncproto.MeansCard, nil)
	if err != nil {
		t.Fatal(err)
	}
	copied.Appointment = first.Appointment
	if !copied.Proven(later, prototest.Supervisor) || copied.Vouched(later, prototest.Supervisor, slip) {
		t.Error("the copied voucher holds at another seq")
	}
	if (syncproto.PersonKey{}).Vouched(later, prototest.Supervisor, slip) {
		t.Error("no voucher vouches")
	}
}

// What a tear-off code proves binds the place, the subject and the anchor as a signature does.
func TestAPaperCodeBindsItsConfirmation(t *testing.T) {
	code := prototest.Code("tear-off").Key()
	proof := func(self syncproto.EventID, leaf syncproto.Leaf, anchor *syncproto.Anchor) string {
		c := prototest.Confirms(prototest.Back(1))
		c.ProveByCode(self, code, leaf, anchor)
		if id := code.ID(); !bytes.HasPrefix(*c.Proof, id[:]) || c.Means != syncproto.MeansPaperCode {
			t.Errorf("means %d and proof %x, want code_id %x first", c.Means, *c.Proof, id)
		}
		encoded(t, syncproto.Event{Body: c})
		return string(*c.Proof)
	}
	want := proof(goldenSelf, goldenLeaf, goldenAnchor)
	for name, got := range map[string]string{
		"seq":    proof(syncproto.ID(goldenSelf.Log, 10), goldenLeaf, goldenAnchor),
		"log":    proof(syncproto.ID(syncproto.LogID{9}, goldenSelf.Seq), goldenLeaf, goldenAnchor),
		"leaf":   proof(goldenSelf, syncproto.Leaf{1}, goldenAnchor),
		"anchor": proof(goldenSelf, goldenLeaf, nil),
	} {
		if got == want {
			t.Errorf("the same proof for another %s", name)
		}
	}
}

func TestManifestsAreReadStrictly(t *testing.T) {
	part := func(length uint64) syncproto.Part {
		return syncproto.Part{Hash: syncproto.HashOf([]byte("x")), Length: length, Width: 1280, Height: 960}
	}
	whole := syncproto.Manifest{Version: 1, Original: prototest.Of(part(syncproto.MaxOriginal)), View: part(syncproto.MaxView), Thumbnail: part(syncproto.MaxThumbnail)}
	for name, c := range map[string]struct {
		change func(m *syncproto.Manifest)
		want   syncproto.Code
	}{
		"at every limit":      {func(*syncproto.Manifest) {}, 0},
		"without original":    {func(m *syncproto.Manifest) { m.Original = nil }, 0},
		"original too large":  {func(m *syncproto.Manifest) { m.Original = prototest.Of(part(syncproto.MaxOriginal + 1)) }, syncproto.CodeOverLimit},
		"view too large":      {func(m *syncproto.Manifest) { m.View.Length++ }, syncproto.CodeOverLimit},
		"thumbnail too large": {func(m *syncproto.Manifest) { m.Thumbnail.Length++ }, syncproto.CodeOverLimit},
		"empty view":          {func(m *syncproto.Manifest) { m.View.Length = 0 }, syncproto.CodeMalformed},
		"no width":            {func(m *syncproto.Manifest) { m.View.Width = 0 }, syncproto.CodeMalformed},
		"version 2":           {func(m *syncproto.Manifest) { m.Version = 2 }, syncproto.CodeVersionUnknown},
	} {
		m := whole
		c.change(&m)
		data, sum, err := m.Encode()
		if syncproto.CodeOf(err) != c.want || err == nil && (sum != syncproto.HashOf(data) || len(data) > syncproto.MaxManifest) {
			t.Errorf("%s: %v, want code %d", name, err, c.want)
		}
	}
	data, _, err := whole.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := syncproto.ParseManifest(append(bytes.Clone(data), make([]byte, syncproto.MaxManifest)...)); syncproto.CodeOf(err) != syncproto.CodeOverLimit {
		t.Errorf("a long manifest: %v", err)
	}
	for n := range data {
		if _, err := syncproto.ParseManifest(data[:n]); syncproto.CodeOf(err) != syncproto.CodeMalformed {
			t.Errorf("the first %d bytes: %v", n, err)
		}
	}
}
