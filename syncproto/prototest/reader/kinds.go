package reader

// Kinds of section 5.
const (
	kindSignin         = 1
	kindSignout        = 2
	kindConfirmation   = 3
	kindDeed           = 4
	kindPhoto          = 5
	kindNote           = 6
	kindCorrection     = 7
	kindPersonAdded    = 8
	kindPersonKey      = 9
	kindSecretChanged  = 10
	kindAttemptsFailed = 11
	kindKeyRotated     = 12
)

// table lists the items after the actor, or nil for a kind that is not known.
func table(kind uint64) []rule {
	claimed := func(most uint64) rule { return optional(upTo(most)) }
	switch kind {
	case kindSignin:
		return []rule{number, village, number, number, dayNumber, upTo(2), claimed(1439), upTo(10), optional(number), optional(place)}
	case kindSignout:
		return []rule{ref, claimed(2879)}
	case kindConfirmation:
		return []rule{subject, number, village, either(between(0, 0), number), dayNumber, between(1, 2), optional(upTo(3)),
			optional(between(1, 3)), optional(text(600)), between(1, 5), optional(hash32), optional(seq), optional(someBytes)}
	case kindDeed:
		return []rule{number, village, dayNumber, text(200), upTo(8), households, between(1, 3), optional(unsigned), optional(far)}
	case kindPhoto:
		return []rule{ref, hash32}
	case kindNote:
		return []rule{optional(ref), village, text(1200)}
	case kindCorrection:
		return []rule{ref, optional(ref), text(300)}
	case kindPersonAdded:
		return []rule{number, number}
	case kindPersonKey:
		return []rule{number, between(1, 2), someBytes, between(1, 4), between(1, 2), optional(appointment), signature}
	case kindSecretChanged:
		return []rule{number, between(1, 2)}
	case kindAttemptsFailed:
		return []rule{number, number}
	case kindKeyRotated:
		return []rule{between(1, 2), someBytes, signature}
	default:
		return nil
	}
}

func place(it item) fit {
	return exactly(between(1, 3), upTo(5), upTo(2))(it)
}

func subject(it item) fit {
	return either(seq, exactly(logID, seq, hash32), exactly(upTo(999_999)), null)(it)
}

func appointment(it item) fit {
	return exactly(bytesOf(5), bytesOf(16))(it)
}

func households(it item) fit {
	for i := 1; i < len(it.items); i++ {
		if it.items[i-1].n >= it.items[i].n {
			return wrong
		}
	}
	return listOf(32, number)(it)
}
