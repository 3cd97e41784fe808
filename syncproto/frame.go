package syncproto

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// FrameType tells frames apart (SPEC.md section 6).
type FrameType uint8

// Frames. 0x04, 0x48 and 0x49 are kept for carried segments, pages of shared records and a recovered server.
const (
	FrameHello      FrameType = 0x01
	FrameEnrol      FrameType = 0x02
	FrameSegment    FrameType = 0x03
	FrameAck        FrameType = 0x41
	FrameReceipt    FrameType = 0x42
	FrameGrant      FrameType = 0x43
	FrameOffset     FrameType = 0x44
	FrameTime       FrameType = 0x45
	FrameNotice     FrameType = 0x46
	FrameCheckpoint FrameType = 0x47
	FrameEnd        FrameType = 0x4f
)

// Hello comes first in a request. Log and Signature (over [Hello.Claim]) begin a session and are both nil when the phone believes its session
// alive. Boot and Elapsed are the phone's now.
type Hello struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Log       *LogID
	Session   SessionID
	Boot      uint32
	Elapsed   uint64
	Cursor    *uint64
	Budget    uint64
	Signature *Signature
}

type helloClaim struct {
	_       struct{} `cbor:",toarray"`
	Tag     string
	County  County
	Log     LogID
	Session SessionID
}

// SignHello begins a session of the log whose key the signer holds.
func SignHello(county County, log LogID, session SessionID, signer Signer) (Hello, error) {
	signature, err := signer.Sign(helloClaimOf(county, log, session))
	if err != nil {
		return Hello{}, fmt.Errorf("sign hello: %w", err)
	}
	return Hello{Version: 1, Log: &log, Session: session, Signature: &signature}, nil
}

// Begins tells whether the hello was signed, for this county, by the key of the log it names.
func (h Hello) Begins(county County, key PublicKey) bool {
	return h.Log != nil && h.Signature != nil && key.Verify(helloClaimOf(county, *h.Log, h.Session), *h.Signature)
}

func helloClaimOf(county County, log LogID, session SessionID) []byte {
	return encode(helloClaim{Tag: "zhucun hello 1", County: county, Log: log, Session: session})
}

// Ack says that a segment is durably stored.
type Ack struct {
	_     struct{} `cbor:",toarray"`
	Log   LogID
	First uint64
	Count uint8
	Head  Head
}

// Offset says how much of a blob the server holds; Held = Length means complete, checked and durable.
type Offset struct {
	_      struct{} `cbor:",toarray"`
	Hash   Hash
	Held   uint64
	Length uint64
}

// Time is the server's clock in milliseconds UTC, and its newest anchor.
type Time struct {
	_      struct{} `cbor:",toarray"`
	Clock  uint64
	Anchor Anchor
}

// Notice is an error or a wish, about a log, an event or a blob where given.
type Notice struct {
	_    struct{} `cbor:",toarray"`
	Code Code
	Log  *LogID
	Seq  *uint64
	Hash *Hash
}

// CheckpointFrame is a signed checkpoint of the ledger with the proof that it continues the one the phone holds.
type CheckpointFrame struct {
	_     struct{} `cbor:",toarray"`
	Note  string
	Proof []Hash
}

// End is last; an answer without it was cut. More 1: ask again at once. Wait: seconds before the next sync.
type End struct {
	_      struct{} `cbor:",toarray"`
	Epoch  Epoch
	Cursor *uint64
	More   uint8
	Wait   uint32
}

// Frame is one complete frame as it came.
type Frame struct {
	Type    FrameType
	Payload []byte
}

// Decode decodes the payload strictly into a pointer to the type that belongs to the frame, and checks what that type's table says.
func (f Frame) Decode(into any) error {
	if err := decode(f.Payload, into); err != nil {
		return fmt.Errorf("frame 0x%02x: %w", uint8(f.Type), err)
	}
	if table, ok := into.(interface{ check() error }); ok {
		if err := table.check(); err != nil {
			return fmt.Errorf("frame 0x%02x: %w", uint8(f.Type), err)
		}
	}
	return nil
}

func (h *Hello) check() error {
	if h.Version != 1 {
		return fmt.Errorf("%w %d", ErrVersion, h.Version)
	}
	if (h.Log == nil) != (h.Signature == nil) {
		return malformed("log_id and signature come together")
	}
	return nil
}

func (a *Ack) check() error {
	return firstError(checkRange("first", a.First, 1, MaxSeq), checkRange("count", uint64(a.Count), 1, MaxSegmentEvents))
}

func (o *Offset) check() error { return checkRange("held", o.Held, 0, o.Length) }

func (e *End) check() error { return checkRange("more", uint64(e.More), 0, 1) }

// AppendFrame adds a frame whose payload is one of this package's frame types.
func AppendFrame(stream []byte, kind FrameType, payload any) []byte {
	return AppendRawFrame(stream, kind, encode(payload))
}

// AppendRawFrame adds a frame whose payload is encoded already, such as a stored segment.
func AppendRawFrame(stream []byte, kind FrameType, payload []byte) []byte {
	stream = binary.AppendUvarint(append(stream, byte(kind)), uint64(len(payload)))
	return append(stream, payload...)
}

// ErrCut says that a stream ended inside a frame. What came before it counts.
var ErrCut = errors.New("stream is cut inside a frame")

// FrameReader is the stream that frames are read from; a bufio.Reader is one.
type FrameReader interface {
	io.Reader
	io.ByteReader
}

// ReadFrame reads the next frame: io.EOF between frames, ErrCut inside one, ErrOverLimit or ErrMalformed for a length after which nothing can be
// read. It allocates no more than the frame's payload, at most MaxFrame.
func ReadFrame(r FrameReader) (Frame, error) {
	kind, err := r.ReadByte()
	if err != nil {
		return Frame{}, err
	}
	length, err := readLength(r)
	if err != nil {
		return Frame{}, err
	}
	payload := make([]byte, length)
	if _, err := io.ReadFull(r, payload); err != nil {
		return Frame{}, cut(err)
	}
	return Frame{FrameType(kind), payload}, nil
}

func readLength(r io.ByteReader) (uint64, error) {
	var length uint64
	for shift := 0; ; shift += 7 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, cut(err)
		}
		if b == 0 && shift > 0 {
			return 0, malformed("frame length longer than needed")
		}
		length |= uint64(b&0x7f) << shift
		if length > MaxFrame || shift > 14 {
			return 0, overLimit("frame longer than %d bytes", MaxFrame)
		}
		if b < 0x80 {
			return length, nil
		}
	}
}

// cut tells an end inside a frame from other errors of the stream, which pass through for the caller to see.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	return fmt.Errorf("%w: %w", ErrCut, err)
}
