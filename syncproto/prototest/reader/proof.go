package reader

// learn takes over what the i-th event of a segment binds. An erased event
// binds nothing, its leaf is known all the same.
func (c *chain) learn(s segment, i int) {
	e, seq := s.events[i], s.header.first+uint64(i)
	c.taken[seq], c.leaves[seq] = s.head, s.leaves[i]
	switch e.kind {
	case kindPersonAdded:
		if local := e.args[0].n; local == uint64(len(c.people))+1 {
			c.people[local] = e.args[1].n // in order and once: any other binds nothing
		}
	case kindPersonKey:
		key, _ := registers(e.args[1], e.args[2])
		c.personKeys[seq] = personKey{e.args[0].n, key, !isNull(e.args[5])}
	case kindKeyRotated:
		key, _ := registers(e.args[0], e.args[1])
		c.keys = append(c.keys, logKey{seq + 1, key})
	}
}

// proven tells whether the proof in an event holds; an event without a proof
// that this reader can check has nothing to fail. The mac of a paper code needs
// that code's key, which only the server has.
func (c *chain) proven(s segment, i int) bool {
	e, seq := s.events[i], s.header.first+uint64(i)
	a := e.args
	switch e.kind {
	case kindPersonKey:
		person, bound := c.people[a[0].n]
		message := array("zhucun person key 1", c.logID, seq, person, a[1].n, a[2].data, a[3].n, a[4].n)
		return bound && c.personKeys[seq].key.verify(message, a[6].data)
	case kindKeyRotated:
		key, _ := registers(a[0], a[1])
		return key.verify(array("zhucun rotate 1", c.logID, seq, a[0].n, a[1].data), a[2].data)
	case kindConfirmation:
		if !e.confirmation().signed() {
			return true
		}
		statement, key := c.statement(s, i)
		return statement != nil && key.verify(statement, e.confirmation().proof.data)
	default:
		return true
	}
}

// statement makes the bytes that a confirmation's personal key signs, and gives
// that key. It is nil when the subject's leaf is not known, or the key is none that
// the actor may sign with.
func (c *chain) statement(s segment, i int) ([]byte, publicKey) {
	e, seq := s.events[i], s.header.first+uint64(i)
	n := e.confirmation()
	what, ok := c.what(n.subject, seq)
	if !ok {
		return nil, publicKey{}
	}
	var keyID any
	var key publicKey
	if !isNull(n.key) {
		if key, ok = c.liveKey(n.key.n, seq, e.local()); !ok {
			return nil, publicKey{}
		}
		keyID = key.id()
	}
	return array("zhucun confirm 1", c.logID, seq, again(n.key), keyID, n.cadre.n, n.village.n, n.sheet.n, n.day.n,
		n.verdict.n, again(n.stay), again(n.satisfaction), again(n.reason), n.means.n, what,
		again(n.strokes), again(s.header.anchor)), key
}

// what is the subject as a statement names it: a place with its leaf, a code, or
// nothing.
func (c *chain) what(subject item, seq uint64) (any, bool) {
	switch {
	case isNull(subject):
		return nil, true
	case subject.form == formUint:
		at := seq - min(subject.n, seq)
		return []any{c.logID, at, c.leaves[at]}, c.leaves[at] != nil
	case len(subject.items) == 1:
		return subject.items[0].n, true
	default:
		return again(subject), true
	}
}

// liveKey is the actor's own key, registered before seq at the seq it is named by,
// and not ended. A newer key of the same local number ends one without a voucher;
// whether it ends one with a voucher is for the county to say, and is not judged.
func (c *chain) liveKey(at, seq, actor uint64) (publicKey, bool) {
	named, ok := c.personKeys[at]
	if !ok || at >= seq || named.local != actor {
		return publicKey{}, false
	}
	if named.voucher {
		return named.key, true
	}
	for other, k := range c.personKeys {
		if k.local == named.local && other > at && other < seq {
			return publicKey{}, false
		}
	}
	return named.key, true
}
