package syncer

import (
	"errors"

	"zhucun/syncproto"
)

// takeNotice sorts what the server says by what it speaks of: an event, a blob, the session, the install.
func (e *Engine) takeNotice(n syncproto.Notice) []Change {
	if n.Log != nil && *n.Log != e.Log {
		return nil
	}
	switch n.Code {
	case syncproto.CodeSessionUnknown:
		return e.sessionUnknown()
	case syncproto.CodeOriginalWanted:
		return e.originalWanted(n)
	case syncproto.CodeLater, syncproto.CodeDiskFull:
		e.refuse(ErrLater)
		return nil
	case syncproto.CodeServerBehind:
		return e.behind(n)
	case syncproto.CodeGap:
		return e.gap(n)
	case syncproto.CodeUnknownFrame:
		return nil
	}
	switch {
	case n.Hash != nil:
		return e.blobNotice(*n.Hash, n.Code)
	case ofInstall(n.Code) || n.Seq == nil:
		return e.installNotice(n.Code)
	}
	return e.eventNotice(*n.Seq, n.Code)
}

// ofInstall are the codes that speak of the install, also where they name the segment they answer.
func ofInstall(code syncproto.Code) bool {
	return code == syncproto.CodeUnknownLog || code >= syncproto.CodeCodeUnknown && code <= syncproto.CodeVersionUnknown
}

// sessionUnknown takes the spare session, once; the next push in this run signs for it.
func (e *Engine) sessionUnknown() []Change {
	if e.renewed {
		e.refuse(&Refusal{syncproto.CodeSessionUnknown})
		return nil
	}
	e.dead, e.renewed, e.fruitful = true, true, true
	e.Session, e.Begun = e.Spare, false
	return []Change{Session{ID: e.Session}}
}

func (e *Engine) originalWanted(n syncproto.Notice) []Change {
	if n.Hash == nil {
		return nil
	}
	for _, b := range e.blobs {
		if b.Class == Originals && (b.Hash == *n.Hash || b.Manifest == *n.Hash) {
			b.Wanted = true
		}
	}
	return []Change{Wanted{*n.Hash}}
}

// behind: the server lacks what it had acknowledged. All from there on is sent once more, in the next pass.
func (e *Engine) behind(n syncproto.Notice) []Change {
	changes := []Change{Noticed{n.Code}}
	if e.outcome.Resend {
		return changes
	}
	e.outcome.Resend = true
	var after uint64
	if n.Seq != nil {
		after = *n.Seq
	}
	return append(changes, Again{after})
}

// gap: what comes before a segment is missing. Where this run sends it, it is on its way; else the server lost it.
func (e *Engine) gap(n syncproto.Notice) []Change {
	before := n.Seq != nil && *n.Seq > 1 && e.segmentAt(*n.Seq-1) != nil
	if before || e.outcome.Resend {
		return nil
	}
	e.outcome.Resend = true
	return []Change{Again{}}
}

func (e *Engine) blobNotice(hash syncproto.Hash, code syncproto.Code) []Change {
	if code == syncproto.CodePhotoBad {
		return []Change{Unreadable{hash}} // shown only: its bytes are there, and its original may yet be asked for
	}
	b := e.blobNamed(hash)
	if b == nil {
		return nil
	}
	b.told = true
	switch code {
	case syncproto.CodeBlobGap:
		b.Held, b.unsure = 0, false // an offset frame beside it says better
		return nil
	case syncproto.CodeBlobContent:
		b.Held, b.most, b.unsure, b.Spoiled = 0, 0, false, b.Spoiled+1
		b.skip, e.fruitful = b.Spoiled >= MaxSpoiled, true
		return []Change{Spoiled{hash}}
	case syncproto.CodeBlobTooLarge:
		b.skip, e.fruitful = true, true
		return []Change{BlobRefused{hash, code}}
	}
	b.skip, e.fruitful = true, true // the event, or the manifest, has not come: another run
	return nil
}

func (e *Engine) eventNotice(seq uint64, code syncproto.Code) []Change {
	s := e.segmentAt(seq)
	if s != nil && (code == syncproto.CodeMalformed || code == syncproto.CodeOverLimit) && !s.done {
		return []Change{Refused{seq, code}, Stopped{s.First}}
	}
	return []Change{Refused{seq, code}}
}

// installNotice ends the run, after this answer, where nothing more can be done in it.
func (e *Engine) installNotice(code syncproto.Code) []Change {
	switch code {
	case syncproto.CodeMalformed, syncproto.CodeOverLimit, syncproto.CodeFork:
		return []Change{Noticed{code}}
	}
	e.refuse(&Refusal{code})
	if code == syncproto.CodeUnknownLog && e.Document == nil {
		return nil // of course: it is not granted yet
	}
	return []Change{Noticed{code}}
}

// refuse lets the frames that follow still count. That the log is unknown says less than why its enrolment failed.
func (e *Engine) refuse(reason error) {
	var before *Refusal
	if e.refusal == nil || errors.As(e.refusal, &before) && before.Code == syncproto.CodeUnknownLog {
		e.refusal = reason
	}
}
