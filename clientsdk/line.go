package clientsdk

import "zhucun/clientsdk/syncer"

// line is the connection to the server, kept warm from sync to sync.
type line struct {
	syncer.Transport
	server Server
}

// dial keeps the line while address and pin stay the same.
func (p *Phone) dial(server Server) syncer.Transport {
	if p.line == nil || p.line.server.Address != server.Address || !samePin(p.line.server, server) || p.line.server.Unproven != server.Unproven {
		p.hangUp()
		p.line = &line{p.config.Transport(server), server}
	}
	return p.line
}

func samePin(a, b Server) bool {
	return a.TLS == nil && b.TLS == nil || a.TLS != nil && b.TLS != nil && *a.TLS == *b.TLS
}

func (p *Phone) hangUp() {
	if p.line == nil {
		return
	}
	if closer, ok := p.line.Transport.(interface{ Close() }); ok {
		closer.Close()
	}
	p.line = nil
}
