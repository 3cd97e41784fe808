package syncproto_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

func county() syncproto.CountyDocument {
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	return syncproto.CountyDocument{Version: 1, County: prototest.County, Name: "通江县", Epoch: 1, Ledger: [32]byte(key), Sealing: [32]byte{9}}
}

func TestAGrantProvesTheCountyByTheCode(t *testing.T) {
	l := prototest.NewLog("granted", device)
	grant := syncproto.NewGrant(l.ID, 7, county(), l.Code.Key())
	got, err := grant.Open(l.Code.Key())
	if err != nil || got.Pins() != county().Pins() {
		t.Fatalf("%v", err)
	}
	if _, err := grant.Open(prototest.Code("other").Key()); !errors.Is(err, syncproto.ErrBadSignature) {
		t.Errorf("with another code: %v, want ErrBadSignature", err)
	}
	for name, change := range map[string]func(g *syncproto.Grant){
		"log": func(g *syncproto.Grant) { g.Log[0]++ }, "ordinal": func(g *syncproto.Grant) { g.Ordinal++ }, "mac": func(g *syncproto.Grant) { g.MAC[0]++ },
	} {
		changed := grant
		change(&changed)
		if _, err := changed.Open(l.Code.Key()); !errors.Is(err, syncproto.ErrBadSignature) {
			t.Errorf("another %s: %v, want ErrBadSignature", name, err)
		}
	}
	for at := range grant.County {
		changed := grant
		changed.County = bytes.Clone(grant.County)
		changed.County[at] ^= 1
		if _, err := changed.Open(l.Code.Key()); !errors.Is(err, syncproto.ErrBadSignature) {
			t.Fatalf("byte %d of the county document changed: %v", at, err)
		}
	}
}

func TestPinsAreAllOfTheCountyButItsEpoch(t *testing.T) {
	for name, c := range map[string]struct {
		change func(d *syncproto.CountyDocument)
		same   bool
	}{
		"epoch":   {func(d *syncproto.CountyDocument) { d.Epoch++ }, true},
		"county":  {func(d *syncproto.CountyDocument) { d.County++ }, false},
		"name":    {func(d *syncproto.CountyDocument) { d.Name += "x" }, false},
		"ledger":  {func(d *syncproto.CountyDocument) { d.Ledger[0]++ }, false},
		"sealing": {func(d *syncproto.CountyDocument) { d.Sealing[0]++ }, false},
		"tls":     {func(d *syncproto.CountyDocument) { d.TLS = &syncproto.Hash{} }, false},
	} {
		d := county()
		c.change(&d)
		if got := d.Pins() == county().Pins(); got != c.same {
			t.Errorf("another %s has the same pins: %v, want %v", name, got, c.same)
		}
	}
}

func TestACountyDocumentIsReadStrictly(t *testing.T) {
	for name, c := range map[string]struct {
		change func(d *syncproto.CountyDocument)
		want   error
	}{
		"as it is":        {func(*syncproto.CountyDocument) {}, nil},
		"longest name":    {func(d *syncproto.CountyDocument) { d.Name = strings.Repeat("县", 20) }, nil},
		"too long a name": {func(d *syncproto.CountyDocument) { d.Name = strings.Repeat("县", 20) + "x" }, syncproto.ErrOverLimit},
		"no name":         {func(d *syncproto.CountyDocument) { d.Name = "" }, syncproto.ErrMalformed},
		"version 2":       {func(d *syncproto.CountyDocument) { d.Version = 2 }, syncproto.ErrVersion},
		"no county":       {func(d *syncproto.CountyDocument) { d.County = 1 }, syncproto.ErrMalformed},
		"ledger of zeros": {func(d *syncproto.CountyDocument) { d.Ledger = [32]byte{} }, syncproto.ErrKeyRefused},
	} {
		d := county()
		c.change(&d)
		got, err := syncproto.ParseCountyDocument(d.Encode())
		if !errors.Is(err, c.want) || c.want == nil && got != d {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestAnInvitationComesBack(t *testing.T) {
	want := syncproto.Invitation{Code: prototest.Code("invited"), Address: "http://192.168.1.7:8080", Pins: county().Pins()}
	got, err := syncproto.ParseInvitation(" " + want.Text() + "\n")
	if err != nil || got != want {
		t.Errorf("%v", err)
	}
	text := want.Text()
	for _, damaged := range []string{"", "ZHUCUN2:" + text[8:], text[:len(text)-1], text[:20] + "*" + text[21:], text + "="} {
		if _, err := syncproto.ParseInvitation(damaged); err == nil {
			t.Errorf("%q was read", damaged)
		}
	}
}

func TestAGenesisBindsWhatItSays(t *testing.T) {
	l := prototest.NewLog("bound", device)
	if _, key, err := l.Enrolment.Verify(); err != nil || key != device.Public() || !l.Enrolment.Spends(l.Code.Key()) {
		t.Fatalf("its own genesis: %v", err)
	}
	if l.Enrolment.Spends(prototest.Code("other").Key()) {
		t.Error("it spends another code too")
	}
	for at := range l.Enrolment.Genesis {
		changed := l.Enrolment
		changed.Genesis = bytes.Clone(l.Enrolment.Genesis)
		changed.Genesis[at] ^= 1
		if _, _, err := changed.Verify(); err == nil {
			t.Fatalf("byte %d changed, and it verifies", at)
		}
		if changed.LogID() == l.ID {
			t.Fatalf("byte %d changed, and the log keeps its name", at)
		}
	}
}

func TestAReceiptCountsOnlyUnderThePinnedKey(t *testing.T) {
	ledger := ed25519.NewKeyFromSeed(make([]byte, 32))
	want := syncproto.Receipt{Epoch: 1, Log: syncproto.LogID{1}, First: 1, Count: 64, Head: syncproto.Head{2}, Index: 41, Size: 42}
	signed, err := syncproto.ParseSignedReceipt(want.Sign(ledger).Encode())
	if err != nil {
		t.Fatal(err)
	}
	public := ledger.Public().(ed25519.PublicKey)
	if got, err := signed.Open(public); err != nil || got != want {
		t.Errorf("%+v (%v)", got, err)
	}
	if _, err := signed.Open(device.Public().Bytes()); !errors.Is(err, syncproto.ErrBadSignature) {
		t.Errorf("under another key: %v", err)
	}
	for at := range signed.Receipt {
		changed := signed
		changed.Receipt = bytes.Clone(signed.Receipt)
		changed.Receipt[at] ^= 1
		if _, err := changed.Open(public); !errors.Is(err, syncproto.ErrBadSignature) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
	}
	want.Size = 41
	if _, err := want.Sign(ledger).Open(public); !errors.Is(err, syncproto.ErrMalformed) {
		t.Errorf("leaf 41 of 41: %v, want ErrMalformed", err)
	}
}
