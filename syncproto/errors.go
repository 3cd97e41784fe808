package syncproto

import (
	"errors"
	"fmt"
)

// Code is an error number of SPEC.md section 8. Numbers are for ever; 0 is no error.
type Code uint16

// The error numbers.
const (
	CodeMalformed      Code = 1
	CodeOverLimit      Code = 2
	CodeUnknownKind    Code = 3
	CodeBadEvent       Code = 4
	CodeBadSignature   Code = 5
	CodeUnknownLog     Code = 6
	CodeGap            Code = 7
	CodeFork           Code = 8
	CodeUnknownPerson  Code = 9
	CodeUnknownRef     Code = 10
	CodeBadProof       Code = 11
	CodeNotVouched     Code = 12
	CodeNotAppointed   Code = 13
	CodeOwnDeed        Code = 14
	CodeKin            Code = 15
	CodeNoKey          Code = 16
	CodeCodeUnknown    Code = 20
	CodeCodeSpent      Code = 21
	CodeCodeExpired    Code = 22
	CodeKeyRefused     Code = 23
	CodeWrongCounty    Code = 24
	CodeLogRevoked     Code = 25
	CodeSessionUnknown Code = 26
	CodeUnknownFrame   Code = 27
	CodeVersionUnknown Code = 28
	CodeLater          Code = 29
	CodeDiskFull       Code = 30
	CodeBlobNotNamed   Code = 40
	CodeBlobGap        Code = 41
	CodeBlobContent    Code = 42
	CodeBlobTooLarge   Code = 43
	CodePhotoBad       Code = 44
	CodeOriginalWanted Code = 50
	CodeServerBehind   Code = 60
)

var codeNames = map[Code]string{
	CodeMalformed: "malformed", CodeOverLimit: "over_limit", CodeUnknownKind: "unknown_kind", CodeBadEvent: "bad_event",
	CodeBadSignature: "bad_signature", CodeUnknownLog: "unknown_log", CodeGap: "gap", CodeFork: "fork",
	CodeUnknownPerson: "unknown_person", CodeUnknownRef: "unknown_ref", CodeBadProof: "bad_proof", CodeNotVouched: "not_vouched",
	CodeNotAppointed: "not_appointed", CodeOwnDeed: "own_deed", CodeKin: "kin", CodeNoKey: "no_key",
	CodeCodeUnknown: "code_unknown", CodeCodeSpent: "code_spent", CodeCodeExpired: "code_expired", CodeKeyRefused: "key_refused",
	CodeWrongCounty: "wrong_county", CodeLogRevoked: "log_revoked", CodeSessionUnknown: "session_unknown",
	CodeUnknownFrame: "unknown_frame", CodeVersionUnknown: "version_unknown", CodeLater: "later", CodeDiskFull: "disk_full",
	CodeBlobNotNamed: "blob_not_named", CodeBlobGap: "blob_gap", CodeBlobContent: "blob_wrong_content",
	CodeBlobTooLarge: "blob_too_large", CodePhotoBad: "photo_unreadable", CodeOriginalWanted: "original_wanted",
	CodeServerBehind: "server_behind",
}

// String is the name by which SPEC.md and the catalogue of messages know the code.
func (c Code) String() string {
	if name, ok := codeNames[c]; ok {
		return name
	}
	return fmt.Sprintf("error_%d", uint16(c))
}

// Codes lists every known error number, for tests that demand a text for each.
func Codes() []Code {
	codes := make([]Code, 0, len(codeNames))
	for c := range codeNames {
		codes = append(codes, c)
	}
	return codes
}

// Verdicts on bytes. Each is wrapped with what was wrong; compare with errors.Is.
var (
	ErrMalformed    = errors.New("malformed")
	ErrOverLimit    = errors.New("over a limit")
	ErrBadSignature = errors.New("bad signature")
	ErrUnknownKind  = errors.New("unknown kind of event")
	ErrVersion      = errors.New("unknown version")
	ErrKeyRefused   = errors.New("key refused")
	ErrFull         = errors.New("segment is full")
)

// CodeOf translates an error of this package to its number; [CodeMalformed] when it is none of them.
func CodeOf(err error) Code {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, ErrOverLimit):
		return CodeOverLimit
	case errors.Is(err, ErrBadSignature):
		return CodeBadSignature
	case errors.Is(err, ErrUnknownKind):
		return CodeUnknownKind
	case errors.Is(err, ErrVersion):
		return CodeVersionUnknown
	case errors.Is(err, ErrKeyRefused):
		return CodeKeyRefused
	}
	return CodeMalformed
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

func overLimit(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrOverLimit, fmt.Sprintf(format, args...))
}
