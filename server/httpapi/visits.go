package httpapi

import (
	"bufio"
	"context"
	"errors"
	"io"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"zhucun/server/auth"
	"zhucun/server/console"
	"zhucun/server/evidence"
	"zhucun/server/roster"
	"zhucun/server/store"
	"zhucun/syncproto"
)

// dossierRecords are what a dossier holds.
const dossierRecords = auth.Evidence | auth.Photos | auth.Proofs

func problemSchema() reflect.Type { return reflect.TypeFor[Problem]() }

func (s *Server) addVisits(api huma.API) {
	get(s, api, "listVisits", "/api/visits", "Visits and deeds with their grades, the newest first", s.listVisits)
	get(s, api, "getVisit", "/api/visits/{id}", "One visit or deed", s.getVisit)
	get(s, api, "getEvidence", "/api/evidence/{id}", "Everything that speaks for and against a visit or deed", s.getEvidence)
	getBytes(s, api, "getDossier", "/api/visits/{id}/dossier", "The record with its proofs, to be checked offline", []string{"application/zip"}, s.getDossier)
}

// Visit is a row of the list.
type Visit struct {
	ID            string     `json:"id"`
	Kind          string     `json:"kind" enum:"visit,deed"`
	Grade         string     `json:"grade"`
	Reasons       []string   `json:"reasons" doc:"why it waits"`
	Person        uint32     `json:"person"`
	PersonName    string     `json:"person_name"`
	Village       string     `json:"village"`
	VillageName   string     `json:"village_name"`
	Day           string     `json:"day" format:"date"`
	By            string     `json:"by,omitempty" doc:"the confirmation that made the grade"`
	NotBefore     *time.Time `json:"not_before,omitempty"`
	NotAfter      *time.Time `json:"not_after,omitempty"`
	LeftAfter     *uint64    `json:"left_after_s,omitempty"`
	Confirmations []string   `json:"confirmations"`
}

func visitOf(v store.Visit, r *roster.Roster) Visit {
	row := Visit{ID: v.ID.String(), Kind: "visit", Grade: v.Grade.String(), Person: uint32(v.Meeting.Person), Village: v.Meeting.Village.String(),
		Day: v.Meeting.Day.String(), NotBefore: milliseconds(v.Lo), NotAfter: milliseconds(v.Hi), LeftAfter: v.LeftAfter,
		Reasons: []string{}, Confirmations: []string{}}
	if v.Meeting.Deed {
		row.Kind = "deed"
	}
	if v.By != nil {
		row.By = v.By.String()
	}
	for _, reason := range v.Reasons {
		row.Reasons = append(row.Reasons, reason.String())
	}
	for _, id := range v.Confirmations {
		row.Confirmations = append(row.Confirmations, id.String())
	}
	row.PersonName, _ = r.Name(v.Meeting.Person)
	row.VillageName = villageName(r, row.Village)
	return row
}

type visitsQuery struct {
	Place  string `query:"place" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$" doc:"division code; the session's place when left out"`
	Person uint32 `query:"person" maximum:"999999999"`
	Month  string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"as 2026-11; not together with from and to"`
	From   string `query:"from" format:"date"`
	To     string `query:"to" format:"date" doc:"inclusive"`
	Grade  string `query:"grade" enum:"waiting,inferred,confirmed_by_code,confirmed,disputed,withdrawn"`
	Deeds  string `query:"deeds" enum:"true,false" doc:"only deeds, or only visits"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next or previous of another page, asked for with the same filters; the newest records when left out"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"records on a page"`
}

// VisitPage is one page of the list.
type VisitPage struct {
	Visits   []Visit `json:"visits" doc:"falling by day, then by village and id"`
	Next     string  `json:"next,omitempty" doc:"cursor of the page with older records; none when this is the last"`
	Previous string  `json:"previous,omitempty" doc:"cursor of the page with newer records; on the first page none"`
}

func (s *Server) listVisits(ctx context.Context, in *visitsQuery) (VisitPage, error) {
	query, err := in.query(scopeOf(ctx))
	if err != nil {
		return VisitPage{}, err
	}
	page := VisitPage{Visits: []Visit{}}
	err = s.Store.View(ctx, func(tx store.Tx) error {
		found, err := listed(tx, query, in.Cursor, in.Limit)
		if err != nil {
			return err
		}
		current, err := s.Rosters.Load(tx)
		for _, v := range found.visits {
			page.Visits = append(page.Visits, visitOf(v, current))
		}
		page.Next, page.Previous = found.older, found.newer
		return err
	})
	return page, err
}

