package main

import (
	"fmt"
	"io/fs"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// wireSample is one mix on the wire, in bytes.
type wireSample struct {
	segment  int     // the segment's frame
	body     int     // of the sync that carries it: the hello of a live session, and the segment
	daily    int     // the same events in a segment for each of seven days
	personal int     // personal signatures among them
	drawn    float64 // what chance put into the segment, personal signatures apart: no encoding is shorter
}

// segmentChance is what a segment holds that cannot be foretold: its signature, its salt, the previous head, the log's id, the anchor, the boot id.
const segmentChance = 64 + 16 + 32 + 16 + 16 + 4

const wireDays = 7

// wireSamples seals mixes of so many events each, photos apart, as one phone would that syncs once a week.
func wireSamples(testdata fs.FS, events, seeds int) ([]wireSample, error) {
	words, err := prototest.MeasuredWords(testdata)
	if err != nil {
		return nil, fmt.Errorf("read the words that are measured: %w", err)
	}
	samples := make([]wireSample, seeds)
	for i := range samples {
		if samples[i], err = sampleWire(words, events, i); err != nil {
			return nil, err
		}
	}
	return samples, nil
}

func sampleWire(words prototest.Words, events, seed int) (wireSample, error) {
	anchor := syncproto.Anchor(first16("anchor", seed))
	setting := prototest.Setting{Seed: fmt.Sprint("measure ", seed), Events: events, Words: words, Village: prototest.Village, Sheet: prototest.Sheet,
		Supervisor: prototest.Supervisor, Cadre: prototest.Cadre, Day: prototest.Today, Anchor: &anchor}
	log, salt := syncproto.LogID(first16("log", seed)), syncproto.Salt(first16("salt", seed))
	payload, mix, err := setting.Segment(prototest.Ed25519Key("log"), log, salt)
	if err != nil {
		return wireSample{}, err
	}
	daily, err := sealDaily(setting, log, mix.Events)
	if err != nil {
		return wireSample{}, err
	}
	hello := syncproto.Hello{Version: 1, Session: syncproto.SessionID(first16("session", seed)), Boot: 0x5eed_0b00, Elapsed: 640_000}
	body := syncproto.AppendFrame(nil, syncproto.FrameHello, hello)
	segment := len(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, payload))
	return wireSample{segment: segment, body: len(body) + segment, daily: daily, personal: mix.Signatures * len(syncproto.Signature{}),
		drawn: mix.Entropy/8 + segmentChance}, nil
}

// sealDaily counts the frames of a phone that seals each evening. Signatures move with their events: as bytes they are chance either way.
func sealDaily(setting prototest.Setting, log syncproto.LogID, events []syncproto.Event) (int, error) {
	var previous syncproto.Head
	total, next := 0, uint64(1)
	for day, evening := range byDay(events, setting.Events) {
		clock := syncproto.Clock{Wall: (uint64(setting.Day) + uint64(day)) * 86_400, Boot: 0x5eed_0b00, Elapsed: 40_000 + uint64(day)*86_400}
		open := syncproto.NewOpen(log, next, previous, clock, setting.Anchor, syncproto.Salt(first16(setting.Seed, day)))
		for i, event := range evening {
			if i == 0 {
				event.Gap = 0
			}
			data, err := syncproto.EncodeEvent(event)
			if err != nil {
				return 0, err
			}
			if _, err := open.Append(data); err != nil {
				return 0, err
			}
		}
		payload, head, err := open.Seal(prototest.Ed25519Key("log"))
		if err != nil {
			return 0, err
		}
		total += len(syncproto.AppendRawFrame(nil, syncproto.FrameSegment, payload))
		previous, next = head, next+uint64(len(evening))
	}
	return total, nil
}

// byDay deals the mix out as it was drawn: evenly over the week, a photo with the event it shows.
func byDay(events []syncproto.Event, count int) [wireDays][]syncproto.Event {
	var days [wireDays][]syncproto.Event
	dealt := 0
	for _, event := range events {
		if _, ok := event.Body.(syncproto.Photo); !ok {
			dealt++
		}
		day := (dealt - 1) * wireDays / count
		days[day] = append(days[day], event)
	}
	return days
}

func first16(what string, i int) []byte {
	sum := syncproto.HashOf(fmt.Appendf(nil, "%s %d", what, i))
	return sum[:16]
}

// spread is the mean of a figure over samples, and the largest of them.
func spread(samples []wireSample, figure func(wireSample) float64) (mean, largest float64) {
	for _, s := range samples {
		mean += figure(s) / float64(len(samples))
		largest = max(largest, figure(s))
	}
	return mean, largest
}
