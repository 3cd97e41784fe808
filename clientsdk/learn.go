package clientsdk

import (
	"context"
	"errors"

	"zhucun/clientsdk/journal"
	"zhucun/clientsdk/syncer"
)

// keep makes durable what the engine learned, in one transaction. It is kept also when the user has just given up waiting.
func (r *run) keep(ctx context.Context, learned []syncer.Change) error {
	if len(learned) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	return r.phone.journal.Hear(ctx, r.phone.config.Clock.Now(), func(heard journal.Heard) error {
		for _, change := range learned {
			if err := learn(ctx, heard, change); err != nil {
				return err
			}
		}
		return nil
	})
}

func learn(ctx context.Context, heard journal.Heard, change syncer.Change) error {
	switch c := change.(type) {
	case syncer.Granted:
		return heard.Grant(ctx, c.Ordinal, c.Bytes, c.Document.Epoch)
	case syncer.Session:
		return heard.Session(ctx, c.ID, c.Begun)
	case syncer.Acked:
		return heard.Ack(ctx, c.First)
	case syncer.Delivered:
		return heard.Receipt(ctx, c.First, c.Receipt)
	case syncer.NewEpoch:
		return heard.Epoch(ctx, c.Epoch)
	case syncer.Again:
		return heard.Again(ctx, c.After)
	case syncer.Refused:
		return heard.Refused(ctx, c.Seq, c.Code)
	case syncer.Stopped:
		return heard.Stopped(ctx, c.First)
	case syncer.Noticed:
		return heard.Notice(ctx, c.Code)
	case syncer.Anchored:
		return heard.Anchor(ctx, c.Anchor, c.Clock)
	}
	return learnOfBlob(ctx, heard, change)
}

func learnOfBlob(ctx context.Context, heard journal.Heard, change syncer.Change) error {
	switch c := change.(type) {
	case syncer.Begun:
		return heard.Begun(ctx, c.Hash)
	case syncer.Held:
		return heard.Held(ctx, c.Hash, c.Held, c.Complete)
	case syncer.Wanted:
		return heard.Wanted(ctx, c.Hash)
	case syncer.BlobRefused:
		return heard.BlobRefused(ctx, c.Hash, c.Code)
	case syncer.Unreadable:
		return heard.Unreadable(ctx, c.Hash)
	case syncer.Spoiled:
		return heard.Spoiled(ctx, c.Hash)
	}
	return errors.New("the engine learned something that no column keeps")
}
