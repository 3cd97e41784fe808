package sqlite

import (
	"encoding/json"
	"fmt"

	"zhucun/server/store"
	"zhucun/syncproto"
)

// AddIncident is store.Incidents'.
func (t *tx) AddIncident(incident store.Incident) error {
	detail, err := json.Marshal(incident.Detail)
	if err != nil {
		return fmt.Errorf("incident %s: %w", incident.ID, err)
	}
	var log any
	if incident.Log != nil {
		log = incident.Log[:]
	}
	_, err = t.exec(`INSERT INTO incident (id, kind, log, seq, place, at, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		incident.ID,
		incident.Kind,
		log,
		incident.Seq,
		incident.Place,
		incident.At,
		string(detail),
	)
	return err
}

// IncidentsIn is store.Incidents'.
func (t *tx) IncidentsIn(place string, limit int) ([]store.Incident, error) {
	return all(t, scanIncident, `SELECT
			id,
			kind,
			log,
			seq,
			place,
			at,
			detail
		FROM incident
		WHERE substr(place, 1, length(?1)) = ?1
		ORDER BY at DESC, number DESC
		LIMIT ?2`, place, max(0, limit))
}

func scanIncident(row scanner) (incident store.Incident, err error) {
	var log, detail []byte
	if err := row.Scan(
		&incident.ID,
		&incident.Kind,
		&log,
		&incident.Seq,
		&incident.Place,
		&incident.At,
		&detail,
	); err != nil {
		return incident, err
	}
	if log != nil {
		incident.Log = new(syncproto.LogID)
		if err := fixed(incident.Log[:]).Scan(log); err != nil {
			return incident, err
		}
	}
	return incident, json.Unmarshal(detail, &incident.Detail)
}
