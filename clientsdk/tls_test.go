package clientsdk_test

import (
	"bufio"
	"bytes"
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
	"net/http"
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

// tlsWorld has a phone whose county names its TLS key, which no authority vouches for, and that was granted over it.
func tlsWorld(t *testing.T) *world {
	w := bareWorld(t, t.TempDir())
	address, pin := w.overTLS()
	w.county.PinTLS(pin)
	w.config.Attempts = 3
	w.reopen()
	code := w.county.Code(w.config.Random, 0)
	must(t, w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, Address: address, County: county, Pins: ptr(w.county.Pins())}))
	w.addCadre()
	w.sync()
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

// between is somebody on the line with a TLS key of their own, who reads all and passes it on.
type between struct {
	http.Handler
	read bytes.Buffer
}

func (b *between) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = io.NopCloser(io.TeeReader(r.Body, &b.read))
	b.Handler.ServeHTTP(w, r)
}

func TestBeforeTheGrantOnlyTheEnrolmentIsSentAndAfterItOnlyToTheCounty(t *testing.T) {
	t.Parallel()
	w := bareWorld(t, t.TempDir())
	address, pin := w.overTLS()
	w.county.PinTLS(pin)
	stranger := &between{Handler: w.county}
	line := httptest.NewUnstartedServer(stranger)
	line.Config.ErrorLog = log.New(io.Discard, "", 0)
	line.StartTLS()
	t.Cleanup(line.Close)
	w.config.Attempts = 2
	w.reopen()
	code := w.county.Code(w.config.Random, 0)
	must(t, w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, Address: line.URL, County: county, Pins: ptr(w.county.Pins())}))
	w.addCadre()
	w.signIn()
	if _, err := w.phone.Sync(ctx(t), nil); !errors.Is(err, clientsdk.ErrWrongServer) {
		t.Errorf("over a stranger's line: %v, want ErrWrongServer", err)
	}
	frames, read := bufio.NewReader(&stranger.read), 0
	for ; ; read++ {
		frame, err := syncproto.ReadFrame(frames)
		if err != nil {
			break
		}
		if frame.Type != syncproto.FrameEnrol {
			t.Errorf("the stranger read a frame of type 0x%02x", frame.Type)
		}
	}
	if read != 1 {
		t.Errorf("the stranger read %d frames, want the enrolment", read)
	}
	if status := w.status(); !status.Granted || status.Delivered != 0 {
		t.Errorf("status %+v, want the grant, which the code proves, and nothing delivered", status)
	}
	must(t, w.phone.SetAddress(ctx(t), address))
	w.sync()
	w.settled()
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
