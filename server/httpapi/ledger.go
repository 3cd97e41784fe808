package httpapi

import (
	"context"
	"encoding/hex"

	"github.com/danielgtaylor/huma/v2"

	"zhucun/server/auth"
	"zhucun/server/ledger"
	"zhucun/server/store"
	"zhucun/syncproto/proof"
)

func (s *Server) addLedger(api huma.API) {
	get(s, api, "getCheckpoint", "/api/ledger/checkpoint", "The newest signed checkpoint of the county's ledger", s.getCheckpoint)
	get(s, api, "getProof", "/api/ledger/proof/{index}", "That a leaf stands in the ledger, under the newest checkpoint", s.getProof)
}

// Checkpoint is a signed note, and the key it verifies under.
type Checkpoint struct {
	Note string `json:"note" doc:"C2SP signed note with a tlog-checkpoint"`
	Key  string `json:"key" doc:"Ed25519, in hex"`
}

func (s *Server) getCheckpoint(ctx context.Context, _ *struct{}) (Checkpoint, error) {
	if err := scopeOf(ctx).May(auth.Proofs); err != nil {
		return Checkpoint{}, err
	}
	return s.checkpoint(ctx)
}

func (s *Server) checkpoint(ctx context.Context) (Checkpoint, error) {
	note, err := s.Dossier.Latest.Latest(ctx)
	return Checkpoint{string(note), hex.EncodeToString(s.Dossier.County.LedgerKey())}, err
}

type proofPath struct {
	Index int64 `path:"index" minimum:"0"`
}

// Proof leads from a leaf to the checkpoint's root. What the leaf speaks of is not said: that is in the dossiers of whom it concerns.
type Proof struct {
	Index int64      `json:"index"`
	Leaf  string     `json:"leaf" doc:"salted commitment, in hex"`
	Path  []string   `json:"path" doc:"RFC 6962 audit path, in hex"`
	Under Checkpoint `json:"checkpoint"`
}

func (s *Server) getProof(ctx context.Context, in *proofPath) (Proof, error) {
	if err := scopeOf(ctx).May(auth.Proofs); err != nil {
		return Proof{}, err
	}
	under, err := s.checkpoint(ctx)
	if err != nil {
		return Proof{}, err
	}
	out := Proof{Index: in.Index, Path: []string{}, Under: under}
	err = s.Store.View(ctx, func(tx store.Tx) error {
		entry, err := tx.Entry(uint64(in.Index))
		if err != nil {
			return err
		}
		leaf, err := proof.Commit(entry.Kind, entry.Salt, entry.Statement)
		if err != nil {
			return err
		}
		out.Leaf = hex.EncodeToString(leaf[:])
		path, err := s.path(tx, in.Index, under.Note)
		for _, hash := range path {
			out.Path = append(out.Path, hex.EncodeToString(hash[:]))
		}
		return err
	})
	return out, err
}

// path to the newest checkpoint; a leaf that it does not cover yet is not there yet.
func (s *Server) path(tx store.Tx, index int64, note string) (proof.Proof, error) {
	origin, err := proof.Origin(s.Dossier.County.County.String())
	if err != nil {
		return nil, err
	}
	checkpoint, err := proof.ParseCheckpoint([]byte(note), origin, s.Dossier.County.LedgerKey())
	if err != nil {
		return nil, err
	}
	if index >= checkpoint.Size {
		return nil, store.ErrNotFound
	}
	return ledger.InclusionProof(tx, index, checkpoint.Size)
}
