package clientsdk_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net/http/httptest"
	"testing"
	"time"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/clientsdk/syncer"
	"zhucun/syncproto"
)

// overTLS serves the county over TLS with a key of its own, whose hash it gives.
func (w *world) overTLS() (address string, pin syncproto.Hash) {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(w.t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(w.t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	must(w.t, err)
	server := httptest.NewUnstartedServer(w.county)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}}}
	server.StartTLS()
	w.t.Cleanup(server.Close)
	return server.URL, sha256.Sum256(public)
}

// tlsWorld has a phone whose county names its TLS key, and that was granted over it: an authority that the machine trusts stands behind the key until
// the grant has named it.
func tlsWorld(t *testing.T) *world {
	w := bareWorld(t, t.TempDir())
	address, pin := w.overTLS()
	w.county.PinTLS(pin)
	w.config.Attempts = 3
	w.config.Transport = func(s clientsdk.Server) syncer.Transport {
		if s.TLS == nil {
			s.TLS = &pin
		}
		return syncer.NewHTTP(s.Address, s.TLS)
	}
	w.reopen()
	code := w.county.Code(w.config.Random, 0)
	must(t, w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, Address: address, County: county, Pins: ptr(w.county.Pins())}))
	w.addCadre()
	w.sync()
	w.config.Transport = nil // from now on the machine trusts nobody, and the phone the key
	w.reopen()
	w.signIn()
	return w
}

// moved reaches another server from the second exchange on.
type moved struct {
	*syncer.HTTP
	then *syncer.HTTP
}

func (m *moved) Sync(ctx context.Context, body io.Reader, size int64) (syncer.Answer, error) {
	answer, err := m.HTTP.Sync(ctx, body, size)
	m.HTTP = m.then
	return answer, err
}

func TestTheServerIsKnownByItsTLSKey(t *testing.T) {
	t.Parallel()
	t.Run("its key", func(t *testing.T) {
		w := tlsWorld(t)
		w.sync()
		w.settled()
	})
	t.Run("another key, though all it signs is right", func(t *testing.T) {
		w := tlsWorld(t)
		address, _ := w.overTLS()
		must(t, w.phone.SetAddress(ctx(t), address))
		before := w.county.Requests()
		result, err := w.phone.Sync(ctx(t), nil)
		if !errors.Is(err, clientsdk.ErrWrongServer) || result.Requests != 1 {
			t.Errorf("got %v after %d tries, want ErrWrongServer at once", err, result.Requests)
		}
		if w.county.Requests() != before || result.BytesSent != 0 || w.status().Delivered == w.status().Events {
			t.Errorf("%d bytes left, %+v", result.BytesSent, w.status())
		}
	})
	t.Run("another key after the line was cut", func(t *testing.T) {
		w := tlsWorld(t)
		address, _ := w.overTLS()
		w.county.SetLink(&once{fault: countytest.Fault{Request: -1, Answer: 0}})
		w.config.Transport = func(s clientsdk.Server) syncer.Transport {
			return &moved{syncer.NewHTTP(s.Address, s.TLS), syncer.NewHTTP(address, s.TLS)}
		}
		w.reopen()
		if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrWrongServer) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no TLS where the office says so", func(t *testing.T) {
		w := tlsWorld(t)
		must(t, w.phone.SetAddress(ctx(t), w.server.URL))
		w.sync()
		w.settled()
	})
}
