package reader

import "math"

// fit is how well an item stands at its place in a table. Section 12 tells an
// item that is wrong from one that is right but for a limit; the worse counts.
type fit int

const (
	fits fit = iota
	tooMuch
	wrong
)

// rule judges one item at its place in a table.
type rule func(item) fit

func when(ok bool) fit {
	if ok {
		return fits
	}
	return wrong
}

// takes tells that the item is right, limits included.
func (r rule) takes(it item) bool { return r(it) == fits }

func between(low, high uint64) rule {
	return func(it item) fit { return when(it.form == formUint && it.n >= low && it.n <= high) }
}

func upTo(high uint64) rule { return between(0, high) }

func unsigned(it item) fit { return when(it.form == formUint) }

func null(it item) fit { return when(isNull(it)) }

func isNull(it item) bool { return it.form == formNull }

func bytesOf(n int) rule {
	return func(it item) fit { return when(it.form == formBytes && len(it.data) == n) }
}

func someBytes(it item) fit { return when(it.form == formBytes) }

// text is 1 to n bytes; more is over a limit, none is wrong.
func text(n int) rule {
	return func(it item) fit {
		if it.form == formText && len(it.data) > n {
			return tooMuch
		}
		return when(it.form == formText && len(it.data) > 0)
	}
}

// either is as good as the best of its rules.
func either(rules ...rule) rule {
	return func(it item) fit {
		best := wrong
		for _, r := range rules {
			best = min(best, r(it))
		}
		return best
	}
}

func optional(r rule) rule { return either(null, r) }

// exactly is an array with these items and no others.
func exactly(rules ...rule) rule {
	return func(it item) fit {
		if it.form != formArray || len(it.items) != len(rules) {
			return wrong
		}
		worst := fits
		for i, r := range rules {
			worst = max(worst, r(it.items[i]))
		}
		return worst
	}
}

// listOf is an array whose items all obey r; more than most is over a limit.
func listOf(most int, r rule) rule {
	return func(it item) fit {
		if it.form != formArray {
			return wrong
		}
		worst := fits
		if len(it.items) > most {
			worst = tooMuch
		}
		for _, sub := range it.items {
			worst = max(worst, r(sub))
		}
		return worst
	}
}

// The types of section 2, and forms that several tables share.

func logID(it item) fit     { return bytesOf(16)(it) }
func hash32(it item) fit    { return bytesOf(32)(it) }
func number(it item) fit    { return between(1, 999_999_999)(it) }
func village(it item) fit   { return between(100_000_000_000, 999_999_999_999)(it) }
func county(it item) fit    { return between(100_000, 999_999)(it) }
func dayNumber(it item) fit { return upTo(65_535)(it) }
func fits32(it item) fit    { return upTo(math.MaxUint32)(it) }
func seq(it item) fit       { return between(1, 1<<62)(it) }
func signature(it item) fit { return bytesOf(sizeSignature)(it) }

func far(it item) fit { return exactly(logID, seq)(it) }
func ref(it item) fit { return either(seq, far)(it) }

// judge adds the fault of an item that does not fit.
func (f *faults) judge(what string, r rule, it item) {
	switch r(it) {
	case tooMuch:
		f.add(OverLimit, "%s: too long or too many", what)
	case wrong:
		f.malformed("%s does not follow its table", what)
	}
	if it.depth > maxNesting {
		f.add(OverLimit, "%s: nested %d deep", what, it.depth)
	}
}

// parseAs reads one value and judges it by its table. Only a value without any
// fault may be taken apart, so false says that there is one.
func (f *faults) parseAs(what string, b []byte, r rule) (item, bool) {
	it, err := parse(b)
	if err != nil {
		f.malformed("%s: %v", what, err)
		return item{}, false
	}
	f.judge(what, r, it)
	return it, r.takes(it) && it.depth <= maxNesting
}

// registers judges two items that stand side by side in every table that makes
// a key known: what the second may be follows from the first.
func registers(algorithm, key item) (publicKey, error) {
	k := publicKey{algorithm: algorithm.n, bytes: key.data}
	return k, k.check()
}