// query is cut to the session's place.
func (in *visitsQuery) query(scope auth.Scope) (query store.VisitQuery, err error) {
	query.Person = syncproto.Person(in.Person)
	if query.Place, err = narrow(scope, auth.Visits, in.Place); err != nil {
		return query, err
	}
	if query.From, query.To, err = in.days(); err != nil {
		return query, err
	}
	if query.Grade, err = gradeNamed(in.Grade); err != nil {
		return query, err
	}
	if deeds, err := strconv.ParseBool(in.Deeds); err == nil {
		query.Deeds = &deeds
	}
	return query, nil
}

// days are the first and the last one asked for; 0 where the list is open.
func (in *visitsQuery) days() (from, to syncproto.Day, err error) {
	if in.Month != "" {
		if in.From != "" || in.To != "" {
			return 0, 0, badRequest("month, or from and to")
		}
		return monthNamed(in.Month)
	}
	for text, into := range map[string]*syncproto.Day{in.From: &from, in.To: &to} {
		if text == "" {
			continue
		}
		if *into, err = syncproto.ParseDay(text); err != nil {
			return 0, 0, badRequest("from, to: 2026-11-23")
		}
	}
	return from, to, nil
}

func gradeNamed(name string) (syncproto.Grade, error) {
	for g := syncproto.GradeWaiting; g <= syncproto.GradeWithdrawn; g++ {
		if g.String() == name {
			return g, nil
		}
	}
	if name != "" {
		return 0, badRequest("grade")
	}
	return 0, nil
}

// narrow is the place to list: the one asked for when the session covers it, the session's own when none is asked for.
func narrow(scope auth.Scope, read auth.Records, place string) (string, error) {
	if place == "" {
		place = string(scope.Place)
	}
	return place, scope.MayIn(read, place)
}

type recordPath struct {
	ID string `path:"id" maxLength:"60" doc:"log-seq"`
}

// visible finds a visit that the session may read in that way. One that it may not is as good as none.
func visible(ctx context.Context, tx store.Visits, text string, read auth.Records) (store.Visit, error) {
	if err := scopeOf(ctx).May(read); err != nil {
		return store.Visit{}, err
	}
	id, err := syncproto.ParseEventID(text)
	if err != nil {
		return store.Visit{}, store.ErrNotFound
	}
	v, err := tx.Visit(id)
	if err != nil {
		return v, err
	}
	return v, scopeOf(ctx).MayIn(read, v.Meeting.Village.String())
}

func (s *Server) getVisit(ctx context.Context, in *recordPath) (row Visit, err error) {
	err = s.Store.View(ctx, func(tx store.Tx) error {
		v, err := visible(ctx, tx, in.ID, auth.Visits)
		if err != nil {
			return err
		}
		current, err := s.Rosters.Load(tx)
		if err == nil {
			row = visitOf(v, current)
		}
		return err
	})
	return row, err
}

// Evidence is the record with the names of the roster.
type Evidence struct {
	evidence.Record
	PersonName  string `json:"person_name"`
	VillageName string `json:"village_name"`
}

func (s *Server) getEvidence(ctx context.Context, in *recordPath) (Evidence, error) {
	named, err := s.named(ctx, in.ID)
	if err != nil {
		return Evidence{}, err
	}
	name, _ := named.Roster.Name(syncproto.Person(named.Person))
	return Evidence{named.Record, name, villageName(named.Roster, named.Village)}, nil
}

// named reads a record for a session; a role that reads no photos is not told of any.
func (s *Server) named(ctx context.Context, text string) (named console.Named, err error) {
	err = s.Store.View(ctx, func(tx store.Tx) error {
		v, err := visible(ctx, tx, text, auth.Evidence)
		if err != nil {
			return err
		}
		named, err = console.Load(tx, s.Rosters, s.Offset, v.ID)
		return err
	})
	if scopeOf(ctx).May(auth.Photos) != nil {
		named.Photos = []evidence.Photo{}
	}
	return named, err
}

// getDossier begins to send once the first byte is there: whatever is missing is found before.
func (s *Server) getDossier(ctx context.Context, in *recordPath) (func(*fiber.Ctx), error) {
	var visit store.Visit
	err := s.Store.View(ctx, func(tx store.Tx) (err error) {
		visit, err = visible(ctx, tx, in.ID, dossierRecords)
		return err
	})
	if err != nil {
		return nil, err
	}
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(s.Dossier.Write(ctx, writer, visit.ID)) }()
	first := bufio.NewReader(reader)
	if _, err := first.Peek(1); err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return func(c *fiber.Ctx) {
		c.Set(fiber.HeaderContentType, "application/zip")
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+visit.ID.String()+`.zip"`)
		c.Context().SetBodyStream(piped{first, reader}, -1)
	}, nil
}

// piped is closed when the answer has been sent, or its reader is gone.
type piped struct {
	io.Reader
	io.Closer
}
