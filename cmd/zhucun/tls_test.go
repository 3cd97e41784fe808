package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhucun/clientsdk"
	"zhucun/server"
)

// certificate writes a certificate of the machine's own and its key, and gives their files.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "county"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: made}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// phoneOf enrols a phone whose machine trusts no authority behind the certificate: the county's grant names the key.
func phoneOf(t *testing.T, folder server.Folder, address string) *clientsdk.Phone {
	t.Helper()
	invitation := enrolPhone(t, folder, address)
	phone, err := clientsdk.Open(t.Context(), clientsdk.Config{Dir: t.TempDir(), Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = phone.Close() })
	err = phone.Enrol(t.Context(), clientsdk.Invitation{Code: invitation.Code, Address: address, County: 511921, Pins: &invitation.Pins})
	if err != nil {
		t.Fatal(err)
	}
	return phone
}

// A county that serves over TLS is known to its phones by its key, and they give their records to no other.
func TestPhonesKnowTheServerByItsKey(t *testing.T) {
	folder := county(t)
	cert, key := certificate(t)
	running := serve(t, folder.Dir, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(running.address, "https://") {
		t.Fatalf("running at %s, want https", running.address)
	}
	phone := phoneOf(t, folder, running.address)
	for range 2 { // the second time by the pin of the grant
		if _, err := phone.Sync(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if code := running.interrupt(); code != 0 || !strings.Contains(running.said.String(), "know this server by the key") {
		t.Errorf("ended with %d, said %q; want it to tell of the key", code, running.said)
	}

	t.Run("an enrolment for http is refused", func(t *testing.T) {
		said, code := zhucun(t, ".", "--data", folder.Dir, "enrol", "511921100200", "--address", "http://county.example")
		if code != 2 || !strings.Contains(said, "https://") {
			t.Errorf("%d, %q", code, said)
		}
	})
	t.Run("another key is refused unless it is meant, and then by the phones", func(t *testing.T) {
		otherCert, otherKey := certificate(t)
		said, code := zhucun(t, ".", "--data", folder.Dir, "serve", "--listen", "127.0.0.1:0", "--tls-cert", otherCert, "--tls-key", otherKey)
		if code != 1 || !strings.Contains(said, "--tls-new-key") {
			t.Errorf("%d, %q; want a refusal that says what to do", code, said)
		}
		other := serve(t, folder.Dir, "--tls-cert", otherCert, "--tls-key", otherKey, "--tls-new-key")
		if err := phone.SetAddress(t.Context(), other.address); err != nil {
			t.Fatal(err)
		}
		if _, err := phone.Sync(t.Context(), nil); !errors.Is(err, clientsdk.ErrWrongServer) {
			t.Errorf("sync with another key: %v, want ErrWrongServer", err)
		}
	})
}

// Over TLS, the server's own or a proxy's, a log-in's cookie never goes over a line that is not.
func TestCookiesAreForTLSOnly(t *testing.T) {
	folder := county(t)
	cert, key := certificate(t)
	for name, args := range map[string][]string{"its own TLS": {"--tls-cert", cert, "--tls-key", key}, "a proxy's": {"--behind-tls"}} {
		t.Run(name, func(t *testing.T) {
			running := serve(t, folder.Dir, args...)
			cookie := logIn(t, folder.Dir, running.address)
			if cookie.Name != "__Host-zhucun" || !cookie.Secure || !cookie.HttpOnly {
				t.Errorf("got %+v", cookie)
			}
		})
	}
	t.Run("plain", func(t *testing.T) {
		if cookie := logIn(t, folder.Dir, serve(t, folder.Dir).address); cookie.Secure {
			t.Errorf("got %+v, which a browser would never send back", cookie)
		}
	})
}

// logIn spends a log-in code as the page's script does.
func logIn(t *testing.T, data, address string) *http.Cookie {
	t.Helper()
	said, code := zhucun(t, ".", "--data", data, "login", "--role", "auditor", "--place", "511921", "--address", address)
	_, secret, found := strings.Cut(said, "/enter#")
	if code != 0 || !found {
		t.Fatalf("login: %d, %s", code, said)
	}
	browser := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := browser.Post(address+"/v1/enter", "text/plain", strings.NewReader(strings.Fields(secret)[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if len(answer.Cookies()) != 1 {
		t.Fatalf("log in: %s with %d cookies", answer.Status, len(answer.Cookies()))
	}
	return answer.Cookies()[0]
}

func TestLoopback(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:80": true, "0.0.0.0:8080": false, ":8080": false,
		"192.168.1.10:8080": false, "[::]:80": false, "county.example:80": false} {
		if got := loopback(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
