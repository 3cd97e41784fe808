package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"os"

	"zhucun/cmd/internal/terminal"
	"zhucun/server"
	"zhucun/syncproto"
)

// encryption is how what people send reaches the server unread.
type encryption struct {
	Cert   string `name:"tls-cert" help:"county.help.tls_cert" placeholder:"FILE" type:"path" env:"ZHUCUN_TLS_CERT"`
	Key    string `name:"tls-key" help:"county.help.tls_key" placeholder:"FILE" type:"path" env:"ZHUCUN_TLS_KEY"`
	Behind bool   `name:"behind-tls" help:"county.help.behind_tls" env:"ZHUCUN_BEHIND_TLS"`
	NewKey bool   `name:"tls-new-key" help:"county.help.tls_new_key"`
}

var errTLSFlags = errors.New("flags for TLS that do not go together")

// on tells whether people reach the server over TLS.
func (e *encryption) on() bool { return e.Behind || e.Cert != "" && e.Key != "" }

// check refuses what would leave the server open by mistake.
func (e *encryption) check() error {
	switch {
	case e.Behind && e.Key != "":
		return terminal.Misuse(errTLSFlags, "errors.tls.both")
	case !e.Behind && (e.Cert == "") != (e.Key == ""):
		return terminal.Misuse(errTLSFlags, "errors.tls.pair")
	}
	return nil
}

// load reads certificate and key. pin is the hash of the certificate's public key, nil without a certificate; config is nil where a proxy speaks TLS.
func (e *encryption) load() (config *tls.Config, pin *syncproto.Hash, err error) {
	if e.Cert == "" {
		return nil, nil, nil
	}
	if e.Key == "" {
		certificate, err := readCertificate(e.Cert)
		return nil, pinOf(certificate), err
	}
	pair, err := tls.LoadX509KeyPair(e.Cert, e.Key)
	if err != nil {
		return nil, nil, e.unreadable(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, pinOf(pair.Leaf), nil
}

func (e *encryption) unreadable(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return err // the terminal says which file, and why
	}
	return terminal.Explain(err, "errors.tls.unreadable", "cert", e.Cert, "key", e.Key)
}

func readCertificate(file string) (*x509.Certificate, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, terminal.Explain(errTLSFlags, "errors.tls.no_certificate", "file", file)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, terminal.Explain(err, "errors.tls.no_certificate", "file", file)
	}
	return certificate, nil
}

func pinOf(certificate *x509.Certificate) *syncproto.Hash {
	if certificate == nil {
		return nil
	}
	pin := syncproto.Hash(sha256.Sum256(certificate.RawSubjectPublicKeyInfo))
	return &pin
}

// apply tells the server, and the person what a new key means for phones.
func (e *encryption) apply(t *terminal.Terminal, srv *server.Server, pin *syncproto.Hash) error {
	changed, err := srv.OverTLS(pin, e.Behind, e.NewKey)
	if errors.Is(err, server.ErrOtherPin) {
		return terminal.Explain(err, "errors.tls.other_key", "file", e.Cert)
	}
	if err == nil && changed {
		t.Warn("county.tls.pinned", "file", e.Cert)
	}
	return err
}

// warnOpen says when everybody on the way can read what people send. An office tries the server out before it has a certificate, so nothing is refused.
func (c *serveCommand) warnOpen(t *terminal.Terminal) {
	if !c.Encryption.on() && !loopback(c.Listen) {
		t.Warn("county.tls.open", "listen", c.Listen)
	}
}

// loopback tells whether only this machine reaches the address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return true // nothing can listen there, which is said elsewhere
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
