package httpapi

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"zhucun/server/auth"
	"zhucun/server/store"
)

func (s *Server) addDevices(api huma.API) {
	get(s, api, "listDevices", "/api/devices", "Enrolled phones, rising by ordinal", s.listDevices)
	get(s, api, "listIncidents", "/api/incidents", "What an officer should look at, newest first", s.listIncidents)
}

// PlaceQuery narrows a read. Exported because the API passes over what it embeds otherwise.
type PlaceQuery struct {
	Place string `query:"place" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$" doc:"division code; the session's place when left out"`
}

// Device is an enrolled phone.
type Device struct {
	Log      string     `json:"log"`
	Ordinal  uint32     `json:"ordinal"`
	Village  string     `json:"village"`
	Enrolled *time.Time `json:"enrolled"`
	Revoked  *time.Time `json:"revoked,omitempty"`
	ForkedAt uint64     `json:"forked_at,omitempty" doc:"first event with two versions"`
}

func (s *Server) listDevices(ctx context.Context, in *PlaceQuery) (devices []Device, err error) {
	place, err := narrow(scopeOf(ctx), auth.Devices, in.Place)
	if err != nil {
		return nil, err
	}
	devices = []Device{}
	err = s.Store.View(ctx, func(tx store.Tx) error {
		logs, err := tx.LogsIn(place)
		for _, l := range logs {
			devices = append(devices, Device{l.ID.String(), l.Ordinal, l.Village.String(), milliseconds(l.Enrolled), milliseconds(l.Revoked), l.ForkedAt})
		}
		return err
	})
	return devices, err
}

// Incident is something to look at. It decides nothing.
type Incident struct {
	ID      string            `json:"id"`
	Kind    string            `json:"kind"`
	Text    string            `json:"text" doc:"in the language of lang"`
	Log     string            `json:"log,omitempty"`
	Seq     uint64            `json:"seq,omitempty"`
	Place   string            `json:"place"`
	At      *time.Time        `json:"at"`
	Numbers map[string]string `json:"numbers"`
}

type incidentsQuery struct {
	PlaceQuery
	Lang  string `query:"lang" enum:"zh,en"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (s *Server) listIncidents(ctx context.Context, in *incidentsQuery) (incidents []Incident, err error) {
	place, err := narrow(scopeOf(ctx), auth.Incidents, in.Place)
	if err != nil {
		return nil, err
	}
	incidents = []Incident{}
	err = s.Store.View(ctx, func(tx store.Tx) error {
		rows, err := tx.IncidentsIn(place, in.Limit)
		for _, row := range rows {
			incidents = append(incidents, incidentOf(row, in.Lang))
		}
		return err
	})
	return incidents, err
}

func incidentOf(row store.Incident, lang string) Incident {
	out := Incident{ID: row.ID, Kind: row.Kind, Seq: row.Seq, Place: row.Place, At: milliseconds(row.At), Numbers: map[string]string{}}
	if row.Log != nil {
		out.Log = row.Log.String()
	}
	var args []any
	for name, value := range row.Detail {
		out.Numbers[name] = value
		args = append(args, name, value)
	}
	out.Text = langOf(lang, "").Text("page."+row.Kind, args...)
	return out
}
