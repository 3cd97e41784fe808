package prototest

import (
	"errors"
	"io"

	"zhucun/syncproto"
)

// Frames judges a stream by the tables of its frames. A type without a table is passed over, and an end inside a frame is no fault.
func Frames(stream syncproto.FrameReader) error {
	for {
		frame, err := syncproto.ReadFrame(stream)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, syncproto.ErrCut):
			return nil
		case err != nil:
			return err
		}
		if err := Payload(frame); err != nil {
			return err
		}
	}
}

// Payload decodes a frame's payload by the table of its type; a type without a table passes.
func Payload(frame syncproto.Frame) error {
	switch frame.Type {
	case syncproto.FrameHello:
		return frame.Decode(&syncproto.Hello{})
	case syncproto.FrameEnrol:
		return frame.Decode(&syncproto.Enrolment{})
	case syncproto.FrameSegment:
		_, err := syncproto.ParseSegment(frame.Payload)
		return err
	case syncproto.FrameAck:
		return frame.Decode(&syncproto.Ack{})
	case syncproto.FrameReceipt:
		return frame.Decode(&syncproto.SignedReceipt{})
	case syncproto.FrameGrant:
		return frame.Decode(&syncproto.Grant{})
	case syncproto.FrameOffset:
		return frame.Decode(&syncproto.Offset{})
	case syncproto.FrameTime:
		return frame.Decode(&syncproto.Time{})
	case syncproto.FrameNotice:
		return frame.Decode(&syncproto.Notice{})
	case syncproto.FrameCheckpoint:
		return frame.Decode(&syncproto.CheckpointFrame{})
	case syncproto.FrameEnd:
		return frame.Decode(&syncproto.End{})
	}
	return nil
}
