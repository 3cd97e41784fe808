package server

import (
	"errors"
	"fmt"

	"zhucun/server/durable"
	"zhucun/syncproto"
)

// ErrOtherPin: phones were told of another key of this server, and refuse one that proves itself by a new one.
var ErrOtherPin = errors.New("phones know the server by another key")

// OverTLS tells a server that was opened and never ran that people reach it over TLS, its own or a proxy's: cookies are then for TLS only. proxy: who speaks TLS is a
// proxy on this machine, which names its client last in X-Forwarded-For. pin is the SHA-256 of
// the SubjectPublicKeyInfo by which it proves itself to phones (SPEC.md section 3), nil where they are told of none. A new pin is kept in the data folder, and
// stands in every invitation and grant from then on; it ends the codes for phones that are handed out and not on a phone yet, because those name another.
//
// ErrOtherPin when another is kept, unless it is to be replaced: then every phone that knows that one has to be enrolled anew. It tells whether the pin is new.
func (s *Server) OverTLS(pin *syncproto.Hash, proxy, replace bool) (bool, error) {
	s.overTLS, s.proxied = true, proxy
	changed := pin != nil && (s.county.tls == nil || *s.county.tls != *pin)
	if changed {
		if s.county.tls != nil && !replace {
			return false, fmt.Errorf("%w: %s", ErrOtherPin, s.county.Pin)
		}
		s.county.Pin, s.county.tls = pin.String(), pin
		if err := s.county.write(durable.Disk{}, s.Dir); err != nil {
			return false, err
		}
	}
	return changed, s.assemble()
}
