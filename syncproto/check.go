package syncproto

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkOrdinal(what string, n uint32) error {
	switch {
	case n == 0:
		return malformed("%s 0", what)
	case n > MaxOrdinal:
		return malformed("%s has more than nine digits", what)
	}
	return nil
}

// checkSeq: a seq is a place of a log, and every store can hold it.
func checkSeq(what string, seq uint64) error { return checkRange(what, seq, 1, MaxSeq) }

func checkVillage(v Village) error {
	if v < 100_000_000_000 || v > 999_999_999_999 {
		return malformed("a village has a code of 12 digits")
	}
	return nil
}

func checkCounty(c County) error {
	if c < 100_000 || c > 999_999 {
		return malformed("a county has a code of six digits")
	}
	return nil
}

func checkDay(d Day) error {
	if d < 0 || d > MaxDay {
		return malformed("day %d", d)
	}
	return nil
}

func checkRange(what string, n, low, high uint64) error {
	if n < low || n > high {
		return malformed("%s is %d to %d, not %d", what, low, high, n)
	}
	return nil
}

func checkClaimed(minutes *uint16, most uint16) error {
	if minutes != nil && *minutes > most {
		return malformed("claimed time of %d minutes", *minutes)
	}
	return nil
}

// checkLength counts bytes of UTF-8, not characters.
func checkLength(what, text string, most int) error {
	switch {
	case text == "":
		return malformed("%s is empty", what)
	case len(text) > most:
		return overLimit("%s has %d bytes, %d are allowed", what, len(text), most)
	}
	return nil
}
